"""What is asked of a currency and tried out with it on the state after a block.

The same is done where a witness is gathered, which shows what is needed, and where it is judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...records import Account
from ..hashing import keccak
from ..source import calls
from ..source.extract import PlanContracts
from .machine import Call, Machine, Said, Trace, number_of
from .trial import Trial, is_done, stranger_after, taken, there, there_and_back

NAMES = {"decimals": calls.decimals(), "symbol": calls.symbol(), "name": calls.name()}
"""What the currency calls itself and its units."""

REGISTRY: Account = "0x1820a4b7618bde71dce8cdc73aab6c95905fad24"
"""Where accounts of ERC-777 currencies say whom to call in each payment (ERC-1820)."""


PARTS = (1, 3, 100)
"""Of what the ledger holds, all and such parts are paid in trials: a currency may take something of some sums alone."""

MOST_TAKERS = 20
"""Suspects who try to take the ledger's money: Permit2 and the plan's makers among them."""


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
class Inspected:
    """What came of it.

    Attributes:
        views: by call data.
        code_hash: of the code at the currency's address; empty if it is not proven.
        delegates: whose code it ran as its own to answer.
        allowances: how much of the ledger's money each suspect may take.
        operators: whether each suspect may move it all (ERC-777); none where the currency does not know the question.
        stranger: with whom payments were tried, and who was told the same.
        trials: payments; `hooks` whom the currency called in them, or asked whom to call.
        thefts: what it answered to suspects who took the ledger's money, though by its own word they may not.
    """

    views: Mapping[bytes, View]
    code_hash: bytes
    delegates: tuple[Account, ...]
    allowances: Mapping[Account, Said]
    operators: Mapping[Account, Said]
    stranger: Account
    trials: tuple[Trial, ...] = ()
    hooks: tuple[Account, ...] = ()
    thefts: Mapping[Account, Said] = field(default_factory=dict)

    @property
    def thieves(self) -> list[Account]:
        """Who could take the ledger's money, though by the currency's own word they may not."""
        return [each for each, said in self.thefts.items() if not said.unproven and is_done(said)]

    @property
    def unproven(self) -> str:
        """Why not all of it is proven; empty if it is."""
        told = [said for view in self.views.values() for said in (view.to_ledger, view.to_stranger)]
        told += [*self.allowances.values(), *self.operators.values(), *self.thefts.values()]
        reasons = [each.unproven for each in told] + [trial.unproven for trial in self.trials]
        return next(filter(None, reasons), "")


class Inspector:
    """Asks and tries on one machine."""

    def __init__(self, machine: Machine, contracts: PlanContracts) -> None:
        self._machine, self._contracts = machine, contracts
        self._stranger = stranger_after(machine.block_hash)

    def view(self, data: bytes) -> View:
        """One answer."""
        return View(self._ask(data), self._machine.ask(Call(self._stranger, self._contracts.token, data)))

    def glance(self) -> Inspected:
        """What it answers of itself and of the ledger's balance."""
        views = {data: self.view(data) for data in (*NAMES.values(), calls.balance_of(self._contracts.ledger))}
        code = self._machine.code(self._contracts.token)
        code_hash = b"" if code is None else keccak(code)
        return Inspected(views, code_hash, tuple(self._machine.trace.delegates), {}, {}, self._stranger)

    def whole(self, suspects: Sequence[Account], payees: Sequence[Account]) -> Inspected:
        """The same, who may take the ledger's money, and whether payments move what they say."""
        ledger, seen = self._contracts.ledger, self.glance()
        allowances = {each: self._ask(calls.allowance(ledger, each)) for each in suspects}
        operators = dict(self._operators(suspects))
        held = number_of(seen.views[calls.balance_of(ledger)].to_ledger) or 0
        thefts = dict(self._thefts(allowances, held))
        self._machine.trace = Trace()
        trials = tuple(self._trials(payees, held))
        seen = replace(seen, allowances=allowances, operators=operators, thefts=thefts)
        return replace(seen, trials=trials, hooks=self._hooks())

    def _ask(self, data: bytes) -> Said:
        return self._machine.ask(Call(self._contracts.ledger, self._contracts.token, data))

    def _operators(self, suspects: Sequence[Account]) -> Iterator[tuple[Account, Said]]:
        """Each with what is said of it; nobody, if the currency does not answer the question with one word."""
        for each in suspects:
            said = self._ask(calls.is_operator_for(each, self._contracts.ledger))
            if not said.unproven and number_of(said) is None:
                return
            yield each, said

    def _thefts(self, allowances: Mapping[Account, Said], held: int) -> Iterator[tuple[Account, Said]]:
        """The first of those who may take nothing, each with what comes of it if they do."""
        if held:
            nobody = [each for each, said in allowances.items() if number_of(said) == 0]
            for each in nobody[:MOST_TAKERS]:
                yield each, taken(self._machine, self._contracts, each, held)

    def _trials(self, payees: Sequence[Account], held: int) -> Iterator[Trial]:
        """Payments of all that is held, and of parts of it up to the first that goes wrong."""
        for part in PARTS:
            trial = there_and_back(self._machine, self._contracts, self._stranger, held // part)
            yield trial
            if not all(move.is_exact for move in trial.moves):
                break
        for payee in payees:
            yield there(self._machine, self._contracts, payee, held)

    def _hooks(self) -> tuple[Account, ...]:
        trace = self._machine.trace
        asked = [each for each in trace.asked if each == REGISTRY]
        return tuple(each for each in (*trace.called, *asked) if each != self._contracts.token)
