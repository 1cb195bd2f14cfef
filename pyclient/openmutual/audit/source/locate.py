"""Finding a plan on its chain: the block that opened it, and the contracts that belong to it."""

from functools import cache
from typing import NamedTuple

from ...abi.artifacts import artifact
from ...codec import ZERO_ADDRESS, to_hex
from ...errors import NoContract, NotAPlan, UnknownPlanVersion
from ...records import Account
from . import calls
from .extract import PlanContracts
from .source import Source

WORD = 32
ADDRESS = 20


class Opening(NamedTuple):
    """Where and as what a plan began."""

    block: int
    contracts: PlanContracts


def find_opening(source: Source, ledger: Account, since: int, at: int) -> Opening:
    """Find a plan by its ledger, in the blocks from `since` on; its contracts are asked after the block `at`.

    Raises:
        NoContract: there is no code at the address.
        NotAPlan: the contract never opened a plan and does not answer as a ledger.
        UnknownPlanVersion: it answers as a ledger, but its log does not begin as this program knows it; or its
            contracts answer otherwise than those of this program.
        ChainError: the node does not answer.
    """
    if not source.code(ledger, at):
        raise NoContract(f"there is no contract at {ledger} on {source.name}, chain {source.chain_id}")
    opened = next(source.logs([ledger], since, at, [plan_opened()]), None)
    if opened is None:
        raise _not_found(source, ledger, since, at)
    if len(opened.topics) != 4 or len(opened.data) < WORD:
        raise UnknownPlanVersion(f"the event PlanOpened of {ledger} is not as this program knows it")
    token, desk = (_account(topic) for topic in opened.topics[2:])
    enrolment = _account(opened.data[:WORD])
    jury = _asked(source, desk, calls.jury(), at)
    books = source.call(ledger, calls.books(), at)
    if jury is None or books is None or len(books) != calls.BOOKS_WORDS * WORD:
        raise UnknownPlanVersion(f"the contracts of the plan at {ledger} do not answer as this program knows them")
    return Opening(
        opened.block, PlanContracts(ledger, desk, jury, "" if enrolment == ZERO_ADDRESS else enrolment, token)
    )


@cache
def plan_opened() -> bytes:
    """The first topic of the event that opens a plan."""
    return topic_of("MutualLedger", "PlanOpened")


@cache
def topic_of(contract: str, event: str) -> bytes:
    """The first topic of a contract's event."""
    return next(entry.digest for entry in artifact(contract).interface.events.values() if entry.name == event)


def _not_found(source: Source, ledger: Account, since: int, at: int) -> Exception:
    """A ledger and its case desk name each other, in whatever version."""
    desk = _asked(source, ledger, calls.desk(), at)
    if desk is None or _asked(source, desk, calls.ledger(), at) != ledger:
        return NotAPlan(f"{ledger} is no ledger of a plan")
    return UnknownPlanVersion(
        f"{ledger} is the ledger of a plan, but has no event PlanOpened of the version this program knows"
        + (f" since block {since}; was it opened before?" if since else f", or {source.name} does not keep so old logs")
    )


def _asked(source: Source, contract: Account, data: bytes, at: int) -> Account | None:
    """The account that a contract answers with; None if it does not answer with one."""
    answer = source.call(contract, data, at)
    if answer is None or len(answer) != WORD or any(answer[:-ADDRESS]):
        return None
    return _account(answer)


def _account(word: bytes) -> Account:
    return to_hex(word[-ADDRESS:])
