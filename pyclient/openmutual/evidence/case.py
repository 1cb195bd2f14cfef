"""The evidence of one case: sealed once, granted reader by reader, opened, verified.

The bundle is sealed for the readers named at first and for a *case key* made for this case alone.  A grant is the case
key, sealed for one more reader; so it costs a few hundred bytes, and the bundle with its commitment stays the same.
Once the claimant destroys the case key, nobody can be granted any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..codec import to_hex
from ..errors import EvidenceError, EvidenceTampered, KeyFileError
from . import age
from .age import AgeKey
from .commitment import commit, new_salt, opens
from .files import Store, hash_in, pack, unpack
from .keys import key_in, key_text

BUNDLE_NOTE = "opens"
"""The comment of a grant that says which bundle its key opens."""


@dataclass(frozen=True)
class Sealed:
    """Evidence as it was sealed.

    Attributes:
        commitment: what the chain is to hold, 32 bytes.
        address: where the bundle is stored.
        salt: what opens the commitment; also inside the bundle.
        key: the case key, which the claimant keeps, or destroys.
    """

    commitment: bytes
    address: str
    salt: bytes = field(repr=False)
    key: AgeKey = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """Evidence as a reader gets it.

    Attributes:
        files: by name.
        commitment: the one that this bundle opens; compare it to the chain's.
    """

    files: Mapping[str, bytes] = field(repr=False)
    commitment: bytes


def seal(files: Mapping[str, bytes], readers: Sequence[str], store: Store) -> Sealed:
    """Seal files for readers and store them.

    Args:
        files: by name.
        readers: public age keys of the panel, say; none is allowed, and then only the claimant can open it.
        store: where the bundle goes.

    Raises:
        EvidenceError: a name, a size or a reader is not allowed.
        StorageError: the storage does not take it.
    """
    salt, key = new_salt(), age.new_key()
    address = store.put(age.seal(pack(files, salt), [key.public, *readers]))
    return Sealed(commit(salt, hash_in(address)), address, salt, key)


def grant(address: str, key: AgeKey, reader: str, store: Store) -> str:
    """Let one more reader open a bundle; returns the address of the grant, which only they can open.

    Args:
        address: of the bundle.
        key: the case key.
        reader: a public age key.
        store: where the bundle is and the grant goes.

    Raises:
        EvidenceLocked: the key is not the case key of this bundle.
        EvidenceError: the reader's key is none, or the storage fails.
    """
    age.check_public(reader)
    unpack(age.unseal(store.get(address), key))
    return store.put(age.seal(key_text(key, {BUNDLE_NOTE: address}).encode(), [reader]))


def read(address: str, key: AgeKey, store: Store, granted: str = "") -> Opened:
    """Open a bundle.

    Args:
        address: of the bundle.
        key: a reader's own key, or the case key.
        store: where bundle and grant are.
        granted: the address of the reader's grant; empty for those it was sealed for at first.

    Raises:
        EvidenceLocked: it was not sealed for this key, nor granted to it.
        EvidenceTampered: what is stored is not what its address stands for.
        EvidenceError: it is no evidence, or holds what no bundle may.
    """
    sealed = store.get(address)
    opener = _granted_key(address, store.get(granted), key) if granted else key
    files, salt = unpack(age.unseal(sealed, opener))
    return Opened(files, commit(salt, hash_in(address)))


def check(opened: Opened, commitment: bytes) -> None:
    """Refuse evidence that is not what was committed to.  Raises EvidenceTampered."""
    if opened.commitment != commitment:
        raise EvidenceTampered("this is not the evidence of the case: its commitment is another one")


def verify(commitment: bytes, salt: bytes, address: str, store: Store) -> None:
    """See that the bundle of a commitment is stored, whole; needs the salt and no key.

    Raises:
        EvidenceTampered: the commitment is to something else, or what is stored was changed.
        StorageError: it is not there.
        EvidenceError: the salt is too short.
    """
    store.get(address)
    if not opens(commitment, salt, hash_in(address)):
        raise EvidenceTampered(f"the commitment {to_hex(commitment)} is not to {address} under this salt")


def _granted_key(address: str, sealed: bytes, key: AgeKey) -> AgeKey:
    text = age.unseal(sealed, key).decode("utf-8", errors="replace")
    if f"# {BUNDLE_NOTE}: {address}" not in text.splitlines():
        raise EvidenceError(f"this is no grant for {address}")
    try:
        return key_in(text)
    except KeyFileError:
        raise EvidenceError("the grant holds no key") from None
