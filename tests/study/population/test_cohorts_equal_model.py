"""One rule set: what cohorts come to is what the model and a chain come to, member by member and case by case."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from openmutual.chain import EmbeddedWorld
from openmutual.model import ModelWorld
from openmutual.plans.document import parse_document
from openmutual.plans.terms import Plan, load_plan, preset_names
from openmutual.protocol import World
from openmutual.scenario import Result, run
from openmutual.scenario.steps import read_scenario
from openmutual.study.population.cohorts.scenario_writer import Sample, simulate_sample
from tests.study.population.small_populations import STEEP, people, steep

SEEDS = range(12)


def played(sample: Sample, plan_text: str, world: World) -> Result:
    """What a ledger makes of the sample's scenario, with the plan written into it."""
    inline = "plan:\n" + "".join(f"  {line}\n" for line in plan_text.splitlines())
    text = sample.text.replace('plan: "steep.yaml"\n', inline)
    return run(read_scenario(parse_document(text.encode(), "sample.yaml"), Path()), world)


def sampled(plan: Plan, **assumed: object) -> Sample:
    return simulate_sample(plan, "steep.yaml", people(**assumed))


@pytest.fixture(scope="module")
def samples() -> dict[int, Sample]:
    return {seed: sampled(steep(), seed=seed) for seed in SEEDS}


@pytest.mark.parametrize("seed", SEEDS)
def test_the_model_comes_to_the_same_in_every_figure(samples, seed):
    result = played(samples[seed], STEEP, ModelWorld())
    assert samples[seed].result.to_json() == result.to_json()
    assert samples[seed].result.books == result.books
    result.ledger.check_books()


def test_these_lives_have_all_there_is(samples):
    seen = Counter()
    for sample in samples.values():
        periods = sample.life.periods
        seen["lapse"] += sum(period.made.lapsed for period in periods)
        seen["back-pay"] += sum(period.back_pay > 0 for period in periods)
        seen["come back"] += sum(period.returned for period in periods)
        seen["newcomers"] += sum(period.joined for period in periods[1:])
        seen["leave"] += sum(period.left for period in periods)
        seen["refused"] += len(sample.result.refused)
        seen["closed"] += sample.life.closed_at is not None
        seen["stays open"] += sample.life.closed_at is None
        seen["backstop"] += sum(period.made.backstop_used > 0 for period in periods)
        seen["nobody ill"] += sum(not period.cases for period in periods)
        for period in periods:
            seen.update(f"{cap} cap" for cap in period.hits)
            seen.update(period.made.cases)
        seen.update(member.status.value for member in sample.result.members.values())
        seen["rebate"] += sample.life.ledger.rebate > 0
        seen["two tiers"] += len({member.units for member in sample.result.members.values()}) == 2
    wanted = {"lapse", "back-pay", "come back", "newcomers", "leave", "refused", "closed", "stays open", "backstop"}
    wanted |= {"nobody ill", "case cap", "period cap", "grave", "early", "fall", "rebate", "two tiers"}
    wanted |= {"active", "withdrawn", "claimed"}
    assert wanted - {what for what, count in seen.items() if count} == set()


@pytest.mark.parametrize("name", preset_names())
@pytest.mark.parametrize("seed", [1, 2])
def test_the_presets_do_the_same(name, seed):
    sample = simulate_sample(load_plan(name), name, people(40, 3, seed, illness=Fraction(25), backstop=10**9))
    scenario = read_scenario(parse_document(sample.text.encode(), "sample.yaml"), Path())
    assert sample.result.to_json() == run(scenario, ModelWorld()).to_json()


@pytest.mark.parametrize(("grace", "chances"), [("2 d", 0), ("20 d", 1), ("35 d", 2), ("100 d", 4)])
def test_who_lapsed_comes_back_only_while_the_grace_lasts(grace, chances):
    changes = ("grace: 70 d", f"grace: {grace}"), ("min_members: 40", "min_members: 0")
    habits = {"top_up": Fraction(1, 4), "returning": Fraction(1, 2), "impatience": Fraction(0)}
    sample = sampled(steep(*changes), members=100, **habits)
    text = STEEP.replace(*changes[0]).replace(*changes[1])
    assert sum(period.made.lapsed for period in sample.life.periods) > 0
    assert any(period.returned for period in sample.life.periods) == (chances > 0)
    assert any(period.back_pay for period in sample.life.periods) == (chances > 1)
    assert sample.result.to_json() == played(sample, text, ModelWorld()).to_json()


def test_the_year_cap_counts_alike():
    text = STEEP.replace("year: 240", "year: 10").replace("min_members: 40", "min_members: 0")
    sample = sampled(steep(("year: 240", "year: 10"), ("min_members: 40", "min_members: 0")))
    assert any("year" in period.hits for period in sample.life.periods)
    assert any(period.made.waiting for period in sample.life.periods)
    assert sample.result.to_json() == played(sample, text, ModelWorld()).to_json()


def test_where_everybody_is_gone_announcements_go_on_and_newcomers_begin_again():
    changes = (
        ("min_members: 40", "min_members: 0"),
        ("announcements: 12", "announcements: 24"),
        ("grace: 70 d", "grace: 900 d"),
    )
    text = STEEP
    for old, new in changes:
        text = text.replace(old, new)
    few = {"members": 3, "leaving": Fraction(1, 2), "joining": Fraction(1, 4), "years": 3, "seed": 2}
    sample = sampled(steep(*changes), **few)
    units = [made.units for _, made in sample.result.periods]
    assert any(before == 0 < after for before, after in pairwise(units))
    assert sample.result.to_json() == played(sample, text, ModelWorld()).to_json()


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 7])
def test_a_chain_comes_to_the_same_in_every_figure(samples, seed):
    assert samples[seed].result.to_json() == played(samples[seed], STEEP, EmbeddedWorld()).to_json()


def test_a_chain_comes_to_the_same_in_a_short_life():
    sample = sampled(steep(), members=30, years=1)
    assert sample.result.to_json() == played(sample, STEEP, EmbeddedWorld()).to_json()
