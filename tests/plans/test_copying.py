"""New plan files out of others: what was changed is one's own, and everything else keeps its source."""

from pathlib import Path

import pytest

from openmutual.errors import FileError
from openmutual.plans.copying import begun, copied
from openmutual.plans.document import parse_document
from openmutual.plans.explain import advice
from openmutual.plans.terms import Plan, load_plan, preset_names, read_plan


def read(text: str) -> Plan:
    return read_plan(parse_document(text.encode(), "mine.yaml"))


@pytest.mark.parametrize(
    ("key", "value", "problem"),
    [
        ("colour", "red", "no key of this plan"),
        ("levels.huge.benefit", "1", "no key of this plan"),
        ("caps.colour", "1", "unknown key"),
        ("caps.period", "none", "no plain decimal number"),
        ("period", "30", "no unit"),
        ("dues", "{", "no valid YAML"),
    ],
)
def test_a_change_that_makes_no_plan_is_refused(key: str, value: str, problem: str) -> None:
    with pytest.raises(FileError, match=problem):
        copied("waterdrop", "mine", {key: value})


def test_a_plan_that_is_not_there_is_refused() -> None:
    with pytest.raises(FileError, match="neither a file nor a preset"):
        copied("waterdrip", "mine", {})


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_can_be_copied_and_begun_with(name: str) -> None:
    assert read(copied(name, "mine", {})).terms == load_plan(name).terms
    own = read(begun(name, "mine", {}))
    assert own.terms == load_plan(name).terms
    assert set(own.sources.values()) == {("own",)}
    assert own.assumed == ()


def test_what_was_changed_is_ones_own_and_all_else_keeps_its_source() -> None:
    old = load_plan("waterdrop")
    new = read(copied("waterdrop", "mine", {"caps.case": "2", "levels.severe.fee": "6%"}))
    assert (new.name, new.terms.case_cap, new.terms.level("severe").fee) == ("mine", 2_000_000, 18_000_000_000)
    assert (new.sources["caps.case"], new.sources["levels.severe.fee"]) == (("own",), ("own",))
    kept = {key: sources for key, sources in old.sources.items() if key not in ("caps.case", "levels.severe.fee")}
    assert {key: new.sources[key] for key in kept} == kept


def test_of_what_was_assumed_as_a_whole_the_rest_is_assumed_still() -> None:
    new = read(
        copied(
            "waterdrop", "mine", {"tiers.standard.deposit": "60", "jury": "{size: 3, quorum: 2, bond: 60, reward: 5}"}
        )
    )
    assert {"tiers.standard.deposit", "jury"}.isdisjoint(new.assumed)
    assert "tiers.standard.units" in new.assumed
    assert new.sources["jury"] == ("own",)
    assert new.terms.jury.size == 3


def test_a_copy_forgets_no_source(tmp_path: Path) -> None:
    text = copied("waterdrop", "mine", {"caps.case": "2"})
    unsourced = [each for each in advice(read(text), 0) if "source" in each]
    assert unsourced == [each for each in advice(load_plan("waterdrop"), 0) if "source" in each]
    file = tmp_path / "mine.yaml"
    file.write_text("\ufeff" + text, encoding="utf-8")
    again = read(copied(str(file), "again", {"caps.case": "1"}))
    assert again.sources["caps.case"] == ("own",)


def test_comments_stay() -> None:
    assert "# for a simulation: the full benefit at all ages" in copied("waterdrop", "mine", {"dues": "1"})
