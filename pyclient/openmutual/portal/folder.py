"""A site in a folder: written so that only what changed is touched, and never over what is somebody else's."""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import FileError, NotASite
from ..files import alone_in, replace
from .site import FORMAT, LIST, File, HashList, Held


@dataclass(frozen=True, slots=True)
class Written:
    """What a build has done: how many files the site has, wrote anew, and took away; and the list of all of them."""

    files: int
    changed: int
    removed: int
    hashes: HashList

    @property
    def block(self) -> int:
        """Up to which block the site tells of all its plans."""
        return min((plan.block for plan in self.hashes.plans), default=-1)


@contextlib.contextmanager
def own(folder: Path) -> Iterator[None]:
    """Make sure that a folder is a site, or is empty, and keep other builds away from it.

    Raises:
        NotASite: it holds something else.
        FileError: it cannot be written, or another build is at it.
    """
    unusable = partial(FileError, str(folder), 0, "")
    underway = unusable("is being built by another process; wait for it")
    # The lock lies beside the folder, where it is no part of the site.
    with alone_in(folder, folder.resolve(), underway, unusable):
        if any(folder.iterdir()):
            read_list(folder)
        yield


def write(folder: Path, files: Iterable[File], plans: Iterable[Held], made_by: str) -> Written:
    """Bring a folder to hold these files and no other that a build of before has made.

    Raises:
        NotASite: a link in it leads out of it, where somebody else's files may be.
        OSError: then some files are new and some are old, and the next build goes on.
    """
    before = read_list(folder).files if (folder / LIST).is_file() else {}
    hashes: dict[str, str] = {}
    changed = 0
    for path, content in files:
        hashes[path] = hashlib.sha256(content).hexdigest()
        changed += _put(_inside(folder, path), content)
    gone = [path for path in before if path not in hashes]
    for path in gone:
        _remove(folder, _inside(folder, path))
    made = HashList(made_by, tuple(plans), hashes)
    _put(folder / LIST, made.to_json())
    return Written(len(hashes), changed, len(gone), made)


def read_list(folder: Path) -> HashList:
    """What a site says of itself.  Raises NotASite."""
    try:
        told: dict[str, Any] = json.loads((folder / LIST).read_bytes())
        if told["format"] != FORMAT:
            raise NotASite(str(folder), f"has a {LIST} of another format than {FORMAT!r}; build into a new folder")
        plans = tuple(Held(**plan) for plan in told["plans"])
        files = {path: str(digest) for path, digest in told["files"].items()}
        if not all(map(_is_inside, [*files, *(plan.folder for plan in plans)])):
            raise ValueError("a path that leads out of the folder")
        return HashList(str(told["made_by"]), plans, files)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        problem = f"holds no {LIST} of a site; name an empty folder, or one that portal build has made"
        raise NotASite(str(folder), problem) from error


def _is_inside(path: str) -> bool:
    parts = path.split("/")
    return bool(path) and not any(part in ("", ".", "..") or "\\" in part or ":" in part for part in parts)


def _inside(folder: Path, path: str) -> Path:
    """A file of a site.  Raises NotASite if a link leads the way to it out of the folder."""
    file = folder / path
    if not file.parent.resolve().is_relative_to(folder.resolve()):
        raise NotASite(str(folder), f"has a link in the way of {path} that leads out of it; take that away")
    return file


def _put(file: Path, content: bytes) -> bool:
    """Write a file unless it holds just that; returns whether it was written."""
    if (
        file.is_file()
        and not file.is_symlink()
        and file.stat().st_size == len(content)
        and file.read_bytes() == content
    ):
        return False
    file.parent.mkdir(parents=True, exist_ok=True)
    replace(file, content)
    return True


def _remove(folder: Path, file: Path) -> None:
    """Take a file away, and the folders that are empty without it."""
    file.unlink(missing_ok=True)
    for parent in file.parents:
        if parent == folder or not parent.is_dir() or any(parent.iterdir()):
            return
        parent.rmdir()
