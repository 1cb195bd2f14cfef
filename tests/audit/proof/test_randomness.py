"""A chain that cannot draw juries fairly, or not at all, is doubted; nothing else about a plan on it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from eth_utils.crypto import keccak

from openmutual.abi.block_hash import program
from openmutual.audit.extraction.collect import collect
from openmutual.audit.findings import Basis, Severity
from openmutual.audit.pipeline import audit, statement_of
from openmutual.audit.source import export_file
from openmutual.audit.source.embedded import EmbeddedSource
from openmutual.chain import ChainLedger, ChainWorld, LocalKeyring
from openmutual.scenario import load_scenario, run
from tests.client.real_chain import RandomNode, new_each_block

from ..extract_factory import keys_of

if TYPE_CHECKING:
    from pathlib import Path

    from openmutual.audit.report.assemble import Audited
    from openmutual.audit.source.extract import Extract

pytestmark = pytest.mark.slow

SCENARIO = "disputed-case"
"""A story in which a jury is drawn."""


class Plan:
    """The story on a chain with the randomness of a rule."""

    def __init__(self, rule: Callable[[int], bytes], source: type[EmbeddedSource] = EmbeddedSource) -> None:
        node = RandomNode(rule)
        ledger = run(load_scenario(SCENARIO), ChainWorld(node, LocalKeyring())).ledger
        assert isinstance(ledger, ChainLedger)
        self.ledger = ledger
        self.source = source(node)

    def extract(self, **options: Any) -> Extract:
        return collect(self.source, self.ledger.site.ledger, **options)

    def audited(self, **options: Any) -> Audited:
        return audit(self.extract(**options), source=self.source)


def facts(audited: Audited) -> dict[str, Any]:
    (finding,) = audited.findings.found
    assert finding.check.severity is Severity.DOUBT
    assert not audited.findings.is_clean
    return dict(finding.facts)


def zero(_block: int) -> bytes:
    return bytes(32)


def test_on_an_honest_chain_nothing_is_doubted() -> None:
    assert keys_of(Plan(new_each_block).audited().findings) == []


def test_randomness_that_stands_still_is_doubted() -> None:
    audited = Plan(zero).audited()
    assert keys_of(audited.findings) == ["randomness-repeated"]
    first, blocks = audited.extract.first, audited.extract.headers.height
    assert facts(audited) == {"count": blocks - 1, "of": blocks, "block": first + 1, "before": first}


@pytest.mark.parametrize("blocks", [2, 3, 32])
def test_randomness_that_is_new_only_every_few_blocks_is_doubted(blocks: int) -> None:
    audited = Plan(lambda block: new_each_block(block // blocks)).audited()
    assert keys_of(audited.findings) == ["randomness-repeated"]
    assert facts(audited)["block"] - facts(audited)["before"] == 1


def test_randomness_that_goes_round_is_doubted() -> None:
    """As milliseconds do."""
    audited = Plan(lambda block: new_each_block(block % 20)).audited()
    assert keys_of(audited.findings) == ["randomness-repeated"]
    assert facts(audited)["block"] - facts(audited)["before"] == 20


def test_one_block_without_randomness_of_its_own_is_enough() -> None:
    audited = Plan(lambda block: new_each_block(block - (block == 31))).audited()
    assert facts(audited) == {"count": 1, "of": audited.extract.headers.height, "block": 31, "before": 30}


def test_a_few_headers_show_it_as_well() -> None:
    """Those of blocks with logs."""
    assert keys_of(Plan(zero).audited(every_header=False).findings) == ["randomness-repeated"]
    assert keys_of(Plan(new_each_block).audited(every_header=False).findings) == []


def test_what_a_member_is_owed_is_proven_all_the_same() -> None:
    plan = Plan(zero)
    member = next(iter(plan.ledger.snapshot().members)).lower()
    assert statement_of(plan.extract(), member).basis is Basis.PROVEN


# --- what contracts see ----------------------------------------------------------------------------------------------


class Answering(EmbeddedSource):
    """A source that says what contracts see as the hash of a block, whatever it is."""

    answer: bytes | None = None

    def run(self, code: bytes, block: int) -> bytes | None:
        assert code == program(block - 1)
        return self.answer


@pytest.mark.parametrize("hash_seen", [bytes(32), keccak(b"another")], ids=["none", "another"])
def test_contracts_that_see_another_hash_are_doubted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, hash_seen: bytes
) -> None:
    monkeypatch.setattr(Answering, "answer", b"\0" + hash_seen)
    plan = Plan(new_each_block, Answering)
    audited = plan.audited()
    assert keys_of(audited.findings) == ["header-unknown-to-contracts"]
    last = audited.extract.last
    expected = {"block": last - 1, "seen": hash_seen, "hash": plan.source._node.block_hash(last - 1)}
    assert facts(audited) == expected | {"after": last, "code": "0x" + program(last - 1).hex()}
    file = tmp_path / "plan.parquet"
    export_file.save(audited.extract, file)
    assert keys_of(audit(export_file.load(file)).findings) == ["header-unknown-to-contracts"]


@pytest.mark.parametrize("answer", [None, b"", bytes(32), bytes(64)], ids=str)
def test_a_node_that_does_not_say_what_contracts_see_is_believed(
    monkeypatch: pytest.MonkeyPatch, answer: bytes | None
) -> None:
    monkeypatch.setattr(Answering, "answer", answer)
    assert keys_of(Plan(new_each_block, Answering).audited().findings) == []
