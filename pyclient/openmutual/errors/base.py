"""The roots of the exception tree, and what goes wrong at the edges: files, amounts, plans, chains."""

from collections.abc import Sequence
from typing import Any, ClassVar

MONEY = frozenset({"amount", "backstop", "deposit", "least", "most", "multiple"})
"""The values of refusals that are amounts, in base units."""


class OpenMutualError(Exception):
    """Base of everything this package raises on purpose."""

    def __reduce__(self) -> tuple[Any, ...]:
        """As one process hands it to another: with all that it says, whatever its class is made from."""
        return _handed_over, (type(self), self.args, self.__dict__)


def _handed_over(kind: type[OpenMutualError], args: tuple[Any, ...], said: dict[str, Any]) -> OpenMutualError:
    error = kind.__new__(kind)
    error.args = args
    error.__dict__.update(said)
    return error


class Refusal(OpenMutualError):
    """A call that the rules of the ledger refuse; nothing has changed.

    Attributes:
        values: the values of the custom error, by name.  Money is in base units, times are Unix seconds.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    money: ClassVar[frozenset[str]] = MONEY
    """Which of the values are amounts."""
    reason: ClassVar[str]
    """Why, in one sentence: the first line of the class's documentation."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.reason = (cls.__doc__ or "Refused.").splitlines()[0].removesuffix(".")

    def __init__(self, *values: Any) -> None:
        if len(values) != len(self.fields):
            raise TypeError(f"{type(self).__name__} carries {len(self.fields)} values, got {len(values)}")
        self.values: dict[str, Any] = dict(zip(self.fields, values, strict=True))
        shown = ", ".join(f"{name}={value}{self._unit(name)}" for name, value in self.values.items())
        super().__init__(f"{type(self).__name__}: {self.reason}" + (f" ({shown})" if shown else ""))

    def _unit(self, name: str) -> str:
        return " base units" if name in self.money else ""

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.values == other.values

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.values)))


class FileError(OpenMutualError):
    """A plan or scenario file cannot be used; says the file, the line and the key.

    Attributes:
        file: the file as it was named.
        line: counted from 1; 0 where the file as a whole is meant.
        key: the path of keys, such as `levels.severe.fee`; empty where the file as a whole is meant.
    """

    def __init__(self, file: str, line: int, key: str, problem: str) -> None:
        self.file, self.line, self.key, self.problem = file, line, key, problem
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {key + ': ' if key else ''}{problem}")

    @property
    def mistakes(self) -> "tuple[FileError, ...]":
        """All that was found, one by one."""
        return (self,)


class FileErrors(FileError):
    """A plan file cannot be used for more than one reason; says all of them, a line each, and is the first itself."""

    def __init__(self, mistakes: Sequence[FileError]) -> None:
        first = mistakes[0]
        super().__init__(first.file, first.line, first.key, first.problem)
        self._mistakes = tuple(mistakes)
        self.args = ("\n".join(map(str, mistakes)),)

    @property
    def mistakes(self) -> tuple[FileError, ...]:
        """All that was found, in the order of their lines."""
        return self._mistakes


class AmountError(OpenMutualError):
    """A written amount is no number, is negative, or is finer than the currency allows."""


class ArgumentError(OpenMutualError):
    """Something handed in is of the wrong kind, or names nothing that is known; says what to hand in instead."""


class NotEnoughMoney(OpenMutualError):
    """An account holds less of the currency than it is to pay; nothing has been sent."""


class NotLapsed(OpenMutualError):
    """A membership has not lapsed, so that nothing brings it back."""


class ChainError(OpenMutualError):
    """A chain cannot be reached or used, or answers what it must not."""


class UnusableSource(ChainError):
    """A source contradicts itself, though it was asked again: nothing can be said of a plan by it."""


class NodeContradictsItself(UnusableSource):
    """Of what a node says of a plan, its log and its state, not all can be true; says which."""

    def __init__(self, what: str) -> None:
        super().__init__(f"the node contradicts itself: {what}; ask again, or another node")


class NodeSyncing(ChainError):
    """The node is still catching up with its chain: what it says now is not the whole."""


class NodeSilent(ChainError):
    """The node does not answer now: it is down, cannot be reached, or breaks off."""


class RateLimited(ChainError):
    """The node answers no more for now: too much was asked of it."""


class AnswerTooLong(ChainError):
    """The node answers a single question with more than can be meant."""


class TooMuchAsked(ChainError):
    """The node breaks down over a question that could be asked for less."""


class BlockNotThere(ChainError):
    """The chain has not come to that block yet, or does not go back to it."""


class StateNotKept(ChainError):
    """The node does not keep what contracts held after an old block; an archive node does."""


class Reorganised(ChainError):
    """The chain undid the block while it was read: begin again, with an older block."""


class NoContract(ChainError):
    """There is no contract at that address."""


class NotAPlan(ChainError):
    """The contract is no ledger of a plan."""


class UnknownPlanVersion(ChainError):
    """The contract is a plan's ledger, but not one that this program knows."""


class BlockBeforePlan(ChainError):
    """The plan was not there yet after that block."""


class ForeignChain(ChainError):
    """The chain is not the one that was deployed on, though it may bear the same number."""


class ForeignCode(ChainError):
    """At a plan's address lies other code than was deployed there, or than this package ships."""


class ForeignPlan(ChainError):
    """At a plan's address lies another plan of the same code: other terms, another currency, or other people."""


class CannotAuthorize(ChainError):
    """The signer cannot let a code run as its account: that takes the key itself, or a wallet that offers it."""


class NotDelegated(ChainError):
    """The account runs no code yet that makes signed calls, or another one than it was to run."""


class AuthorizationVoid(ChainError):
    """The authorization is for another chain, was overtaken by a transaction of the account, or is not by its key."""


class PredictableDraws(ChainError):
    """Juries on this chain could be worked out before they are drawn, or none could be drawn."""


class KnownRandomness(PredictableDraws):
    """Blocks of the chain have no randomness of their own: it stands still, or counts something."""


class ForeignHeaders(PredictableDraws):
    """Headers of the chain are not hashed as Ethereum's: nothing can be proven by them to a jury, nor in an audit."""


class ChainTooYoung(PredictableDraws):
    """The chain has too few blocks to show whether its randomness changes."""


class ChainTooOld(ChainError):
    """The chain does not run the instructions that the contracts are made of."""


class ArtifactError(OpenMutualError):
    """The packaged artifacts are missing or damaged."""


class UnexpectedRevert(ChainError):
    """A transaction failed with something that is none of the ledger's refusals."""


class StepFailed(OpenMutualError):
    """A scenario's step went otherwise than its file says.

    Attributes:
        step: counted from 0.
    """

    def __init__(self, step: int, problem: str) -> None:
        self.step = step
        super().__init__(f"step {step}: {problem}")


class LeftInTheMiddle(OpenMutualError):
    """An earlier run was stopped halfway, and cannot be gone on with."""


class KeyFileError(OpenMutualError):
    """A file of keys cannot be used, or a text is no key; says which file and never what is in it."""


class EvidenceError(OpenMutualError):
    """Evidence cannot be sealed, granted or opened."""


class EvidenceLocked(EvidenceError):
    """The evidence was sealed for others: this key does not open it."""


class EvidenceTampered(EvidenceError):
    """The evidence is not what its address or its commitment stands for."""


class StorageError(EvidenceError):
    """The storage cannot be reached, does not keep files, or does not have this one."""


class EnrolmentError(OpenMutualError):
    """An attestation cannot be made, or does not say what it must."""


class DecisionError(OpenMutualError):
    """Seals of a panel's decision do not go together."""


class OtherPlan(OpenMutualError):
    """Tiers and levels were named by another plan file than the chain's: their numbers may stand for others there.

    Attributes:
        given, on_chain: the hashes of the two plans, 32 bytes.
    """

    def __init__(self, who: str, given: bytes, on_chain: bytes) -> None:
        self.given, self.on_chain = given, on_chain
        super().__init__(
            f"{who} goes by the plan 0x{given.hex()}, but the chain holds 0x{on_chain.hex()}; "
            "get the file of which plan check prints that hash, and sign anew by it"
        )


class BallotError(OpenMutualError):
    """The secret of a juror's vote cannot be kept, or is not here."""


class SimulationError(OpenMutualError):
    """A population cannot be simulated as asked; says what to change."""


class ExtraMissing(OpenMutualError):
    """A part of the package that not everybody needs is not installed.

    Attributes:
        wanted: what it is for.
        extra: its name, as in `pip install 'openmutual[report]'`.
    """

    def __init__(self, wanted: str, extra: str) -> None:
        self.wanted, self.extra = wanted, extra
        super().__init__(f"{wanted} need more than is installed: pip install 'openmutual[{extra}]'")


class FairnessError(OpenMutualError):
    """Who pays for whom cannot be reckoned as asked; says what to change."""


class BandOutsideTable(FairnessError):
    """A band reaches beyond the ages of the table of incidence, or is no band at all."""


class BandsOverlap(FairnessError):
    """The same people are in two bands."""


class OneBand(FairnessError):
    """Nobody can pay for anybody else where there is one band only."""


class TooManyBands(FairnessError):
    """There are more bands than a plan can have tiers, or more choices than can be searched."""


class NoBenefit(FairnessError):
    """The plan pays nothing to the people of a band."""


class NoMembers(FairnessError):
    """There is nobody to share, in the plan or in a band."""


class CountsError(OpenMutualError):
    """A published table of members by tier and age cannot be used."""


class NotASite(FileError):
    """A folder is no site of a portal's making: nothing is written there, and nothing can be checked."""

    def __init__(self, folder: str, problem: str) -> None:
        super().__init__(folder, 0, "", problem)
