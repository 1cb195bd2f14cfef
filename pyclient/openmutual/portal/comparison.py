"""A site against the true one: built again from the log that it holds, file by file.

Whoever edits a figure, a page or a script leaves a file that comes out otherwise; whoever edits the log as well breaks
the proofs of the audit, down to the hash of a block that anybody can look up elsewhere.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..audit.parquet import bounded
from ..audit.pipeline import Progress
from ..codec import to_hex
from ..errors import FileError, NotASite
from .examined import ExaminedPlan, examine
from .folder import read_list
from .papers import Papers
from .site import LIST, File, HashList, held, made_by, site

What = Literal["edited", "missing", "added"]


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that is not as the log has it: `edited`, `missing`, or `added` by somebody."""

    what: What
    file: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a check of a site comes to.

    Attributes:
        plans: the plans, by audits of the logs that lie in the site.
        differences: none for a true site.
        root: the hash over the files of the true site.
    """

    plans: Sequence[ExaminedPlan]
    differences: tuple[Difference, ...]
    root: str


def compare(folder: Path, trusted: bytes | None = None, progress: Progress | None = None) -> Comparison:
    """Build a site again from its own papers, and compare every file.

    Args:
        folder: of the site.
        trusted: the hash of a block that is known from elsewhere: of the only plan, or of those that are told up to it.
        progress: is told how far it is.

    Raises:
        NotASite: it is none, or was made by another version, whose files may differ in their making.
        FileError, CountsError, UnusableSource, NotAPlan: its papers cannot be used, or none of its plans is told up to
            the trusted block.
    """
    told = read_list(folder)
    if told.made_by != made_by():
        problem = f"was made by {told.made_by!r:.60}, and this is {made_by()}; check it with that version"
        raise NotASite(str(folder), problem)
    papers = [Papers.of(folder / plan.folder / "papers") for plan in told.plans]
    plans = [
        examine(each, known, progress) for each, known in zip(papers, _trusted(folder, told, trusted), strict=True)
    ]
    hashes: dict[str, str] = {}
    differences = [*_differences(folder, site(plans), hashes), *_added(folder, hashes)]
    true = HashList(made_by(), tuple(map(held, plans)), hashes)
    if (folder / LIST).read_bytes() != true.to_json() and not _differ_in_packing(told, true):
        differences.append(Difference("edited", LIST))
    return Comparison(plans, tuple(differences), true.root)


def _trusted(folder: Path, told: HashList, trusted: bytes | None) -> list[bytes | None]:
    """For each plan the trusted block, if it can be of its chain; its audit then finds out whether it is."""
    if trusted is None or len(told.plans) == 1:
        return [trusted] * len(told.plans)
    if to_hex(trusted) not in (plan.block_hash for plan in told.plans):
        raise FileError(str(folder), 0, "", f"tells of no plan up to the block of hash {to_hex(trusted)}")
    return [trusted if plan.block_hash == to_hex(trusted) else None for plan in told.plans]


def _differences(folder: Path, files: Iterator[File], hashes: dict[str, str]) -> Iterator[Difference]:
    """Files that differ, links among them, which others can turn; notes the hash of each as it should be."""
    for path, content in files:
        hashes[path] = hashlib.sha256(content).hexdigest()
        file = folder / path
        if file.is_symlink():
            yield Difference("edited", path)
        elif not file.is_file():
            yield Difference("missing", path)
        elif not _same(path, file.read_bytes(), content):
            yield Difference("edited", path)


def _same(path: str, there: bytes, true: bytes) -> bool:
    """Whether a file is as it should be; of a Parquet table the rows, since not every writer packs them alike."""
    if there == true or not path.endswith(".parquet"):
        return there == true
    try:
        return bounded.read(there).equals(bounded.read(true))
    except bounded.UNREADABLE:
        return False


def _added(folder: Path, hashes: dict[str, str]) -> Iterator[Difference]:
    """Files that no site of these plans has; a link to a folder is one too."""
    for file in sorted(folder.rglob("*")):
        path = file.relative_to(folder).as_posix()
        if path != LIST and path not in hashes and (file.is_symlink() or not file.is_dir()):
            yield Difference("added", path)


def _differ_in_packing(told: HashList, true: HashList) -> bool:
    """Whether two lists are of the same files but for the packing of Parquet tables."""
    paths = {*told.files, *true.files}
    other = [path for path in paths if told.files.get(path) != true.files.get(path)]
    return told.plans == true.plans and all(path.endswith(".parquet") for path in other)
