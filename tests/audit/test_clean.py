"""An honest plan is never accused: of every story there is, an audit finds nothing, not even a remark."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import pytest

from deploy.anvil import anvil
from deploy.toolchain import Toolchain
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis
from openmutual.audit.pipeline import audit
from openmutual.audit.report.assemble import Audited, assemble
from openmutual.audit.report.report import to_json
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.audit.source.export_file import load, save
from openmutual.audit.source.rpc import RpcSource
from openmutual.chain import ChainLedger, EmbeddedWorld, RpcWorld
from openmutual.chain.embedded import START
from openmutual.scenario import load_scenario, run, scenario_names
from openmutual.study.population import tell
from tests.parity import test_chain_equals_model as parity
from tests.parity.histories import History
from tests.parity.test_chain_equals_model import litigate, live

pytestmark = pytest.mark.slow

VECTORS = sorted((Path(__file__).parent.parent / "parity" / "vectors").glob("*.yaml"))

STOPS = 4
"""Blocks on the way after which the state is compared too."""


def audited_on(world: EmbeddedWorld, ledger: Any, file: Any = None) -> Audited:
    """What an audit comes to of a plan on the embedded chain, with several blocks on the way."""
    assert isinstance(ledger, ChainLedger)
    source = EmbeddedSource(world.node)
    first, last = collect(source, ledger.site.ledger, since=ledger.site.since).first, source.head()
    chosen = sorted({first + (last - first) * stop // STOPS for stop in range(STOPS)})
    extract = collect(source, ledger.site.ledger, since=ledger.site.since, chosen=chosen)
    audited = audit(extract, file, trusted=extract.block_hash, source=source)
    assert {said.block for said in extract.accounts} == {*chosen, last}
    return audited


def expect_clean(audited: Audited) -> None:
    assert [(one.check.key, one.facts) for one in audited.findings.found] == []
    assert set(audited.bases.values()) == {Basis.PROVEN}
    assert audited.hash_given


@pytest.mark.parametrize("name", [*scenario_names(), *VECTORS], ids=lambda name: getattr(name, "stem", name))
def test_no_scenario_and_no_vector_is_accused(name: str | Path) -> None:
    scenario, world = load_scenario(name), EmbeddedWorld()
    expect_clean(audited_on(world, run(scenario, world).ledger, scenario.plan))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_story_of_the_demo_is_accused(seed: int) -> None:
    scenario, world = tell(20, seed).scenario, EmbeddedWorld()
    expect_clean(audited_on(world, run(scenario, world).ledger, scenario.plan))


class Remembered(History):
    """A history whose plan can be audited when it is told."""

    told: list[History]

    def __init__(self, *given: Any, **chosen: Any) -> None:
        super().__init__(*given, **chosen)
        Remembered.told.append(self)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("kind", [live, litigate], ids=lambda kind: kind.__name__)
def test_no_random_history_is_accused(kind: parity.Tell, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expect_history_clean(kind, seed, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3, 12))
@pytest.mark.parametrize("kind", [live, litigate], ids=lambda kind: kind.__name__)
def test_no_random_history_of_many_is_accused(kind: parity.Tell, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    expect_history_clean(kind, seed, monkeypatch)


def expect_history_clean(kind: parity.Tell, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parity, "History", Remembered)
    Remembered.told = []
    world = EmbeddedWorld()
    kind(world, Random(seed).getrandbits(32), Counter(histories=seed))
    (history,) = Remembered.told
    expect_clean(audited_on(world, history.harness.chain))


# --- the same from anywhere ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["circle", "disputed-case"])
def test_a_file_says_what_the_node_said_of_which_it_is(name: str, tmp_path: Path) -> None:
    scenario, world = load_scenario(name), EmbeddedWorld()
    online = audited_on(world, run(scenario, world).ledger, scenario.plan)
    save(online.extract, tmp_path / "plan.parquet")
    offline = audit(load(tmp_path / "plan.parquet"), scenario.plan, online.extract.block_hash)
    expect_clean(offline)
    assert report(offline) == report(online)


def report(audited: Audited) -> dict[str, Any]:
    """All that a report says but by whom it was told."""
    said = to_json(assemble(audited))
    return said | {"subject": said["subject"] | {"source": ""}}


@pytest.mark.parametrize("name", ["circle", "disputed-case", "cut-and-filled-up"])
def test_a_node_of_another_make_says_the_same_of_the_same_story(name: str, toolchain: Toolchain) -> None:
    scenario, world = load_scenario(name), EmbeddedWorld()
    embedded = audited_on(world, run(scenario, world).ledger, scenario.plan)
    with anvil("--timestamp", str(START)) as url:
        ledger = run(scenario, RpcWorld(url)).ledger
        assert isinstance(ledger, ChainLedger)
        source = RpcSource(url)
        extract = collect(source, ledger.site.ledger)
        middle = (extract.first + extract.last) // 2
        extract = collect(source, ledger.site.ledger, chosen=[middle])
        node = audit(extract, scenario.plan, extract.block_hash, source)
    expect_clean(node)
    parts = ("verdict", "grounds", "terms", "periods")
    assert [report(node)[part] for part in parts] == [report(embedded)[part] for part in parts]
