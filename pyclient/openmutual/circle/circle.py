"""A circle: a plan on a chain, with all its verbs and all that can be read of it."""

from ..errors import OpenMutualError
from ..records import Stage
from .arguments import time_of
from .cases import Cases
from .frames import Frames
from .join_all import JoinAll
from .membership import Membership
from .page import as_html
from .powers import Powers


class Circle(Membership, JoinAll, Cases, Powers, Frames):
    """A plan on a chain, in the words of those who act in it.

    Made by :meth:`Connection.deploy` and :meth:`Connection.circle`.  Somebody is the name of an account, or an address.
    Amounts are handed in as a `Decimal` or a text in the plan's currency, or as :class:`openmutual.Units` of its base
    unit; times are datetimes with a zone.  Each verb returns a :class:`Receipt` once it is final, and raises a
    :class:`openmutual.OpenMutualError` otherwise: a refusal of the rules, with nothing changed, or what is wrong with
    an argument, with nothing sent.
    """

    def __repr__(self) -> str:
        try:
            facts = ", ".join(f"{name} {value}" for name, value in self._facts().items())
        except OpenMutualError as error:
            facts = f"nothing can be read: {error}"
        return f"<Circle {self.address} on chain {self.ledger.chain_id}: {facts}>"

    def _repr_html_(self) -> str:
        rows = {"ledger": self.address, "chain": str(self.ledger.chain_id)} | self._facts()
        return as_html("Circle", {name: str(value) for name, value in rows.items()})

    def _facts(self) -> dict[str, str]:
        calendar, totals = self.ledger.calendar(), self.ledger.totals()
        due = f", to be announced from {time_of(calendar.announceable_from):%Y-%m-%d %H:%M} UTC"
        return {
            "stage": calendar.stage.value,
            "period": f"{calendar.period + 1}{due if calendar.stage != Stage.CLOSED else ''}",
            "members": f"{totals.members:,}",
            "units": f"{totals.units:,}",
            "held": f"{self._decimal(totals.held):f} {self.currency.symbol}",
        }
