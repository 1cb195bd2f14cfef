"""What a page makes of a member's shard is what `statement` tells, for every member of every story."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from deploy.npm import find_node
from openmutual.audit.statement import Statement, statement
from openmutual.events import Joined, ToppedUp
from openmutual.portal.accounts import MOST_LINES, accounts, announcements
from openmutual.resources import read_text
from tests.audit.scenario_replay import NAMES, ReplayedScenario, story_of

READ = """
const told = openmutual.account;
const plain = (key, value) => typeof value === "bigint" ? value.toString() : value;
const cases = JSON.parse(require("fs").readFileSync(0, "utf8"));
const results = cases.map(({ lines, announced }) => told(lines, announced));
process.stdout.write(JSON.stringify(results, plain));
"""


def in_page(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the page's script makes of shards, all in one process."""
    code = read_text("portal", "static", "account.js") + READ
    run = subprocess.run(
        [str(find_node().program), "-e", code], input=json.dumps(cases), capture_output=True, text=True, check=True
    )
    return json.loads(run.stdout)


def as_told(told: Statement) -> dict[str, Any]:
    lines = [
        {
            "what": line.what,
            "at": line.at,
            "amount": str(line.amount),
            "balance": str(line.balance),
            "period": None if line.period < 0 else line.period,
            "cases": dict(line.cases),
            "block": line.place.block,
            "log": line.place.index,
        }
        for line in told.lines
    ]
    sums = {name: str(getattr(told, name)) for name in ("brought", "shared", "taken", "balance")}
    return {"status": told.status.value, **sums, "lines": lines}


def history_of(story: ReplayedScenario) -> list[Any]:
    return [
        (event, time) for event, time, _ in story.entries if type(event).__module__ != "openmutual.audit.decoding.words"
    ]


def test_the_account_of_every_member_of_every_story_is_their_statement() -> None:
    cases, expected = [], []
    for name in NAMES:
        story = story_of(name)
        plan, history = story.replayed()[0].plan, history_of(story)
        announced = list(announcements(plan))
        for member, lines in accounts(history, plan).items():
            cases.append({"lines": lines, "announced": announced})
            spelled = next(each.account for each in plan.memberships() if each.account.lower() == member)
            expected.append(as_told(statement(spelled, history, plan.terms)))
    told = in_page(cases)
    assert len(told) > 1_000
    for page, want in zip(told, expected, strict=True):
        assert page == want


def test_top_ups_without_end_become_one_line_and_keep_their_sum() -> None:
    story = story_of("circle")
    plan, history = story.replayed()[0].plan, history_of(story)
    joined = next(event for event, _ in history if isinstance(event, Joined))
    start = next(place for place, (event, _) in enumerate(history) if event is joined)
    spam = [(ToppedUp(joined.member, joined.member, 1, 0, place=joined.place), 7)] * (MOST_LINES + 1)
    lines = accounts([*history[: start + 1], *spam, *history[start + 1 :]], plan)[joined.member.lower()]
    assert [line for line in lines if line[0] == "topped_up"] == [
        ["topped_up", 7, str(MOST_LINES + 1), joined.place.block, joined.place.index]
    ]
    assert len(lines) < MOST_LINES
