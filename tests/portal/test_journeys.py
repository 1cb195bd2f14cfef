"""Journeys through a site: a member, a journalist, a juror, an auditor; over HTTP, in a subfolder, and from a disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from openmutual.audit.pipeline import statement_of
from openmutual.audit.report.sentences import account
from openmutual.audit.source.export_file import load
from openmutual.i18n.formatter import SentenceFormatter
from openmutual.portal.examined import ExaminedPlan
from openmutual.portal.pages import PAGES
from openmutual.portal.shards import script
from openmutual.portal.site import site as site_of
from openmutual.resources import read_yaml
from tests.browser.pages import PHONE, SCREEN, opened, sideways, violations
from tests.portal.serving import served
from tests.portal.test_pages import made_up

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "zh")


@dataclass
class Visit:
    """A visit to a site.

    Attributes:
        start: the address of its front page.
        wrong: what the browser had to complain about, and requests that left the site.
    """

    page: Page
    start: str
    language: str
    wrong: list[str]

    @property
    def words(self) -> dict[str, object]:
        return read_yaml("locale", self.language, "portal.yaml")

    def enter(self) -> None:
        """From the front page into the plan, in one's language."""
        self.page.goto(self.start)
        self.page.get_by_role("link", name={"en": "English", "zh": "中文"}[self.language]).click()

    def turn_to(self, page: str) -> None:
        """A page of the menu."""
        self.page.get_by_role("navigation").get_by_role("link", name=self.words["pages"][page], exact=True).click()
        expect(self.page.locator("h1")).to_be_visible()

    def find(self, sought: str) -> None:
        self.page.locator("#sought").fill(sought)
        self.page.locator("#search button").click()


@contextmanager
def visit(browser: Browser, start: str, language: str, width: int) -> Iterator[Visit]:
    """A visit whose every request must stay in the site; a site on a disk is visited with the network cut."""
    wrong: list[str] = []
    home = start.removesuffix("index.html")
    with browser.new_context(viewport={"width": width, "height": 844}, offline=start.startswith("file:")) as context:
        page = context.new_page()
        page.on("console", lambda message: wrong.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request", lambda request: None if request.url.startswith((home, "blob:")) else wrong.append(request.url)
        )
        yield Visit(page, start, language, wrong)
        assert wrong == []


@pytest.fixture(scope="module")
def places(site: Path) -> Iterator[dict[str, str]]:
    """Where the site can be visited."""
    with served(site) as root, served(site.parent.parent) as above:
        folder = site.relative_to(site.parent.parent).as_posix()
        yield {
            "http": f"{root}/index.html",
            "subfolder": f"{above}/{folder}/index.html",
            "disk": (site / "index.html").as_uri(),
        }


WAYS = pytest.mark.parametrize(
    ("place", "language", "width"),
    [("disk", "en", PHONE), ("subfolder", "zh", SCREEN), ("http", "zh", PHONE)],
)


def claimant(examined: ExaminedPlan) -> str:
    return examined.plan.cases[0].claimant


@WAYS
def test_a_member_finds_their_account_and_proves_it(
    browser: Browser, places: dict[str, str], log: Path, examined: ExaminedPlan, place: str, language: str, width: int
) -> None:
    member = claimant(examined)
    told = statement_of(load(log), member.lower()).told
    block_hash = f"0x{examined.audited.extract.block_hash.hex()}"
    proof = read_yaml("locale", language, "proof.yaml")
    with visit(browser, places[place], language, width) as visited:
        page = visited.page
        visited.enter()
        visited.turn_to("member")
        page.locator("#address").fill(member)
        page.locator("#look-up button").click()
        expect(page.locator("#account tbody tr")).to_have_count(len(told.lines))
        wording = SentenceFormatter(language, examined.audited.decimals, examined.audited.symbol)
        expect(page.locator("#sum")).to_contain_text(wording.money(told.balance).replace("\u00a0", " "))
        page.locator("#hash").fill("0x" + "11" * 32)
        page.locator("#prove button").first.click()
        expect(page.locator("#proven.unsound")).to_contain_text(proof["refusals"]["OtherBlock"].split("{")[0].strip())
        page.locator("#hash").fill(block_hash)
        page.locator("#prove button").first.click()
        expect(page.locator("#proven.sound")).to_contain_text(block_hash)
        with page.expect_download() as saved:
            page.get_by_role("button", name=visited.words["proving"]["save"]).click()
        assert json.loads(saved.value.path().read_text(encoding="utf-8"))["figures"]["balance"] == str(told.balance)
        page.locator("#given-text").fill(saved.value.path().read_text(encoding="utf-8"))
        page.locator("#given-hash").fill(block_hash)
        page.locator("#given button").click()
        expect(page.locator("#given-result.sound")).to_contain_text(member.lower())
        page.locator("#given-text").fill("no proof")
        page.locator("#given button").click()
        expect(page.locator("#given-result.unsound")).to_contain_text(
            proof["refusals"]["Unreadable"].split("{")[0].strip()
        )
        commands = page.locator("#account pre").all_inner_texts()
        assert any(f"openmutual top-up AMOUNT --member {member.lower()} --ledger" in each for each in commands)
        page.locator("#other").click()
        expect(page.locator("#account tbody tr")).to_have_count(len(told.lines))


def test_the_front_page_fits_a_phone_also_with_a_plan_whose_file_nobody_has(browser: Browser, tmp_path: Path) -> None:
    for path, content in site_of([made_up(tmp_path)]):
        if path in ("index.html", "static/style.css"):
            (tmp_path / path).parent.mkdir(exist_ok=True)
            (tmp_path / path).write_bytes(content)
    with opened(browser, (tmp_path / "index.html").as_uri(), width=PHONE) as page:
        expect(page.locator("article h2")).to_contain_text("…")
        assert sideways(page) == 0


def test_an_address_that_is_none_is_said_to_be_and_the_last_one_asked_for_is_shown(
    browser: Browser, plan_folder: Path, examined: ExaminedPlan
) -> None:
    member, other = (case.claimant.lower() for case in examined.plan.cases[:2])
    page_of = (plan_folder / "en/member.html").as_uri()
    with opened(browser, f"{page_of}#%") as page:
        expect(page.locator("#account .caution")).to_contain_text("That is no address")
        page.evaluate("hashes => hashes.forEach((hash) => { window.location.hash = hash; })", [member, other])
        expect(page.locator("#account #prove")).to_have_count(1)
        expect(page.locator("#account h2")).to_contain_text(other)


@WAYS
def test_a_journalist_follows_the_money(
    browser: Browser, places: dict[str, str], examined: ExaminedPlan, place: str, language: str, width: int
) -> None:
    with visit(browser, places[place], language, width) as visited:
        page = visited.page
        visited.enter()
        expect(page.locator("#verdict")).to_have_class("verdict clean")
        period = examined.report.periods.rows[0]
        visited.find("0")
        page.locator("#search-result").get_by_role("link", name=visited.words["search"]["period"].split("{")[0]).click()
        wording = SentenceFormatter(language, examined.audited.decimals, examined.audited.symbol)
        expect(page.locator(f"#period-{period.number}")).to_contain_text(wording.money(period.share))
        visited.turn_to("money")
        expect(page.locator(".account .total")).to_have_count(3)
        visited.turn_to("sharing")
        expect(page.locator("article.figure")).to_have_count(3)
        visited.turn_to("downloads")
        with page.expect_download() as saved:
            page.get_by_role("link", name="cases.csv").click()
        assert saved.value.path().read_text(encoding="utf-8").count("\n") == len(examined.plan.cases) + 1


@WAYS
def test_a_juror_reads_a_case_and_what_to_type(
    browser: Browser, places: dict[str, str], examined: ExaminedPlan, place: str, language: str, width: int
) -> None:
    with visit(browser, places[place], language, width) as visited:
        page = visited.page
        visited.enter()
        visited.find("99")
        expect(page.locator("#search-result")).to_have_text(visited.words["search"]["unknown"])
        visited.find("2")
        page.locator("#search-result a").first.click()
        case = page.locator("#case-2")
        expect(case.locator(".timeline li")).to_have_count(6 + 2 * examined.plan.terms.jury.size + 1)
        case.locator(".timeline a").first.click()
        expect(page.locator("#account h2")).to_contain_text(examined.plan.cases[2].claimant.lower())
        visited.turn_to("acting")
        expect(page.locator("main")).to_contain_text(
            f"openmutual jury commit DISPUTE --ledger {examined.audited.extract.contracts.ledger} --on URL --key KEY"
        )


@WAYS
def test_an_auditor_sees_what_the_verdict_rests_on_and_how_to_repeat_it(
    browser: Browser, places: dict[str, str], examined: ExaminedPlan, place: str, language: str, width: int
) -> None:
    with visit(browser, places[place], language, width) as visited:
        page = visited.page
        visited.enter()
        page.get_by_role("link", name=visited.words["index"]["more"]).click()
        block_hash = f"0x{examined.audited.extract.block_hash.hex()}"
        expect(page.locator("#repeat")).to_contain_text(f"openmutual portal check SITE --trusted-block {block_hash}")
        expect(page.locator("#grounds tbody tr")).to_have_count(len(examined.report.grounds))
        visited.turn_to("conduct")
        expect(page.locator("article.figure")).to_have_count(len(examined.report.conduct.figures) - 3)
        visited.turn_to("powers")
        expect(page.locator("main")).to_contain_text(account(examined.plan.panel[0]))
        visited.find("nonsense")
        expect(page.locator("#search-result")).to_have_text(visited.words["search"]["nothing"])


@pytest.mark.parametrize(("language", "width", "dark"), [("en", PHONE, False), ("zh", SCREEN, True)])
def test_every_page_is_accessible_and_fits_its_window(
    browser: Browser, plan_folder: Path, examined: ExaminedPlan, language: str, width: int, dark: bool
) -> None:
    wrong = []
    front = (plan_folder.parent / "index.html").as_uri()
    with opened(browser, front, width=width, dark=dark) as page:
        names = [
            *(f"{name}.html" for name in PAGES),
            "cases-0.html",
            "periods-0.html",
            f"member.html#{claimant(examined)}",
        ]
        for address in (front, *((plan_folder / language).as_uri() + f"/{name}" for name in names)):
            page.goto(address)
            if "#" in address:
                page.locator("#prove").wait_for()
            wrong += [f"{address}: {each}" for each in violations(page)]
            if beside := sideways(page):
                wrong.append(f"{address}: {beside} pixels beside the window")
    assert not wrong, "\n".join(wrong)


def test_without_scripts_everything_but_the_look_up_is_there(browser: Browser, plan_folder: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((plan_folder / "en/member.html").as_uri())
        expect(page.get_by_text("Without one, openmutual statement shows the same")).to_be_visible()
        expect(page.locator("form:visible")).to_have_count(0)
        page.get_by_role("navigation").get_by_role("link", name="Cases", exact=True).click()
        expect(page.locator("main table")).to_have_count(3)


def edit_accounts(folder: Path) -> None:
    file = folder / "members/all.js"
    text = file.read_text(encoding="utf-8")
    assert '"40000"' in text
    file.write_text(text.replace('"40000"', '"90000"'), encoding="utf-8")


def edit_status(folder: Path) -> None:
    file = folder / "members/all.js"
    text = file.read_text(encoding="utf-8")
    assert '"filed"' in text
    file.write_text(text.replace('"filed"', '"leaving"'), encoding="utf-8")


def take_proofs_away(folder: Path) -> None:
    shutil.rmtree(folder / "trie")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (edit_accounts, "something else than is proven"),
        (edit_status, "something else than is proven"),
        (take_proofs_away, "could not be loaded"),
    ],
)
def test_an_edited_shard_does_not_pass_the_proof(
    browser: Browser, site: Path, examined: ExaminedPlan, tmp_path: Path, edit: Callable[[Path], None], said: str
) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "copy")) / examined.key
    edit(copy)
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{(copy / 'en/member.html').as_uri()}#{claimant(examined)}")
        page.locator("#hash").fill(f"0x{examined.audited.extract.block_hash.hex()}")
        page.locator("#prove button").first.click()
        expect(page.locator("#proven.unsound")).to_contain_text(said)


def test_where_no_balance_can_be_proven_the_page_says_why_and_offers_no_check(
    browser: Browser, site: Path, examined: ExaminedPlan, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "copy")) / examined.key
    (copy / "proof.js").write_bytes(script("proof", {"reason": "headers"}))
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{(copy / 'en/member.html').as_uri()}#{claimant(examined)}")
        expect(page.locator("#account")).to_contain_text("Blocks of this chain are not hashed as Ethereum's")
        expect(page.locator("#prove")).to_have_count(0)
