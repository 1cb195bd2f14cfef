"""The exception tree: one class for each refusal of the rules, one base class over all.

A :class:`Refusal` mirrors one Solidity custom error, under the same name and with the same values in the
same order; the contract and the model raise the same ones for the same call.  Everything else that goes
wrong at the edges (files, connections, artifacts) is an :class:`OpenMutualError` of its own kind.
"""

from .account import *
from .base import *
from .base import OpenMutualError as OpenMutualError
from .base import Refusal as Refusal
from .desk import *
from .exports import *
from .ledger import *
from .proof import *
from .work import *

REFUSALS: dict[str, type[Refusal]] = {cls.__name__: cls for cls in Refusal.__subclasses__()}
"""Every refusal by the name of its Solidity custom error."""
