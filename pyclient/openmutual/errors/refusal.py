"""What all errors and all refusals of the rules have in common."""

from typing import Any, ClassVar


class OpenMutualError(Exception):
    """Base of everything this package raises on purpose."""


class Refusal(OpenMutualError):
    """A call that the rules of the ledger refuse; nothing has changed.

    Attributes:
        values: the values of the custom error, by name.  Money is in base units, times are Unix seconds.
    """

    fields: ClassVar[tuple[str, ...]] = ()
    reason: ClassVar[str]
    """Why, in one sentence: the first line of the class's documentation."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.reason = (cls.__doc__ or "Refused.").splitlines()[0].removesuffix(".")

    def __init__(self, *values: Any) -> None:
        if len(values) != len(self.fields):
            raise TypeError(f"{type(self).__name__} carries {len(self.fields)} values, got {len(values)}")
        self.values: dict[str, Any] = dict(zip(self.fields, values, strict=True))
        shown = ", ".join(f"{name}={value}" for name, value in self.values.items())
        super().__init__(f"{type(self).__name__}: {self.reason}" + (f" ({shown})" if shown else ""))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.values == other.values

    def __hash__(self) -> int:
        return hash((type(self), tuple(self.values)))
