"""What is asked of a currency and tried out with it on the state after a block.

The same is done where a witness is gathered, which shows what is needed, and where it is judged.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from ...codec import from_hex, to_hex
from ...records import Account
from ..proof.encoding import keccak
from ..source import calls
from ..source.extract import Extract, PlanContracts
from ..source.locate import topic_of
from .machine import Call, Machine, Said, Trace

WORD, ADDRESS = 32, 20

NAMES = {"decimals": calls.decimals(), "symbol": calls.symbol(), "name": calls.name()}
"""What the currency calls itself and its units."""

STRANGER: Account = to_hex(keccak(b"an account that nobody has")[-ADDRESS:])
"""With whom payments are tried: nobody's account, that no code can have been written for."""

PERMIT2: Account = "0x000000000022d473030f116ddee9f6b43ac78ba3"
"""Uniswap's Permit2, at the same address on all chains; some currencies let it take anybody's money."""

REGISTRY: Account = "0x1820a4b7618bde71dce8cdc73aab6c95905fad24"
"""Where accounts of ERC-777 currencies say whom to call in each payment (ERC-1820)."""

MOST_SUSPECTS = 100
"""Accounts that are asked for as who may take the ledger's money; whoever opened the plan comes first."""

MOST_LOGS = 100_000
"""So far into the log suspects are sought: who comes later did not take part in the plan's making."""

MOST_PAYEES = 2
"""Accounts that were paid last, to which a payment is tried besides that to a stranger."""


@dataclass(frozen=True, slots=True)
class View:
    """One answer of the currency, as the ledger and as a stranger get it."""

    to_ledger: Said
    to_stranger: Said

    @property
    def is_one(self) -> bool:
        """Whether both are told the same, as far as it is proven."""
        both = (self.to_ledger, self.to_stranger)
        return any(said.unproven for said in both) or self.to_ledger.output == self.to_stranger.output


@dataclass(frozen=True, slots=True)
class Move:
    """One payment that was tried.

    Attributes:
        amount: what was to move; `left` is what the payer then had less, and `arrived` what the payee had more.
        is_refused: whether the currency did not do it.
    """

    payer: Account
    payee: Account
    amount: int
    left: int
    arrived: int
    is_refused: bool


@dataclass(frozen=True, slots=True)
class Inspected:
    """What came of it.

    Attributes:
        views: by call data.
        code_hash: of the code at the currency's address; empty if it is not proven.
        delegates: whose code it ran as its own to answer.
        allowances: how much of the ledger's money each suspect may take.
        operators: whether each suspect may move it all (ERC-777); none where the currency does not know the question.
        moves: the payments that were tried; `unproven` says why one could not be.
        hooks: whom the currency called, or asked whom to call, in these payments.
    """

    views: Mapping[bytes, View]
    code_hash: bytes
    delegates: tuple[Account, ...]
    allowances: Mapping[Account, Said]
    operators: Mapping[Account, Said]
    moves: tuple[Move, ...]
    unproven: str
    hooks: tuple[Account, ...]


class Inspector:
    """Asks and tries on one machine."""

    def __init__(self, machine: Machine, contracts: PlanContracts) -> None:
        self._machine = machine
        self._token, self._ledger = contracts.token, contracts.ledger

    def view(self, data: bytes) -> View:
        """One answer."""
        return View(self._ask(data), self._machine.ask(Call(STRANGER, self._token, data)))

    def glance(self) -> Inspected:
        """What it answers of itself and of the ledger's balance."""
        views = {data: self.view(data) for data in (*NAMES.values(), calls.balance_of(self._ledger))}
        code, delegates = self._machine.code(self._token), tuple(self._machine.trace.delegates)
        return Inspected(views, keccak(code) if code is not None else b"", delegates, {}, {}, (), "", ())

    def whole(self, suspects: Sequence[Account], payees: Sequence[Account]) -> Inspected:
        """The same, who may take the ledger's money, and whether payments move what they say."""
        seen = self.glance()
        allowances = {each: self._ask(calls.allowance(self._ledger, each)) for each in suspects}
        operators = dict(self._operators(suspects))
        self._machine.trace = Trace()
        trials = [self._there_and_back(seen), *(self._there(seen, payee) for payee in payees)]
        moves = tuple(move for tried, _ in trials for move in tried)
        unproven = next((reason for _, reason in trials if reason), "")
        fields = (seen.views, seen.code_hash, seen.delegates, allowances, operators)
        return Inspected(*fields, moves, unproven, self._hooks())

    def _ask(self, data: bytes) -> Said:
        return self._machine.ask(Call(self._ledger, self._token, data))

    def _operators(self, suspects: Sequence[Account]) -> Iterator[tuple[Account, Said]]:
        """Each with what is said of it; nobody, if the currency does not answer the question with one word."""
        for each in suspects:
            said = self._ask(calls.is_operator_for(each, self._ledger))
            if not said.unproven and number_of(said) is None:
                return
            yield each, said

    def _hooks(self) -> tuple[Account, ...]:
        trace = self._machine.trace
        asked = [each for each in trace.asked if each == REGISTRY]
        return tuple(each for each in (*trace.called, *asked) if each != self._token)

    def _there_and_back(self, seen: Inspected) -> tuple[list[Move], str]:
        """All that the ledger holds paid to a stranger, and taken from there again, as deposits are."""
        amount, ledger = number_of(seen.views[calls.balance_of(self._ledger)].to_ledger) or 0, self._ledger
        back = [
            Call(STRANGER, self._token, calls.approve(ledger, amount)),
            Call(ledger, self._token, calls.transfer_from(STRANGER, ledger, amount)),
        ]
        there = [Call(ledger, self._token, calls.transfer(STRANGER, amount))]
        return self._tried(amount, (ledger, STRANGER, there), (STRANGER, ledger, back))

    def _there(self, seen: Inspected, payee: Account) -> tuple[list[Move], str]:
        """All that the ledger holds paid to somebody."""
        amount = number_of(seen.views[calls.balance_of(self._ledger)].to_ledger) or 0
        pay = [Call(self._ledger, self._token, calls.transfer(payee, amount))]
        return self._tried(amount, (self._ledger, payee, pay))

    def _tried(self, amount: int, *steps: tuple[Account, Account, list[Call]]) -> tuple[list[Move], str]:
        """Payments one after the other with the balances of both between them, and why nothing is proven of them."""
        if not amount:
            return [], ""
        balances = [Call(each, self._token, calls.balance_of(each)) for each in steps[0][:2]]
        made = [*balances, *(call for _, _, paying in steps for call in (*paying, *balances))]
        said = self._machine.play(made)
        if said[-1].unproven:
            return [], said[-1].unproven
        return list(_moves(amount, steps, said)), ""


def _moves(amount: int, steps: Iterable[tuple[Account, Account, list[Call]]], said: Sequence[Said]) -> Iterator[Move]:
    """What each payment moved, read off the balances around it; after one that went wrong there is no other."""
    held, place, ours = [number_of(each) or 0 for each in said[:2]], 2, 0
    for payer, payee, paying in steps:
        done = said[place : place + len(paying)]
        now = [number_of(each) or 0 for each in said[place + len(paying) :][:2]]
        place += len(paying) + 2
        left, arrived = held[ours] - now[ours], now[1 - ours] - held[1 - ours]
        is_refused = not all(map(_is_done, done))
        yield Move(payer, payee, amount, left, arrived, is_refused)
        if is_refused or not left == arrived == amount:
            return
        held, ours = now, 1 - ours


def _is_done(said: Said) -> bool:
    """Whether a currency did what it was told: it returned true, or nothing, as the oldest do."""
    return said.output is not None and (not said.output or number_of(said) == 1)


def number_of(said: Said) -> int | None:
    """A word that was returned; None if it was something else."""
    return int.from_bytes(said.output, "big") if said.output is not None and len(said.output) == WORD else None


def suspects(extract: Extract) -> list[Account]:
    """Who might have been given the ledger's money to take: Permit2, and whoever is named, the plan's makers first."""
    logs = extract.logs.head(MOST_LOGS)
    blocks = logs["block"].head(1)
    makers = extract.receipts.filter(pl.col("block").is_in(blocks.to_list()))["sender"].to_list()
    named = pl.concat([logs.select(pl.col(f"topic{place}").alias("word")) for place in (1, 2, 3)])["word"].drop_nulls()
    others = [word[-ADDRESS:] for word in _first(named) if _is_address(word)]
    said = (extract.contracts.desk, extract.contracts.jury, extract.contracts.token)
    found = dict.fromkeys([PERMIT2, *map(to_hex, (*makers, *_listed(logs), *others)), *said])
    return [each for each in found if each != extract.contracts.ledger][:MOST_SUSPECTS]


def payees(extract: Extract) -> list[Account]:
    """To whom the ledger paid last."""
    paid = _of_ledger(extract, "Transfer").reverse().head(MOST_PAYEES)
    return list(dict.fromkeys(to_hex(word[-ADDRESS:]) for word in paid))


def spenders(extract: Extract) -> set[Account]:
    """Whom the ledger has let take its money, as the currency's log tells."""
    return {to_hex(word[-ADDRESS:]) for word in _of_ledger(extract, "Approval")}


def _of_ledger(extract: Extract, event: str) -> pl.Series:
    """The other side of all that the currency tells of the ledger by an event, as words."""
    token, ledger = from_hex(extract.contracts.token), from_hex(extract.contracts.ledger)
    said = (pl.col("address") == token) & (pl.col("topic0") == topic_of("TestYuan", event))
    return extract.logs.filter(said, pl.col("topic1") == ledger.rjust(WORD, b"\0"))["topic2"].drop_nulls()


def _first(words: pl.Series) -> list[bytes]:
    return words.unique(maintain_order=True).to_list()


def _listed(logs: pl.DataFrame) -> Iterator[bytes]:
    """Addresses among the words that the logs of the first block carry: roles are written there."""
    for data in logs.filter(pl.col("block") == logs["block"].first())["data"]:
        words = (data[place : place + WORD] for place in range(0, len(data), WORD))
        yield from (word[-ADDRESS:] for word in words if _is_address(word))


def _is_address(word: bytes) -> bool:
    """Whether a word can be an address: small numbers can not, as no one has found the key of one."""
    return len(word) == WORD and not any(word[:-ADDRESS]) and any(word[-ADDRESS:-8])
