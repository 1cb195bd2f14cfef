"""The manifest of an export: which plan it is of, which blocks it tells of, and how to read it; checked field by field.

It is a stranger's word like all the rest: nothing in it names another file, and each field has one form.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from typing import Any

from ...abi.artifacts import contracts_version
from ...errors import ExportDamaged, OtherContracts, UnknownExportVersion
from ...rpc.quantities import LAST_BLOCK
from .extract import Extract, PlanContracts
from .rpc_parsing import CHAIN_IDS

VERSION = 3
"""Of the format; another one means other columns or another meaning."""

WITHOUT_WITNESS = 2
"""The format of before, in which nothing proved what the currency answers."""

WITHOUT_TAILS = 1
"""The format before that one, in which receipts had none of what some chains hash after the logs."""

OTHER_CONTRACTS = (
    "was made by another version of the contracts: use the program that made it, or export the plan again with this one"
)

ADDRESS = re.compile("0x[0-9a-f]{40}")

HASH = re.compile("[0-9a-f]{64}")


def is_number(value: Any) -> bool:
    """Whether it is a number that a chain can have as its own."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= CHAIN_IDS


def is_block(value: Any) -> bool:
    """Whether it is the number of a block."""
    return is_number(value) and bool(value <= LAST_BLOCK)


def is_hash(value: Any) -> bool:
    """Whether it is a hash in hexadecimal."""
    return isinstance(value, str) and HASH.fullmatch(value) is not None


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def are_contracts(value: Any) -> bool:
    """Whether it names the contracts of a plan, each by its address."""
    names = {field.name for field in fields(PlanContracts)}
    return isinstance(value, dict) and value.keys() == names and all(map(_is_contract, value, value.values()))


def _is_contract(name: str, value: Any) -> bool:
    return isinstance(value, str) and (ADDRESS.fullmatch(value) is not None or (name, value) == ("enrolment", ""))


FORMS: Mapping[str, Callable[[Any], bool]] = {
    "chain_id": is_number,
    "contracts": are_contracts,
    "first": is_block,
    "last": is_block,
    "block_hash": is_hash,
    "every_header": _is_flag,
    "has_receipts": _is_flag,
}
"""The fields besides the versions, and what each must be."""


def manifest_of(extract: Extract) -> str:
    """The manifest of an extract."""
    return json.dumps(
        {
            "version": VERSION,
            "contracts_version": contracts_version(),
            "chain_id": extract.chain_id,
            "contracts": asdict(extract.contracts),
            "first": extract.first,
            "last": extract.last,
            "block_hash": extract.block_hash.hex(),
            "every_header": extract.every_header,
            "has_receipts": extract.has_receipts,
        }
    )


def read_manifest(file: str, text: str) -> dict[str, Any]:
    """The fields of an extract that stand in a manifest, and the version of the format.

    Raises:
        UnknownExportVersion: it is of a format that this program does not know.
        OtherContracts: it was made by another version of the contracts.
        ExportDamaged: a field is missing, is one too many, or has another form than it must.
    """
    try:
        said: dict[str, Any] = json.loads(text)
        version = said.pop("version")
    except (ValueError, RecursionError, AttributeError, KeyError, TypeError):
        raise ExportDamaged(file, "has no manifest that can be read") from None
    if version not in (VERSION, WITHOUT_WITNESS, WITHOUT_TAILS) or isinstance(version, bool):
        raise UnknownExportVersion(file, f"is an export in format {version!r:.20}; this program knows format {VERSION}")
    if said.pop("contracts_version", "") != contracts_version():
        raise OtherContracts(file, OTHER_CONTRACTS)
    if said.keys() != FORMS.keys():
        raise ExportDamaged(file, "has a manifest with other fields than it must")
    for field, holds in FORMS.items():
        if not holds(said[field]):
            raise ExportDamaged(file, f"has a manifest with a wrong {field}")
    return said | {
        "version": version,
        "contracts": PlanContracts(**said["contracts"]),
        "block_hash": bytes.fromhex(said["block_hash"]),
    }
