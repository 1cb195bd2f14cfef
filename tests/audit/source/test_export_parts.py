"""An export in parts: every way in which a folder can be wrong is refused by name, and a sound one is audited as a file."""

from __future__ import annotations

import errno
import json
import resource
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from openmutual.audit.extraction import appending
from openmutual.audit.extraction.appending import append
from openmutual.audit.extraction.collect import collect
from openmutual.audit.pipeline import audit, statement_of
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.export_file import load, save
from openmutual.audit.source.export_parts import MANIFEST, load_parts, read_parts, sha256_of
from openmutual.chain import ChainLedger, EmbeddedWorld
from openmutual.errors import (
    ChainError,
    ExportDamaged,
    ExportError,
    ExportUnderway,
    ExportUnfinished,
    NotAnExport,
    OtherContracts,
    PartMissing,
    PartOfAnother,
    PartsDisordered,
    Reorganised,
    UnknownExportVersion,
)
from openmutual.files import locked
from openmutual.rpc.quantities import LAST_BLOCK

from ..exports import meaning
from ..extracts import content, told

Plan = tuple[EmbeddedWorld, ChainLedger, EmbeddedSource]
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return told("circle")


@pytest.fixture(scope="module")
def sound(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An export in several small parts."""
    folder = tmp_path_factory.mktemp("export") / "plan"
    with pytest.MonkeyPatch.context() as patch:
        in_small_parts(patch)
        append(plan[2], plan[1].site.ledger, folder)
    assert len(read_parts(folder).sealed) > 3
    return folder


@pytest.fixture
def folder(sound: Path, tmp_path: Path) -> Path:
    return copytree(sound, tmp_path / "plan")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    in_small_parts(monkeypatch)


def in_small_parts(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(appending, "PART_ROWS", 12)
    patch.setattr("openmutual.audit.extraction.collect.CHUNK", 8)


def paths(folder: Path) -> list[Path]:
    parts = read_parts(folder)
    return [parts.path(part) for part in parts.sealed]


def edit(folder: Path, change: Change) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


# --- refusals ------------------------------------------------------------------------------------------------------


def test_a_folder_without_a_manifest_is_no_export(tmp_path: Path) -> None:
    with pytest.raises(NotAnExport, match=r"manifest\.json"):
        load_parts(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", 10_000 * "["])
def test_a_manifest_that_is_none_is_refused(folder: Path, text: str) -> None:
    (folder / MANIFEST).write_text(text)
    with pytest.raises(ExportDamaged, match="no manifest"):
        load_parts(folder)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda told: told.pop("parts"), "it has other fields"),
        (lambda told: told.update(path="/etc/passwd"), "it has other fields"),
        (lambda told: told.update(chain_id="1"), "wrong chain_id"),
        (lambda told: told["contracts"].update(ledger="../x"), "wrong contracts"),
        (lambda told: told["parts"].append("x"), "other fields"),
        (lambda told: told["parts"][1].update(first=-1), "part 1 has a wrong first"),
        (lambda told: told["parts"][1].update(sha256="0"), "part 1 has a wrong sha256"),
        (lambda told: told.update(state=7), "wrong state"),
    ],
)  # fmt: skip
def test_a_manifest_with_a_wrong_field_is_refused(folder: Path, change: Change, problem: str) -> None:
    edit(folder, change)
    with pytest.raises(ExportDamaged, match=problem):
        load_parts(folder)


def test_a_manifest_of_another_program_is_refused(folder: Path) -> None:
    edit(folder, lambda told: told.update(version=2))
    with pytest.raises(UnknownExportVersion, match="format 2; this program knows format 1"):
        load_parts(folder)
    edit(folder, lambda told: told.update(version=1, contracts_version="0"))
    with pytest.raises(OtherContracts):
        load_parts(folder)


def test_a_missing_part_is_named(folder: Path) -> None:
    part = paths(folder)[1]
    part.unlink()
    with pytest.raises(PartMissing, match=part.name):
        load_parts(folder)


def test_a_part_that_the_manifest_leaves_out_is_missed(folder: Path) -> None:
    part = paths(folder)[2]
    edit(folder, lambda told: told["parts"].pop(1))
    with pytest.raises(PartsDisordered, match=f"{part.name}: does not follow .* are left out"):
        load_parts(folder)


def test_reordered_parts_are_named(folder: Path) -> None:
    part = paths(folder)[1]
    edit(folder, lambda told: told["parts"].reverse())
    with pytest.raises(PartsDisordered, match="overlap, or stand in another order"):
        load_parts(folder)
    edit(folder, lambda told: told["parts"].reverse())
    edit(folder, lambda told: told["parts"][1].update(first=told["parts"][1]["first"] - 1))
    with pytest.raises(PartsDisordered, match=r"begins before .* ends"):
        load_parts(folder)
    edit(folder, lambda told: told["parts"][1].update(first=told["parts"][1]["last"] + 1))
    with pytest.raises(PartsDisordered, match=str(part.parent)):
        load_parts(folder)


@pytest.mark.parametrize("which", [0, 2, -1])
@pytest.mark.parametrize("change", [lambda raw: raw[: len(raw) // 2], lambda raw: raw[:-1] + bytes([raw[-1] ^ 1])])
def test_a_part_that_is_cut_off_or_changed_is_named(folder: Path, which: int, change: Callable[[bytes], bytes]) -> None:
    part = paths(folder)[which]
    part.write_bytes(change(part.read_bytes()))
    with pytest.raises(ExportDamaged, match=f"{part.name}: is cut off or changed"):
        load_parts(folder)


def test_a_part_of_other_blocks_is_named_whatever_the_manifest_says_of_it(folder: Path) -> None:
    """The manifest is edited to fit: sha256, then the hashes of its first and last block."""
    first, second = paths(folder)[:2]
    second.write_bytes(first.read_bytes())
    edit(folder, lambda told: told["parts"][1].update(sha256=sha256_of(second)))
    with pytest.raises(PartOfAnother, match=f"{second.name}: does not have just the headers"):
        load_parts(folder)


@pytest.fixture
def little_memory() -> Iterator[None]:
    """So much room more as a list of all blocks that a chain can have does not find."""
    mapped = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (mapped + 2**33, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("little_memory")
def test_a_part_of_as_many_blocks_as_there_can_be_is_named_and_takes_no_memory(folder: Path) -> None:
    last = paths(folder)[-1]
    edit(folder, lambda told: told["parts"][-1].update(last=LAST_BLOCK))
    huge = last.rename(paths(folder)[-1])
    with pytest.raises(PartOfAnother, match=f"{huge.name}: does not have just the headers"):
        load_parts(folder)


@pytest.mark.parametrize("field", ["first_hash", "last_hash"])
def test_a_hash_that_was_edited_is_found(folder: Path, field: str) -> None:
    part = paths(folder)[1]
    edit(folder, lambda told: told["parts"][1].update({field: 64 * "0"}))
    with pytest.raises(PartOfAnother, match=part.name):
        load_parts(folder)


def test_logs_of_another_chain_are_found_when_they_are_read(folder: Path) -> None:
    """Manifest and state are edited alike: only the part itself still says of which chain it is."""
    state = read_parts(folder).state_path
    save(replace(load(state), chain_id=5), state)
    edit(folder, lambda told: told.update(chain_id=5, state=sha256_of(state)))
    with pytest.raises(PartOfAnother, match=paths(folder)[0].name):
        list(load_parts(folder).stretches())


def test_a_state_of_another_block_is_refused(folder: Path) -> None:
    parts = read_parts(folder)
    edit(folder, lambda told: told["parts"].pop())
    shortened = read_parts(folder)
    parts.state_path.rename(shortened.state_path)
    with pytest.raises(PartOfAnother, match="another block"):
        load_parts(folder)


def test_an_unfinished_export_says_how_to_finish_it(folder: Path) -> None:
    edit(folder, lambda told: told.update(state=""))
    with pytest.raises(ExportUnfinished, match="run the same export again"):
        load_parts(folder)


def test_headers_that_nobody_needs_are_checked_and_not_kept(sound: Path) -> None:
    whole = load_parts(sound)
    few = load_parts(sound, blocks={whole.first, whole.last})
    assert few.headers.equals(whole.headers[[0, -1]])
    assert (whole.every_header, few.every_header) == (True, False)


def test_two_exports_at_once_are_refused(plan: Plan, folder: Path) -> None:
    with locked(folder / MANIFEST), pytest.raises(ExportUnderway, match="another export"):
        append(plan[2], plan[1].site.ledger, folder)


def test_a_folder_of_another_plan_is_not_added_to(plan: Plan, folder: Path) -> None:
    edit(folder, lambda told: told["contracts"].update(jury=told["contracts"]["desk"]))
    with pytest.raises(PartOfAnother, match="another plan: name another folder"):
        append(plan[2], plan[1].site.ledger, folder)


def test_a_chain_that_has_undone_what_is_sealed_is_refused(plan: Plan, folder: Path) -> None:
    edit(folder, lambda told: told["parts"][-1].update(last_hash=64 * "1"))
    with pytest.raises(Reorganised, match="was undone"):
        append(plan[2], plan[1].site.ledger, folder)


def test_an_earlier_block_than_what_is_sealed_is_refused(plan: Plan, folder: Path) -> None:
    with pytest.raises(ExportError, match="holds blocks up to"):
        append(plan[2], plan[1].site.ledger, folder, block=read_parts(folder).last - 1)


def test_a_last_part_that_was_changed_is_not_added_to(plan: Plan, folder: Path) -> None:
    paths(folder)[-1].write_bytes(b"PAR1")
    with pytest.raises(ExportDamaged, match="cut off or changed"):
        append(plan[2], plan[1].site.ledger, folder)


def test_a_node_without_receipts_is_refused(plan: Plan, tmp_path: Path) -> None:
    class Poor(EmbeddedSource):
        def receipts(self, blocks: Any) -> Any:
            return iter([None] * len(blocks))

    with pytest.raises(ChainError, match="export into one file instead"):
        append(Poor(plan[0].node), plan[1].site.ledger, tmp_path / "plan")


# --- interruptions -------------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_and_what_is_sealed_stays(
    plan: Plan, tmp_path: Path, small: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Path] = []

    def until_full(extract: Any, file: Path) -> None:
        if len(written) == 2:
            raise ExportError(str(file), f"cannot be written: {OSError(errno.ENOSPC, 'No space left').strerror}")
        written.append(file)
        save(extract, file)

    monkeypatch.setattr(appending, "save", until_full)
    with pytest.raises(ExportError, match=r"blocks-.*No space left"):
        append(plan[2], plan[1].site.ledger, tmp_path / "plan")
    with pytest.raises(ExportUnfinished):
        load_parts(tmp_path / "plan")
    assert paths(tmp_path / "plan") == written


@pytest.mark.parametrize("stops_after", [1, 3])
def test_an_interrupted_export_goes_on_from_the_last_sealed_part(
    plan: Plan, sound: Path, tmp_path: Path, small: None, stops_after: int
) -> None:
    given: list[int] = []

    class Stopping(EmbeddedSource):
        stops = True

        def receipts(self, blocks: Any) -> Any:
            for block, receipts in zip(blocks, super().receipts(blocks), strict=True):
                if self.stops and len(sealed()) == stops_after:
                    raise ChainError("the line is dead")
                given.append(block)
                yield receipts

    def sealed() -> tuple[Any, ...]:
        return read_parts(there).sealed if (there / MANIFEST).exists() else ()

    source, there = Stopping(plan[0].node), tmp_path / "plan"
    with pytest.raises(ChainError, match="line is dead"):
        append(source, plan[1].site.ledger, there)
    kept, source.stops = sealed(), False
    given.clear()
    append(source, plan[1].site.ledger, there)
    assert min(given) > kept[-1].last
    assert sealed()[: len(kept)] == kept
    assert meaning(audit(load_parts(there))) == meaning(audit(load_parts(sound)))


def test_the_next_days_export_appends(plan: Plan, tmp_path: Path, small: None) -> None:
    _, ledger, source = plan
    whole = collect(source, ledger.site.ledger)
    there, middle = tmp_path / "plan", (whole.first + whole.last) // 2
    first = append(source, ledger.site.ledger, there, block=middle)
    both = append(source, ledger.site.ledger, there)
    assert both.sealed[: len(first.sealed)] == first.sealed
    assert both == append(source, ledger.site.ledger, there)
    assert not first.state_path.exists()
    assert whole_of(load_parts(there)) == content(whole)


# --- what is kept --------------------------------------------------------------------------------------------------


def whole_of(extract: Any) -> dict[str, Any]:
    """All that a stored extract tells, as one in memory has it."""
    stretches = list(extract.stretches())
    tables = {name: pl.concat([getattr(each, name) for each in stretches]) for name in ("receipts", "logs")}
    return content(replace(extract, parts=(), **tables))


def test_parts_tell_what_a_file_tells(plan: Plan, sound: Path) -> None:
    extract = collect(plan[2], plan[1].site.ledger)
    assert whole_of(load_parts(sound)) == content(extract)
    assert load_parts(sound).log_count == extract.logs.height


def test_parts_are_audited_as_a_file_is(plan: Plan, sound: Path) -> None:
    extract, parts = collect(plan[2], plan[1].site.ledger), load_parts(sound)
    one, other = audit(extract), audit(parts)
    assert meaning(one) == meaning(other)
    assert one.bases == other.bases
    member = next(iter(one.plan.members))
    assert statement_of(extract, member).told == statement_of(parts, member).told
