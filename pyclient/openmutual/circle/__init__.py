"""The API to build on: connect to a chain, deploy a plan or find one, and act in it.

Amounts and times are as people have them: decimals of the plan's currency, and datetimes.

Start with :func:`openmutual.connect`.  Whatever needs more than is offered here finds the typed client of base units
and Unix seconds underneath, as ``circle.ledger``.
"""

from .circle import Circle
from .connection import Connection, connect
from .join_all import Person
from .receipt import Receipt

__all__ = ["Circle", "Connection", "Person", "Receipt", "connect"]
