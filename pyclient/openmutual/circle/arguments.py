"""What people hand in, as the client underneath takes it: somebody, a hash, an attestor's word, a time."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ..chain import ChainWorld
from ..chain.addresses import checked_address, is_written_as_address
from ..errors import ArgumentError, ChainError
from ..money import END_OF_TIMES
from ..records import Account, Attestation
from ..signing.typed_data import HASH_BYTES, content_hash

Who = str
"""Somebody: the name of an account, or an address."""


def account_of(world: ChainWorld, who: Who) -> Account:
    """The address of somebody.

    Raises:
        ArgumentError: that is no text, or an address with a mistake in it.
        ChainError: there is no account of that name.
    """
    if not isinstance(who, str) or not who:
        raise ArgumentError(f"{who!r} is nobody: hand in the name of an account, or an address")
    return checked_address(who) if is_written_as_address(who) else world.account(who)


def accounts_of(world: ChainWorld, people: Iterable[Who]) -> list[Account]:
    """The addresses of several, in their order.

    Raises:
        ArgumentError: that is one text, whose letters would pass for names, or no list; or as :func:`account_of`.
        ChainError: there is no account of a name.
    """
    if isinstance(people, str) or not isinstance(people, Iterable):
        raise ArgumentError(f"{people!r} is no list of names: hand in ['ann', 'bo']")
    return [account_of(world, who) for who in people]


def hash_in(value: bytes) -> bytes:
    """A hash or a commitment.  Raises ArgumentError for a shorter one, which a call would fill up with zeros."""
    if not isinstance(value, bytes) or len(value) != HASH_BYTES:
        raise ArgumentError(f"{value!r} is no hash: hand in {HASH_BYTES} bytes")
    return value


def hash_of(content: str | bytes) -> bytes:
    """The hash that stands for a reason or a report, which may be handed in as the hash.  Raises ArgumentError."""
    if not isinstance(content, str | bytes):
        raise ArgumentError(f"{content!r} cannot be hashed: hand in a text, its bytes, or their hash")
    return content_hash(content.encode() if isinstance(content, str) else content)


def word_in(attestation: Attestation | None) -> Attestation | None:
    """An attestor's word.  Raises ArgumentError."""
    if attestation is not None and not isinstance(attestation, Attestation):
        raise ArgumentError(f"{attestation!r} is no attestation: hand in openmutual.enrolment.read_attestation(…).word")
    return attestation


def seconds_of(when: datetime) -> int:
    """The Unix seconds of a time.  Raises ArgumentError without a time zone: it could mean any of a day's hours."""
    if not isinstance(when, datetime) or when.tzinfo is None:
        raise ArgumentError(f"{when!r} is no time: hand in a datetime with its zone, such as datetime.now(UTC)")
    return int(when.timestamp())


def time_of(seconds: int) -> datetime:
    """The time of Unix seconds, in UTC.  Raises ChainError for one that a chain tells and no calendar knows."""
    if not 0 <= seconds < END_OF_TIMES:
        raise ChainError(f"the node speaks of the time {seconds}, which no calendar knows; ask another node")
    return datetime.fromtimestamp(seconds, UTC)
