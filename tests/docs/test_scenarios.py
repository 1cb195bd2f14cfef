"""The page on scenarios: its story runs to the result that it shows, and its table has every verb with its keys."""

from __future__ import annotations

import json
import re
from pathlib import Path

from deploy.toolchain import ROOT
from openmutual.model import ModelWorld
from openmutual.plans.document import parse_document
from openmutual.scenario import run
from openmutual.scenario.steps import VERBS, read_scenario

PAGE = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)[-1]


def test_the_story_of_the_page_comes_to_the_result_of_the_page() -> None:
    story = read_scenario(parse_document(block("yaml").encode(), "docs/scenarios.md"), Path())
    result, shown = run(story, ModelWorld()).to_json(), json.loads(block("json"))
    assert len(result["members"]) == 100
    result["members"] = {name: result["members"][name] for name in shown["members"]}
    assert result == shown


def test_the_table_has_every_verb_with_the_keys_that_it_needs_and_may_have() -> None:
    rows = re.findall(r"^\| `(\w+)` \|([^|]*)\|", PAGE.split("| verb |")[1].split("## The result")[0], re.MULTILINE)
    told = {}
    for verb, keys in rows:
        needed, _, optional = keys.partition("may have")
        told[verb] = tuple(" ".join(re.findall(r"`(\w+)`", part)) for part in (needed, optional))
    assert told == dict(VERBS)
