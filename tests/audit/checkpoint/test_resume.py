"""Going on from a checkpoint: it never says anything else than an audit from the beginning, and never more than it knows."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from openmutual.audit import kernels
from openmutual.audit.checkpoint.manifest import MANIFEST, this_program
from openmutual.audit.checkpoint.tables import write_table
from openmutual.audit.findings import Basis
from openmutual.audit.parquet import bounded
from openmutual.audit.proof import headers
from openmutual.audit.report.assemble import assemble
from openmutual.audit.report.terminal import lines
from openmutual.audit.resume import Resumed, resume
from openmutual.audit.source.export_parts import load_parts, read_parts
from openmutual.errors import (
    ArgumentError,
    AuditedPartChanged,
    CheckpointDamaged,
    CheckpointOfAnother,
    CheckpointUnderway,
    NotACheckpoint,
)
from openmutual.files import locked

from ..columnar.lives import lives
from .growing import grown, report_of, whole_report, with_another_day

pytestmark = pytest.mark.slow

Change = Callable[[dict[str, Any]], object]


@pytest.fixture(autouse=True)
def for_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernels, "FEW", 0)


@pytest.fixture(scope="module")
def days() -> tuple[Path, ...]:
    return grown("open", 9)


@pytest.fixture(scope="module")
def written(days: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint after the fourth day."""
    folder = tmp_path_factory.mktemp("checkpoint") / "of-day-four"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "FEW", 0)
        assert kinds(resume(folder, load_parts(days[3]))) == ["written"]
    return folder


@pytest.fixture
def checkpoint(written: Path, tmp_path: Path) -> Path:
    return copytree(written, tmp_path / "checkpoint")


def kinds(resumed: Resumed) -> list[str]:
    return [note.key for note in resumed.notes]


def edit(folder: Path, change: Change) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    change(manifest)
    (folder / MANIFEST).write_text(json.dumps(manifest))


def table(folder: Path, name: str) -> Path:
    (file,) = folder.glob(f"{name}-*.parquet")
    return file


def rewrite(folder: Path, name: str, rows: pl.DataFrame) -> None:
    """Put another table in the place of one, as somebody does who knows how."""
    table(folder, name).unlink()
    sha256 = write_table(folder, name, rows)
    edit(folder, lambda told: told["files"].update({name: sha256}))


# --- refusals ------------------------------------------------------------------------------------------------------


def test_a_file_has_no_parts_to_go_on_after(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="export the plan into a folder"):
        resume(tmp_path / "checkpoint", lives())


def test_nothing_is_written_beside_other_files(days: tuple[Path, ...]) -> None:
    with pytest.raises(NotACheckpoint, match=r"has no checkpoint\.json"):
        resume(days[0], load_parts(days[0]))


def test_two_audits_do_not_write_to_one_place(days: tuple[Path, ...], checkpoint: Path) -> None:
    with locked(checkpoint / MANIFEST), pytest.raises(CheckpointUnderway):
        resume(checkpoint, load_parts(days[4]))


def test_a_checkpoint_of_another_plan_is_named(days: tuple[Path, ...], checkpoint: Path) -> None:
    edit(checkpoint, lambda told: told["contracts"].update(ledger="0x" + 40 * "1"))
    with pytest.raises(CheckpointOfAnother, match="of another plan"):
        resume(checkpoint, load_parts(days[4]))


def test_a_part_that_is_not_the_one_that_was_audited_is_named(days: tuple[Path, ...], checkpoint: Path) -> None:
    edit(checkpoint, lambda told: told["parts"][1].update(sha256=64 * "0"))
    part = read_parts(days[4]).sealed[1].name
    with pytest.raises(AuditedPartChanged, match=part):
        resume(checkpoint, load_parts(days[4]))


def test_a_part_that_was_audited_and_is_gone_is_named(days: tuple[Path, ...], checkpoint: Path) -> None:
    part = read_parts(days[3]).sealed[3].name
    with pytest.raises(AuditedPartChanged, match=part):
        resume(checkpoint, load_parts(days[2]))


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", 10_000 * "["])
def test_a_manifest_that_is_none_is_refused(text: str, days: tuple[Path, ...], checkpoint: Path) -> None:
    (checkpoint / MANIFEST).write_text(text)
    with pytest.raises(CheckpointDamaged, match="no manifest"):
        resume(checkpoint, load_parts(days[4]))


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda told: told.pop("parts"), "it has other fields"),
        (lambda told: told.update(path="/etc/passwd"), "it has other fields"),
        (lambda told: told.update(parts=[]), "wrong parts"),
        (lambda told: told["parts"][1].update(first=-1), "part 1 has a wrong first"),
        (lambda told: told.update(totals={"seen": "1"}), "wrong totals"),
        (lambda told: told["files"].update({"../blocks": 64 * "0"}), "wrong files"),
        (lambda told: told["files"].update(blocks="../x"), "wrong files"),
        (lambda told: told["files"].pop("blocks"), "lacks the table blocks"),
        (lambda told: told["totals"].update(top=-1), "totals what no audit comes to"),
        (lambda told: told["totals"].pop("top"), "totals what no audit comes to"),
    ],
)  # fmt: skip
def test_a_manifest_with_a_wrong_field_is_refused(
    change: Change, problem: str, days: tuple[Path, ...], checkpoint: Path
) -> None:
    edit(checkpoint, change)
    with pytest.raises(CheckpointDamaged, match=problem):
        resume(checkpoint, load_parts(days[4]))


@pytest.mark.parametrize("name", ["blocks", "told", "rows", "story", "members-000", "sums", "at_end"])
def test_a_table_that_is_gone_cut_off_or_changed_is_named(name: str, days: tuple[Path, ...], checkpoint: Path) -> None:
    file, extract = table(checkpoint, name), load_parts(days[4])
    content = file.read_bytes()
    for damage in (lambda: file.write_bytes(content[:-1]), lambda: file.write_bytes(content[:-1] + b"\0"), file.unlink):
        damage()
        with pytest.raises(CheckpointDamaged, match=file.name):
            resume(checkpoint, extract)


STRANGE: dict[str, tuple[str, pl.Expr]] = {
    "a time before there were any": ("blocks", pl.lit(-1).alias("time")),
    "times that fall": ("blocks", pl.col("time").reverse()),
    "a status that nobody has": ("members-000", pl.lit(9).alias("status")),
    "a limit beyond the highest": ("members-000", pl.lit(2**40).alias("limit")),
    "an account that is too short": ("members-000", pl.lit(b"x").alias("account")),
    "a log of a strange kind": ("rows", pl.lit(7).alias("kind")),
    "a log that is not of the story": ("rows", pl.lit(2**40).alias("row")),
    "two logs in one place": ("told", pl.col("number").max()),
    "two logs of members in one place": ("rows", pl.col("row").max()),
    "a story in another order": ("story", pl.col("number").reverse()),
    "a story after the last log": ("story", pl.col("number") + 2**40),
    "more announcements than sums of them": ("lapses", pl.col("units").repeat_by(2).explode()),
    "text": ("leavers", pl.col("members").cast(pl.String)),
}
"""What a stranger can write who knows the form."""


@pytest.mark.parametrize("what", STRANGE)
def test_what_no_audit_comes_to_is_refused(what: str, days: tuple[Path, ...], checkpoint: Path) -> None:
    name, change = STRANGE[what]
    rows = pl.read_parquet(table(checkpoint, name))
    longer = pl.concat([rows, rows]) if what.startswith("more") else rows.with_columns(change)
    rewrite(checkpoint, name, longer)
    with pytest.raises(CheckpointDamaged):
        resume(checkpoint, load_parts(days[4]))


def test_a_table_that_unpacks_to_too_much_is_named(
    days: tuple[Path, ...], checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewrite(checkpoint, "leavers", pl.DataFrame({"members": pl.repeat(0, 2**18, dtype=pl.Int64, eager=True)}))
    monkeypatch.setattr(bounded, "ALWAYS", 2**20)
    with pytest.raises(CheckpointDamaged, match=r"leavers-.* unpacks to far more than any table of its size does"):
        resume(checkpoint, load_parts(days[4]))


# --- from the beginning --------------------------------------------------------------------------------------------


def expect_from_the_beginning(resumed: Resumed, export: Path) -> None:
    assert resumed.audited.start is None
    assert report_of(resumed.audited) == whole_report(export)


def test_another_version_of_the_program_audits_everything(days: tuple[Path, ...], checkpoint: Path) -> None:
    edit(checkpoint, lambda told: told.update(made_by="openmutual 0.0.0"))
    resumed = resume(checkpoint, load_parts(days[4]))
    expect_from_the_beginning(resumed, days[4])
    assert kinds(resumed) == ["outdated", "written"]
    assert resume(checkpoint, load_parts(days[4])).audited.start is not None


def test_a_block_that_is_trusted_and_came_long_before_leads_to_the_beginning(
    days: tuple[Path, ...], checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headers, "RECENT", 2)
    extract = load_parts(days[4])
    early = bytes.fromhex(read_parts(days[4]).sealed[0].last_hash)
    resumed = resume(checkpoint, extract, trusted=early)
    assert (resumed.audited.start, kinds(resumed)) == (None, ["found", "written"])
    assert resumed.audited.findings.found == []


def test_a_trusted_block_among_those_that_were_added_is_found_there(days: tuple[Path, ...], checkpoint: Path) -> None:
    extract = load_parts(days[4])
    audited = resume(checkpoint, extract, trusted=extract.block_hash).audited
    assert audited.start is not None
    assert audited.hash_given


def test_a_trusted_block_that_is_nowhere_is_found_as_ever(days: tuple[Path, ...], checkpoint: Path) -> None:
    resumed = resume(checkpoint, load_parts(days[4]), trusted=bytes(32))
    assert resumed.audited.findings.keys == ["trusted-block-absent"]
    assert (resumed.audited.start, kinds(resumed)) == (None, ["found", "not_written"])


def test_members_whom_a_stranger_made_richer_are_not_believed(days: tuple[Path, ...], checkpoint: Path) -> None:
    rows = pl.read_parquet(table(checkpoint, "members-000"))
    rewrite(checkpoint, "members-000", rows.with_columns(pl.col("limit") - 1))
    resumed = resume(checkpoint, load_parts(days[4]))
    expect_from_the_beginning(resumed, days[4])
    assert kinds(resumed) == ["found", "written"]


def test_seats_that_a_stranger_gave_to_others_are_not_believed(tmp_path: Path) -> None:
    exports = grown("serving", 7)
    resume(tmp_path, load_parts(exports[3]))
    rows = pl.read_parquet(table(tmp_path, "members-000"))
    rewrite(tmp_path, "members-000", rows.with_columns(pl.col("seat").reverse()))
    expect_from_the_beginning(resume(tmp_path, load_parts(exports[4])), exports[4])


def test_words_that_a_stranger_put_in_the_place_of_the_opening_are_not_believed(tmp_path: Path) -> None:
    exports = grown("attested", 7)
    resume(tmp_path, load_parts(exports[3]))
    rows, opening = pl.read_parquet(table(tmp_path, "words-000")), pl.read_parquet(table(tmp_path, "told"))["number"][0]
    rewrite(tmp_path, "words-000", rows.with_columns(row=pl.lit(opening, pl.Int64), key=pl.lit(bytes(32))))
    expect_from_the_beginning(resume(tmp_path, load_parts(exports[4])), exports[4])


@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_wrong_in_what_was_added_is_found_as_from_the_beginning(
    is_compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "IS_COMPILED", is_compiled and kernels.IS_COMPILED)
    before, after = with_another_day(7, 9)
    assert kinds(resume(tmp_path, load_parts(before))) == ["written"]
    kept = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    resumed = resume(tmp_path, load_parts(after))
    assert "limit-differs" in resumed.audited.findings.keys
    expect_from_the_beginning(resumed, after)
    assert kinds(resumed) == ["found", "not_written"]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == kept


# --- the same as from the beginning --------------------------------------------------------------------------------


def expect_same(folder: Path, export: Path) -> Resumed:
    resumed = resume(folder, load_parts(export))
    assert report_of(resumed.audited) == whole_report(export)
    assert kinds(resumed) == ["written"]
    return resumed


@pytest.mark.parametrize(
    ("name", "days"), [("open", 9), ("attested", 7), ("disputed-case", 7), ("serving", 5)], ids=str
)
def test_cut_at_every_part_a_story_has_the_same_report(name: str, days: int, tmp_path: Path) -> None:
    for place, export in enumerate(grown(name, days)):
        start = expect_same(tmp_path / "checkpoint", export).audited.start
        assert (start is None) == (place == 0)
        assert start is None or (start.replayed, start.last_block) == (False, read_parts(export).sealed[-2].last)


def test_members_stay_in_columns_until_they_are_named(days: tuple[Path, ...], checkpoint: Path) -> None:
    resumed = expect_same(checkpoint, days[-1])
    assert resumed.audited.plan.others.memberships > len(resumed.audited.plan.members)
    before = pl.read_parquet(table(checkpoint, "members-000")).height
    assert resumed.audited.plan.others.memberships == before


def test_without_a_compiler_only_the_proofs_are_taken_over(
    days: tuple[Path, ...], checkpoint: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernels, "IS_COMPILED", False)
    for export in days[4:6]:
        start = expect_same(checkpoint, export).audited.start
        assert start is not None
        assert start.replayed
    monkeypatch.undo()
    monkeypatch.setattr(kernels, "FEW", 0)
    first, second = (expect_same(checkpoint, export).audited.start for export in days[6:8])
    assert first is not None
    assert second is not None
    assert (first.replayed, second.replayed) == (True, False)


def test_an_export_that_has_not_grown_is_told_again(days: tuple[Path, ...], checkpoint: Path) -> None:
    names = {file.name for file in checkpoint.iterdir()}
    resumed = expect_same(checkpoint, days[3])
    assert set(resumed.audited.bases.values()) == {Basis.PROVEN}
    assert {file.name for file in checkpoint.iterdir()} - names == {f".{MANIFEST}.lock"} - names


def test_two_who_audit_the_same_parts_from_the_beginning_can_compare_their_checkpoints(
    days: tuple[Path, ...], checkpoint: Path, tmp_path: Path
) -> None:
    told = resume(tmp_path / "another", load_parts(days[3])).notes[-1]
    assert (tmp_path / "another" / MANIFEST).read_bytes() == (checkpoint / MANIFEST).read_bytes()
    assert told.facts["sha256"] == f"0x{sha256((checkpoint / MANIFEST).read_bytes()).hexdigest()}"


def test_an_earlier_checkpoint_leaves_nothing_behind(days: tuple[Path, ...], checkpoint: Path) -> None:
    expect_same(checkpoint, days[-1])
    named = json.loads((checkpoint / MANIFEST).read_text())["files"]
    assert len(list(checkpoint.glob("*.parquet"))) == len(named)


@pytest.mark.parametrize(("language", "said"), [("en", "were not audited again"), ("zh", "没有重新审计")])
def test_the_first_lines_say_which_audit_was_believed(
    language: str, said: str, days: tuple[Path, ...], checkpoint: Path
) -> None:
    resumed = resume(checkpoint, load_parts(days[4]))
    report = assemble(resumed.audited)
    assert report.start is not None
    told = lines(report, language, resumed.notes)
    assert said in told.start
    assert str(this_program()["made_by"]) in told.start
    assert report.start.sha256 in told.start
    assert len(told.notes) == 1
    assert lines(replace(report, start=None), language).start == ""
