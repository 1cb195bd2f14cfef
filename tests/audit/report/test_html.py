"""The page: one file, no script, nothing of others as markup; the verdict first; small, accessible, in two languages."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from openmutual.abi.artifacts import artifact
from openmutual.audit.findings import Basis, Severity
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.charts import MOST_MARKS, grouped
from openmutual.audit.report.html import MOST_ALIKE, MOST_PERIODS, coded, page, shortened
from openmutual.audit.report.report import GROUNDS, Report
from openmutual.audit.report.sentences import texts

from ..reports import HASH, audited, conducted, finding, with_findings

LANGUAGES = ("en", "zh")
VOID = {"meta", "img", "source", "br", "hr", "link", "input"}
KNOWN = {
    *("html", "head", "meta", "title", "style", "body", "a", "header", "main", "footer", "section", "nav", "article"),
    *("h1", "h2", "h3", "h4", "p", "span", "abbr", "b", "code", "small", "div", "dl", "dt", "dd", "ol", "ul", "li"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "figure", "figcaption", "img"),
    *("picture", "source", "details", "summary", "br"),
}
ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "aria-label", "aria-hidden", "title"),
    *("tabindex", "role", "scope", "colspan", "src", "srcset", "media", "alt"),
}

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><svg/onload=alert(1)>",
    "{{ 7*7 }}{% for x in y %}",
    "{x.__class__} {0}",
    "`</code><iframe>`",
    "javascript:alert(1)",
    "\u202eلحم\u2066\u200f",
    "\x00\x1b]0;owned\x07\r\n",
    "0x" + "ab" * 20 + "<b>",
    "疾" * 10_000,
)


class Tree(HTMLParser):
    """Every element with its attributes and words, and whether each is closed where it must be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs), f"{tag} has an attribute twice"
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.elements if name == tag)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


@cache
def clean() -> Report:
    return assemble(conducted())


@cache
def drawn(language: str) -> str:
    return page(clean(), language)


def hostile(words: str) -> Audited:
    """A plan whose every text of others is these words."""
    base = audited("circle")
    terms = base.plan.terms
    wild = replace(
        terms,
        tiers=tuple(replace(tier, name=words) for tier in terms.tiers),
        levels=tuple(replace(level, name=words) for level in terms.levels),
    )
    place = replace(base.history[0].place, contract=words)
    found = finding(Severity.BREACH, "{a} {a:account} {a:hash} `{a}`", place, a=words)
    return replace(
        with_findings(base, [found]),
        plan=replace(base.plan, terms=wild),
        extract=replace(base.extract, source=words),
        symbol=words,
        plan_name=words,
        plan_title={"en": words, "zh": words},
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_others_becomes_markup(words: str) -> None:
    html = page(assemble(hostile(words)), "en")
    tree = Tree(html)
    for tag, attributes in tree.elements:
        assert tag in KNOWN
        assert set(attributes) <= ATTRIBUTES
        assert attributes.get("href", "#").startswith("#")
        for picture in ("src", "srcset"):
            assert attributes.get(picture, "data:image/svg+xml;base64,").startswith("data:image/svg+xml;base64,")
    assert len(html) < 500_000
    assert "疾" * 201 not in html
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]", html)
    assert "7*7" in html or "{{" not in words


@pytest.mark.parametrize("words", HOSTILE)
def test_nothing_of_others_becomes_markup_inside_a_chart(words: str) -> None:
    for svg in charts(page(assemble(hostile(words)), "en")):
        tags = {node.tag.rpartition("}")[2] for node in svg.iter()}
        assert tags <= {"svg", "g", "path", "line", "rect", "text", "style", "defs", "clipPath", "title", "tspan"}
        assert not [name for node in svg.iter() for name in node.attrib if name.lower().startswith("on")]


def charts(html: str) -> list[ElementTree.Element]:
    found = re.findall(r'src(?:set)?="data:image/svg\+xml;base64,([^"]+)"', html)
    return [ElementTree.fromstring(base64.b64decode(each)) for each in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_runs_and_loads_nothing(language: str) -> None:
    tree = Tree(drawn(language))
    policies = [each["content"] for each in tree.all("meta") if each.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; img-src data:; style-src 'unsafe-inline'"]
    assert not list(tree.all("script"))
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|url\(|@import""", drawn(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_can_be_read_without_seeing_it(language: str) -> None:
    tree = Tree(drawn(language))
    levels = [int(tag[1]) for tag, _ in tree.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    tables = drawn(language).split("<table")[1:]
    assert all(re.match(r"[^>]*>\s*<caption>[^<]+</caption>", table) for table in tables)
    assert [each["lang"] for each in tree.all("html")] == [{"en": "en", "zh": "zh-Hans-CN"}[language]]
    assert any(each.get("name") == "viewport" for each in tree.all("meta"))
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {each["href"][1:] for each in tree.all("a")} <= set(ids)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_chart_says_what_it_shows_in_numbers(language: str) -> None:
    pictures = list(Tree(drawn(language)).all("img"))
    assert len(pictures) == 5
    assert all(len(re.findall("[0-9]+", picture["alt"])) >= 2 for picture in pictures)
    shares = next(picture["alt"] for picture in pictures if "33.60" in picture["alt"]).replace("\u00a0", " ")
    assert "80 CNY" in shares


def test_chinese_stands_in_charts_as_text() -> None:
    words = {node.text for svg in charts(drawn("zh")) for node in svg.iter() if node.tag.endswith("text")}
    assert {"每份分摊", "每期上限", "提出申请", "持有"} <= words


def test_a_chart_is_readable_in_the_dark() -> None:
    assert all("prefers-color-scheme: dark" in ElementTree.tostring(svg, "unicode") for svg in charts(drawn("en")))
    assert "prefers-color-scheme: dark" in drawn("en")


def test_the_verdict_comes_first_then_the_findings_then_the_money() -> None:
    text = Tree(drawn("en")).text
    verdict, flow = texts("en")["verdict"]["clean"], texts("en")["flow"]["intro"]
    assert text.index(verdict) < text.index(texts("en")["findings"]["none"]) < text.index(flow)
    assert 'class="verdict clean"' in drawn("en")


def test_beside_the_verdict_stand_the_block_s_hash_and_how_much_is_proven() -> None:
    bases = dict.fromkeys(GROUNDS, Basis.PROVEN) | {"token_balance": Basis.REPORTED}
    tree = Tree(page(assemble(replace(audited(), bases=bases, hash_given=False)), "en"))
    verdict = tree.text[: tree.text.index(texts("en")["sections"]["findings"])]
    assert "12 of 13 parts proven · block hash not compared" in verdict
    assert "0x" + HASH.hex() in verdict
    compared = Tree(page(assemble(audited()), "zh")).text
    assert "13 个部分中有 13 个得到证明 · 区块哈希已核对" in compared


def test_the_plan_bears_the_title_of_its_file() -> None:
    named = replace(audited(), plan_title={"en": "A circle of neighbours", "zh": "邻里互助圈"})
    assert "<h1>A circle of neighbours</h1>" in page(assemble(named), "en")
    assert "<h1>邻里互助圈</h1>" in page(assemble(named), "zh")
    nameless = page(assemble(replace(audited(), plan_title={})), "en")
    assert "<h1>The mutual-aid plan at " in nameless


def test_test_money_is_called_worthless_and_no_other_money_is() -> None:
    base = audited()
    contracts = base.extract.contracts
    codes = {contracts.token: artifact("TestYuan").runtime_code}
    worthless = texts("en")["verdict"]["test_money"]
    assert worthless in Tree(page(assemble(replace(base, extract=replace(base.extract, codes=codes))), "en")).text
    assert worthless not in Tree(drawn("en")).text


def test_figures_with_nothing_unusual_are_folded_into_one_table_and_none_is_lost() -> None:
    tree = Tree(drawn("en"))
    figures = clean().conduct.figures
    told = [each for each in tree.all("article") if each["class"].startswith("figure")]
    assert {each["class"] for each in told} == {"figure watch"}
    ids = {attributes.get("id") for _, attributes in tree.elements}
    assert len(figures) > 30
    assert {figure.number for figure in figures} <= ids
    assert all(figure.measure.en in tree.text for figure in figures)


@pytest.mark.parametrize(
    ("severities", "tone", "headline"),
    [
        ((Severity.REMARK,), "clean", "Nothing wrong was found"),
        ((Severity.DOUBT,), "doubt", "1 doubt found"),
        ((Severity.BREACH, Severity.DOUBT, Severity.DOUBT), "breach", "1 breach and 2 doubts found"),
        ((Severity.BREACH,) * 3, "breach", "3 breaches found"),
    ],
)
def test_the_band_has_the_colour_of_the_worst(severities: tuple[Severity, ...], tone: str, headline: str) -> None:
    found = [finding(severity, f"sentence {place}", number=f"Q{place}") for place, severity in enumerate(severities)]
    html = page(assemble(with_findings(audited(), found)), "en")
    assert f'class="verdict {tone}"' in html
    assert headline in Tree(html).text


def test_a_finding_is_told_with_its_log_and_what_to_do_by_hand() -> None:
    base = audited()
    place = base.history[5].place
    sentence = "paid {paid:money} to {who:account}, `cast logs {who:account}`"
    found = finding(Severity.BREACH, sentence, place, paid=1250, who=place.contract)
    html = page(assemble(with_findings(base, [found])), "en")
    text = Tree(html).text
    assert "12.50\u00a0CNY" in html
    assert f'<abbr title="{place.contract}">' in html
    assert f"<code>cast logs {place.contract}</code>" in html
    assert "12.50 CNY (1250)" in text
    assert "0x000102030405" in text


def test_what_is_not_proven_says_so_beside_every_figure() -> None:
    base = audited()
    doubtful = dict.fromkeys(GROUNDS, Basis.PROVEN) | {"completeness": Basis.REPORTED}
    html = page(assemble(replace(base, bases=doubtful, hash_given=False)), "en")
    assert texts("en")["grounds"]["hash_taken"] in Tree(html).text
    assert texts("en")["verdict"]["clean_reported_more"] in Tree(html).text
    assert html.count('class="basis recomputed"') == 0
    assert html.count(f"only reported · block {base.extract.last}") == html.count('class="basis reported"') >= 5


@cache
def large() -> Report:
    """A plan of forty years in half-monthly periods, with thousands of cases and of findings."""
    base = audited("circle")
    plan = base.plan
    periods = [replace(plan.periods[2], number=number, share=number % 90 * 10) for number in range(1_000)]
    cases = [replace(plan.cases[0], number=number) for number in range(3_000)]
    places = tuple(event.place for event in base.history[:20])
    found = [finding(Severity.BREACH, "x" * 150 + " {n}", *places, n=number) for number in range(2_000)]
    wide = replace(with_findings(base, found), plan=replace(plan, periods=periods, cases=cases))
    return assemble(replace(wide, figures=conducted().figures))


def test_a_large_plan_has_a_small_page_that_says_what_it_leaves_out() -> None:
    html = page(large(), "zh")
    assert len(html.encode()) < 2_000_000
    assert html.count('class="finding breach"') == MOST_ALIKE
    text = Tree(html).text
    said = texts("zh")
    assert f"最近 {MOST_PERIODS} 期，共 1,000 期" in text
    assert "最近 100 件，共 3,000 件" in text
    assert "检查项 Q1 另有 990 条发现" in text
    assert "有 1,000 条发现因同类过多，只计数" in text
    assert said["findings"]["more_places"].split("{")[0] in text
    assert "每个点代表连续 9 期" in text


def test_many_periods_are_drawn_in_groups_and_none_is_lost() -> None:
    values = [float(number) for number in range(1_000)]
    marks, size = grouped(range(1_000), {"share": values}, max)
    assert size == -(-1_000 // MOST_MARKS) == 9
    assert len(marks) == 112
    assert [mark["value"] for mark in marks][:2] == [8.0, 17.0]
    assert marks[-1] == {"period": 999, "series": "share", "value": 999.0}
    assert sum(mark["value"] for mark in grouped(range(1_000), {"share": values}, sum)[0]) == sum(values)
    assert grouped(range(MOST_MARKS), {"share": values[:MOST_MARKS]}, max)[1] == 1


def test_a_plan_in_which_nothing_has_happened_has_a_page() -> None:
    base = audited()
    plan = replace(base.plan, periods=[], cases=[], disputes=[])
    html = page(assemble(replace(base, plan=plan, history=base.history[:1], token_balance=None)), "en")
    text = Tree(html).text
    assert texts("en")["periods"]["none"] in text
    assert texts("en")["cases"]["none"] in text
    assert texts("en")["flow"]["token_unknown"] in text
    assert not list(Tree(html).all("img"))


def test_long_numbers_are_shortened_for_the_eye_and_whole_in_the_title() -> None:
    full = "0x" + "ab" * 20
    assert shortened(f"<{full}>") == f'&lt;<abbr title="{full}">0xabab…abab</abbr>&gt;'
    assert shortened("0xabc & d") == "0xabc &amp; d"


def test_commands_stand_in_backticks() -> None:
    assert coded("run `cast <x>` now") == "run <code>cast &lt;x&gt;</code> now"
    assert coded("a ` b") == "a ` b"
    assert coded("`a` and `b") == "<code>a</code> and `b"
