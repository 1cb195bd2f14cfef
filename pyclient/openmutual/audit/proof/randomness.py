"""Whether the chain can draw juries that nobody knows beforehand, as far as its headers tell.

A jury is drawn by the RANDAO value in a header which must hash to what contracts see as its block's hash.
"""

from dataclasses import asdict

from ...abi.block_hash import program, seen
from ...codec import ZERO_ADDRESS, to_hex
from ..findings import Findings
from ..source.extract import Extract
from .headers import Headers


def check_randomness(extract: Extract, headers: Headers, findings: Findings) -> None:
    """Doubt a chain whose randomness does not change with every block, or whose headers can be shown to no jury."""
    repeated = headers.repeated
    if repeated is not None:
        findings.add("randomness-repeated", **asdict(repeated), of=extract.headers.height)
    last, hash_seen = headers.header(extract.last), _hash_seen(extract)
    if last is not None and hash_seen is not None:
        block = extract.last - 1
        facts = {"block": block, "seen": hash_seen, "hash": last.parent}
        by_hand = {"after": extract.last, "code": to_hex(program(block))}
        findings.expect(hash_seen == last.parent, "header-unknown-to-contracts", **facts, **by_hand)


def _hash_seen(extract: Extract) -> bytes | None:
    """What contracts in the audited block see as the hash of the one before; None if the node did not say."""
    asked = (ZERO_ADDRESS, program(extract.last - 1), extract.last)
    results = (each.result for each in extract.answers if (each.contract, each.data, each.block) == asked)
    return next(filter(None, map(seen, results)), None)
