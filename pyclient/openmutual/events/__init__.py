"""What the contracts say has happened: one frozen record for each event, in the words of the interfaces.

Money is in base units, times are Unix seconds; `limit` counts steps, and tiers and levels are numbers here, as in
the log.  Accounts are addresses, nobody is `""`.
"""

from .cases import *
from .event import Event as Event
from .event import LogPosition as LogPosition
from .money import *
from .plan import *

EVENTS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
"""Every record by the name of its Solidity event."""
