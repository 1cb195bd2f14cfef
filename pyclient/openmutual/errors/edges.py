"""What goes wrong at the edges: files, amounts, plans, chains."""

from .refusal import OpenMutualError


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


class AmountError(OpenMutualError):
    """A written amount is no number, is negative, or is finer than the currency allows."""


class ChainError(OpenMutualError):
    """A chain cannot be reached or used, or answers what it must not."""


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


class BallotError(OpenMutualError):
    """The secret of a juror's vote cannot be kept, or is not here."""


class SimulationError(OpenMutualError):
    """A population cannot be simulated as asked; says what to change."""
