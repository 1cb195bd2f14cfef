"""Nullifiers: 32 bytes that stand for a person in one plan, and lead back to nobody without the attestor's key.

A nullifier is a keyed hash (HMAC-SHA256).  An identity number has so little chance in it that a plain or a publicly
salted hash of it is found by trying all of them; a keyed one is not, as long as the key stays secret.  Chain and
enrolment contract go into the hash, so the nullifiers of one person in two plans have nothing in common.
"""

import hashlib
import hmac
import re

from ..codec import from_hex
from ..errors import EnrolmentError
from ..signing.typed_data import SigningDomain
from .documents import Document
from .secret import NullifierKey

DOMAIN = b"openmutual nullifier v1\0"
"""Keeps these hashes apart from every other use of the key."""


def nullifier(key: NullifierKey, domain: SigningDomain, document: Document) -> bytes:
    """What stands for the holder of a document in a plan, 32 bytes; the same whenever it is asked for.

    The domain is the plan's Enrolment contract on its chain.

    HMAC-SHA256 under the key over: `DOMAIN`, the chain id (32 bytes, big endian), the contract (20 bytes), the
    length of the kind (1 byte), the kind, the number.

    Raises:
        EnrolmentError: the domain is no enrolment contract's.
    """
    if not re.fullmatch("0x[0-9a-fA-F]{40}", domain.contract) or not 0 < domain.chain_id < 2**64:
        raise EnrolmentError(f"{domain.contract!a} on chain {domain.chain_id} is no enrolment contract")
    where = domain.chain_id.to_bytes(32, "big") + from_hex(domain.contract)
    kind, number = document.kind.encode(), document.number.encode()
    message = DOMAIN + where + bytes([len(kind)]) + kind + number
    return hmac.new(key.secret, message, hashlib.sha256).digest()
