"""The code of a ledger as its immutables: the code that ships, with these numbers filled in, is what the chain holds.

So a proof need not hold 24 kB of code, and shows more than a code would that nobody knows: which rules run.
"""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from ...abi.artifacts import artifact, is_shipped
from ...audit.code.check import held
from ...audit.code.immutables import word
from ...audit.storage.layout import Cell, layout_of

LEDGER = "MutualLedger"

KEYS = {"_members": 1, "_history.checkpoints": 1, "_history.announcedIn": 1}
"""Variables that a standing follows from and that are mappings, by how many keys they take."""

VARIABLES = ("_calendar", "_pending", "_rebate", "_rebateLeft", "_payable", *KEYS)
"""All variables that a standing follows from."""

Immutables = Mapping[str, int]
"""Immutables of a ledger by their names in the sources; accounts are numbers too."""


def filled(immutables: Immutables) -> bytes:
    """The ledger's code with all its immutables, each at all its places."""
    shipped = artifact(LEDGER)
    code = bytearray(shipped.runtime_code)
    for name, places in shipped.immutables.items():
        for start, length in places:
            code[start : start + length] = word(immutables[name])
    return bytes(code)


def immutables_of(code: bytes) -> Immutables | None:
    """What a ledger's code has as its immutables; None if it is not the code that ships."""
    shipped = artifact(LEDGER)
    if not is_shipped(code, shipped):
        return None
    values = {name: held(code, shipped, name) for name in shipped.immutables}
    found = {name: int.from_bytes(each[0], "big") for name, each in values.items()}
    return found if filled(found) == code else None


def description() -> dict[str, Any]:
    """What `proof.js` has to know of the packaged ledger.

    Returns:
        `code`, with nothing where the immutables are, in base64; `immutables`, the start and length in bytes of each
        of their places; `variables`, the slot of each variable, whether it is a mapping, and its fields: how
        many bits up each lies, and how many it has.
    """
    shipped, variables = artifact(LEDGER), {}
    for name in VARIABLES:
        shape = layout_of(LEDGER).shape(Cell(name, (0,) * KEYS.get(name, 0), {}))
        fields = {field: [bits.shift, bits.mask.bit_length()] for field, bits in shape.fields.items()}
        variables[name] = {"slot": shape.slot, "mapping": name in KEYS, "fields": fields}
    return {
        "code": b64encode(shipped.runtime_code).decode(),
        "immutables": {name: [list(place) for place in places] for name, places in shipped.immutables.items()},
        "variables": variables,
    }
