"""The pages as files: nothing of others is markup, nothing is loaded from elsewhere, and every number is the audit's."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag
from xml.etree import ElementTree

import polars as pl
import pytest

from openmutual.audit.findings import Severity
from openmutual.audit.indicators import Figure, figures
from openmutual.audit.indicators.figure import Judgement, Table
from openmutual.audit.report.assemble import assemble
from openmutual.audit.report.terminal import lines
from openmutual.plans.terms import load_plan
from openmutual.portal.examined import ExaminedPlan
from openmutual.portal.pages import PAGES, PlanPages
from openmutual.portal.papers import Papers
from openmutual.portal.site import STATIC, site
from openmutual.portal.tables import files as table_files
from openmutual.portal.tables import tables
from tests.audit.reports import audited, finding, with_figures, with_findings

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}",
    "'; rm -rf ~ #",
    "\u202eلحم\u2066",
    "]]></title><script>",
)


class Tree(HTMLParser):
    """The elements of a page with their attributes, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def ids(self) -> list[str]:
        return [attributes["id"] for _, attributes in self.elements if "id" in attributes]

    def addresses(self) -> Iterator[str]:
        for _, attributes in self.elements:
            yield from (attributes[name] for name in ("href", "src") if name in attributes)


def pages_of(folder: Path) -> dict[Path, Tree]:
    return {file: Tree(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.html"))}


@pytest.fixture(scope="module")
def trees(site: Path) -> dict[Path, Tree]:
    return pages_of(site)


def test_every_link_leads_to_a_file_and_a_place_of_the_site(trees: dict[Path, Tree]) -> None:
    for file, tree in trees.items():
        for address in tree.addresses():
            path, place = urldefrag(address)
            target = (file.parent / path).resolve() if path else file
            assert target.exists(), (file, address)
            if place and target in trees and not place.startswith("0x"):
                assert place in trees[target].ids(), (file, address)


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs_but_the_site_s_own_scripts(trees: dict[Path, Tree]) -> None:
    for file, tree in trees.items():
        policy = next(each["content"] for tag, each in tree.elements if each.get("http-equiv"))
        assert policy.startswith("default-src 'none'"), file
        assert "unsafe" not in policy
        assert not any("://" in address or address.startswith("//") for address in tree.addresses())
        for tag, attributes in tree.elements:
            assert tag not in ("style", "iframe", "object", "embed", "base"), file
            assert tag != "script" or attributes["src"].endswith(".js")
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)


def test_no_place_of_a_page_is_named_twice_and_its_headings_begin_with_one(trees: dict[Path, Tree]) -> None:
    for file, tree in trees.items():
        assert len(tree.ids()) == len(set(tree.ids())), file
        assert [tag for tag, _ in tree.elements].count("h1") == 1, file


def test_the_checks_page_shows_the_hash_of_every_script(site: Path, plan_folder: Path) -> None:
    text = (plan_folder / "en/checks.html").read_text(encoding="utf-8")
    for name in (*STATIC, "contract.js", "style.css"):
        digest = hashlib.sha384((site / "static" / name).read_bytes()).digest()
        assert f"sha384-{base64.b64encode(digest).decode()}" in text, name


def numbers(file: Path) -> list[str]:
    """Every number in a page's tables, in the order of the page."""
    return re.findall(r'<td class="n(?: \w+)*">([\d.,−]+)', file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", ["index", "money", "periods", "cases", "powers"])
def test_both_languages_show_the_same_numbers(plan_folder: Path, page: str) -> None:
    english, chinese = (numbers(plan_folder / language / f"{page}.html") for language in ("en", "zh"))
    assert english == chinese
    assert english


def sums(folder: Path, table: str, column: str) -> set[Decimal]:
    """The sum of a column in each format of a table."""
    file = folder / "downloads" / table
    texts = [row[column] for row in csv.DictReader(io.StringIO(file.with_suffix(".csv").read_text(encoding="utf-8")))]
    parsed = [row[column] for row in json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["rows"]]
    packed = pl.read_parquet(file.with_suffix(".parquet"))[column].to_list()
    return {sum(map(Decimal, each), Decimal(0)) for each in (texts, parsed, packed)}


def test_downloads_come_to_the_audit_s_figures_to_the_last_unit(plan_folder: Path, examined: ExaminedPlan) -> None:
    report, decimals = examined.report, examined.audited.decimals
    held = {line.key: Decimal(line.amount) for line in report.flow.held}
    out = {line.key: Decimal(line.amount) for line in report.flow.went_out}
    assert sums(plan_folder, "members", "balance") == {held["members"]}
    assert sums(plan_folder, "cases", "paid") == {out["aid"]}
    collected = sum(period.collected for period in examined.plan.periods)
    assert sums(plan_folder, "periods", "collected") == {Decimal(collected).scaleb(-decimals)}
    paid = next(figure for figure in report.conduct.figures if figure.key == "paid-by-tier")
    assert (
        sums(plan_folder, "tiers", "paid")
        == sums(plan_folder, "members", "paid")
        == {Decimal(next(fact.value for fact in paid.facts if fact.name == "paid"))}
    )
    assert sums(plan_folder, "flow", "amount") == {2 * Decimal(report.flow.total_in)}


def test_downloads_say_of_which_block_they_are(plan_folder: Path, examined: ExaminedPlan) -> None:
    last = examined.audited.extract.last
    for file in (plan_folder / "downloads").glob("*.parquet"):
        assert set(pl.read_parquet(file)["at_block"]) == {last}, file
        assert json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["block"] == last


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_feed_has_an_entry_for_each_announcement_the_newest_first(plan_folder: Path, language: str) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(plan_folder / language / "feed.xml").getroot()
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}id").rpartition(":")[2] for entry in entries] == ["1", "0"]
    assert feed.findtext(f"{atom}updated") == entries[0].findtext(f"{atom}updated")
    links = [entry.find(f"{atom}link").get("href") for entry in entries]
    assert links == ["periods-0.html#period-1", "periods-0.html#period-0"]


# made-up plans ---------------------------------------------------------------------------------------------------


def made_up(tmp_path: Path, **change: object) -> ExaminedPlan:
    """A plan whose audit came out otherwise than any chain's."""
    base = audited("circle")
    told = with_figures(base, figures(base.plan, history_of_audit(base), base.plan.now))
    told = replace(told, times={**base.times, base.extract.last: base.plan.now}, **change)
    log = tmp_path / "log.parquet"
    log.write_bytes(b"the log")
    return ExaminedPlan(Papers(log), told, assemble(told), None, False)


def history_of_audit(base: object) -> list[tuple[object, int]]:
    return [(event, base.times[event.place.block]) for event in base.history]


def rendered(examined: ExaminedPlan, language: str = "en") -> dict[str, str]:
    pages = PlanPages(examined, language, {}, {})
    return {name: content.decode() for name, content in pages.files()}


@pytest.mark.parametrize("names", [HOSTILE[:3], HOSTILE[3:]])
def test_words_of_others_are_never_markup(tmp_path: Path, names: tuple[str, str, str]) -> None:
    base = audited("circle")
    tier, level, symbol = names
    terms = replace(
        base.plan.terms,
        tiers=tuple(replace(each, name=tier) for each in base.plan.terms.tiers),
        levels=tuple(replace(each, name=level) for each in base.plan.terms.levels),
    )
    examined = made_up(tmp_path, plan=replace(base.plan, terms=terms), symbol=symbol)
    known = {tag for file in rendered(made_up(tmp_path)).values() for tag, _ in Tree(file).elements}
    for file, content in rendered(examined).items():
        assert "\u202e" not in content
        if file.endswith(".xml"):
            ElementTree.fromstring(content)
            continue
        tree = Tree(content)
        assert {tag for tag, _ in tree.elements} <= known, file
        assert not any(attribute.startswith("on") for _, attributes in tree.elements for attribute in attributes)
    for path, content in site([examined]):
        if path.endswith(".js"):
            assert content.isascii() or path.startswith("static/")


def test_a_template_in_a_name_is_no_template(tmp_path: Path) -> None:
    page = rendered(made_up(tmp_path, symbol="{{ 7*7 }}"))["money.html"]
    assert "{{ 7*7 }}" in page


def test_findings_stand_on_the_checks_page_and_the_verdict_first(tmp_path: Path) -> None:
    base = audited("circle")
    found = with_findings(
        base, [finding(Severity.BREACH, "Somebody took {amount:money}.", base.plan.opened, amount=700)]
    )
    pages = rendered(made_up(tmp_path, findings=found.findings))
    assert 'class="verdict breach"' in pages["index.html"]
    assert "Somebody took 7" in pages["checks.html"]


def test_without_signed_counts_the_page_says_why_ages_cannot_be_shown(plan_folder: Path) -> None:
    text = (plan_folder / "en/sharing.html").read_text(encoding="utf-8")
    assert "nobody&#39;s age is on the ledger" in text or "nobody's age is on the ledger" in text
    assert "in shares and dues" in text


def test_with_signed_counts_the_page_tells_what_each_band_paid(tmp_path: Path) -> None:
    rows = [("20-39", 40, 7_654_300, 5_000, None), ("40-59", 60, 100, 200, None)]
    columns = ("band", "members", "paid:money", "expected:money", "ratio:ratio")
    facts = {"at": 0, "members": 100, "fewest": 20, "most": "40-59", "least": "20-39"}
    figure = Figure("paid-by-age", Judgement.FINE, facts, Table(columns, rows))
    page = rendered(made_up(tmp_path, figures=(figure,)))["sharing.html"]
    assert "20-39" in page
    assert "76,543" in page
    assert "in bands of 20 or more" in page


def test_a_table_of_nothing_has_columns_and_no_rows(tmp_path: Path) -> None:
    base = audited("circle")
    young = made_up(tmp_path, plan=replace(base.plan, cases=[], periods=[]))
    of = {table.name: table for table in tables(young)}
    for name in ("periods", "cases"):
        assert not of[name].rows
        files = dict(table_files(of[name], young))
        assert files[f"{name}.csv"].decode() == ",".join(["at_block", *of[name].columns]) + "\n"
        assert json.loads(files[f"{name}.json"])["rows"] == []
        assert pl.read_parquet(io.BytesIO(files[f"{name}.parquet"])).shape == (0, len(of[name].columns) + 1)


def test_a_site_of_several_plans_leads_to_each(tmp_path: Path, examined: ExaminedPlan) -> None:
    other = made_up(tmp_path)
    files = dict(site([examined, other]))
    front = files["index.html"].decode()
    for each in (examined, other):
        assert f'href="{each.key}/en/index.html"' in front
        assert front.count(lines(each.report, "zh").subtitle) >= 1
    assert front.count('class="sound"') == 2
    for each in (examined, other):
        assert f"{each.key}/zh/member.html" in files
    assert "static/site.js" in files


def test_a_plan_file_that_nobody_has_is_said_to_be_missing_and_one_that_is_there_is_told(
    tmp_path: Path, plan_folder: Path
) -> None:
    assert "Nobody gave the plan file" in rendered(made_up(tmp_path))["charter.html"]
    text = (plan_folder / "zh/charter.html").read_text(encoding="utf-8")
    assert "made up for this package" not in text
    assert load_plan("circle").title["zh"] in text


def test_every_page_of_the_menu_is_there_in_both_languages(plan_folder: Path) -> None:
    for language in ("en", "zh"):
        there = {file.stem for file in (plan_folder / language).glob("*.html")}
        assert set(PAGES) <= there


def test_a_figure_without_an_answer_is_no_error(tmp_path: Path) -> None:
    base = audited("circle")
    unanswered = Figure("paid-by-age", Judgement.UNANSWERED, {}, None, "empty")
    assert "paid-by-age" not in rendered(made_up(tmp_path, figures=(unanswered,)))["conduct.html"]
    assert base.figures == ()


def test_a_chain_that_proves_nothing_is_said_to(tmp_path: Path) -> None:
    files = dict(site([made_up(tmp_path)]))
    (told,) = [content for path, content in files.items() if path.endswith("/proof.js") and "static" not in path]
    assert json.loads(told.decode().partition(", ")[2].removesuffix(");\n")) == {"reason": "headers"}
    assert not any("/trie/" in path for path in files)
