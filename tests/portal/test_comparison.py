"""An edited site is told from the true one, whatever was edited, and whoever wrote the list of hashes anew."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from openmutual.errors import FileError, NotASite, OpenMutualError, UnusableSource
from openmutual.portal.comparison import _trusted, compare
from openmutual.portal.examined import ExaminedPlan
from openmutual.portal.folder import read_list
from openmutual.portal.site import LIST, HashList


@pytest.fixture
def copy(site: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(site, tmp_path / "copy"))


def relist(folder: Path) -> None:
    """Write the list of hashes anew, as a forger would."""
    told = read_list(folder)
    files = {path: hashlib.sha256((folder / path).read_bytes()).hexdigest() for path in told.files}
    (folder / LIST).write_bytes(HashList(told.made_by, told.plans, files).to_json())


def edit(path: str, old: str, new: str) -> Callable[[Path, str], str]:
    def do(folder: Path, key: str) -> str:
        file = folder / path.format(key=key)
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")
        return path.format(key=key)

    return do


def swap(folder: Path, key: str) -> str:
    one, other = folder / key / "downloads/cases.csv", folder / key / "downloads/members.csv"
    shutil.copy(other, one)
    return f"{key}/downloads/cases.csv"


def edit_parquet(folder: Path, key: str) -> str:
    file = folder / key / "downloads/periods.parquet"
    pl.read_parquet(file).with_columns(share=pl.lit("0")).write_parquet(file)
    return f"{key}/downloads/periods.parquet"


EDITS = {
    "a figure": edit("{key}/en/index.html", "600.00", "900.00"),
    "a verdict": edit("{key}/zh/checks.html", "没有", "有"),
    "a script": edit("static/site.js", "use strict", "use nothing"),
    "an account": edit("{key}/members/all.js", '"joined"', '"topped_up"'),
    "a download": edit("{key}/downloads/report.json", "clean", "found"),
    "a table": edit_parquet,
    "a file in another's place": swap,
}


@pytest.mark.parametrize("relisted", [False, True])
def test_every_edit_is_found_also_where_the_list_was_written_anew(
    copy: Path, examined: ExaminedPlan, relisted: bool
) -> None:
    edited = {EDITS[what](copy, examined.key) for what in EDITS}
    assert len(edited) == len(EDITS)
    if relisted:
        relist(copy)
    found = {(each.what, each.file) for each in compare(copy).differences}
    assert found - {("edited", LIST)} == {("edited", file) for file in edited}


def test_a_missing_file_and_one_too_many_are_found(copy: Path, examined: ExaminedPlan) -> None:
    (copy / examined.key / "en/cases-0.html").unlink()
    (copy / "login.html").write_text("your key, please", encoding="utf-8")
    found = {(each.what, each.file) for each in compare(copy).differences}
    assert found == {("missing", f"{examined.key}/en/cases-0.html"), ("added", "login.html")}


def test_a_link_is_no_file_of_a_site_whatever_it_leads_to(copy: Path, examined: ExaminedPlan, tmp_path: Path) -> None:
    page, folder = f"{examined.key}/en/cases-0.html", f"{examined.key}/more"
    (copy / page).replace(tmp_path / "page")
    (copy / page).symlink_to(tmp_path / "page")
    (copy / folder).symlink_to(tmp_path)
    found = {(each.what, each.file) for each in compare(copy).differences}
    assert found == {("edited", page), ("added", folder)}


def test_a_list_that_claims_another_block_is_found(copy: Path) -> None:
    told = json.loads((copy / LIST).read_text(encoding="utf-8"))
    told["plans"][0]["block"] += 1
    (copy / LIST).write_text(json.dumps(told), encoding="utf-8")
    assert [each.file for each in compare(copy).differences] == [LIST]


def test_another_chain_s_block_is_refused(site: Path) -> None:
    with pytest.raises(UnusableSource, match=r"log.parquet contradicts itself"):
        compare(site, bytes(32))


def test_of_several_plans_those_are_held_against_the_trusted_block_that_are_told_up_to_it(
    site: Path, examined: ExaminedPlan
) -> None:
    trusted = examined.audited.extract.block_hash
    told = read_list(site)
    other = replace(told.plans[0], block_hash="0x" + 64 * "0")
    several = replace(told, plans=(other, *told.plans))
    assert _trusted(site, several, trusted) == [None, trusted]
    assert _trusted(site, several, None) == [None, None]
    with pytest.raises(FileError, match="tells of no plan up to the block"):
        _trusted(site, several, b"\x01" * 32)


def test_a_forged_log_does_not_pass(copy: Path, examined: ExaminedPlan) -> None:
    file = copy / examined.key / "papers/log.parquet"
    frame = pl.read_parquet(file)
    metadata = pl.read_parquet_metadata(file)
    changed = frame.with_columns(
        pl.when(pl.col("record") == "log").then(pl.lit(b"\x00" * 32)).otherwise("data").alias("data")
    )
    changed.write_parquet(file, metadata=metadata)
    with pytest.raises(OpenMutualError):
        compare(copy)


def test_a_site_of_another_version_is_not_judged(copy: Path) -> None:
    told = (copy / LIST).read_text(encoding="utf-8")
    (copy / LIST).write_text(told.replace("openmutual 0", "openmutual 9", 1), encoding="utf-8")
    with pytest.raises(NotASite, match="with that version"):
        compare(copy)


def test_the_true_site_is_true_and_its_block_can_be_named(site: Path, examined: ExaminedPlan) -> None:
    found = compare(site, examined.audited.extract.block_hash)
    assert found.differences == ()
    assert found.root == read_list(site).root
    assert [each.hash_given for each in found.plans] == [True]
    assert [each.hash_given for each in compare(site).plans] == [False]
