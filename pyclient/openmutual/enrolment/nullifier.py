"""Nullifiers: 32 bytes that stand for a person in one plan, and the attestor's key that they are made with.

A nullifier is a keyed hash (HMAC-SHA256).  An identity number has so little chance in it that a plain or a publicly
salted hash of it is found by trying all of them; a keyed one is not, as long as the key stays secret.  Chain and
enrolment contract go into the hash, so the nullifiers of one person in two plans have nothing in common.

The key must be the same for all people of a plan, or one of them could join twice; and whoever else has it can find the
people behind nullifiers by trying all numbers.
"""

import hashlib
import hmac
import json
import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..codec import from_hex
from ..errors import EnrolmentError, KeyFileError
from ..files import write_secret
from ..signing.typed_data import SigningDomain

KEY_BYTES = 32
MOST_BYTES = 4_000
"""No key file is larger; so none is nested deeper than can be read either."""


@dataclass(frozen=True, slots=True)
class NullifierKey:
    """The key.

    Attributes:
        secret: 32 bytes, never shown.

    Raises:
        KeyFileError: it has another size.
    """

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise KeyFileError(f"a nullifier key has {KEY_BYTES} bytes, not {len(self.secret)}")


def new_key() -> NullifierKey:
    """A fresh random key."""
    return NullifierKey(secrets.token_bytes(KEY_BYTES))


def write_key(file: Path, key: NullifierKey, passphrase: str) -> None:
    """Write a key into a new encrypted key file (keystore v3).

    Raises:
        KeyFileError: the file is there already, cannot be written, or the passphrase is empty.
    """
    from eth_account import Account as Accounts

    if not passphrase:
        raise KeyFileError("a nullifier key needs a passphrase")
    content = Accounts.encrypt(key.secret, passphrase)
    # The format names the address of the key, which says nothing here and would only be taken for an account.
    content.pop("address", None)
    write_secret(file, (json.dumps(content) + "\n").encode())


def read_key(file: Path, passphrase: Callable[[str], str]) -> NullifierKey:
    """The key in an encrypted key file (keystore v3).

    Args:
        file: as :func:`write_key` writes it.
        passphrase: asked for the passphrase of a file.

    Raises:
        KeyFileError: the file cannot be read, or does not open with this passphrase.
    """
    from eth_account import Account as Accounts

    try:
        with file.open(encoding="utf-8") as source:
            content = source.read(MOST_BYTES)
        return NullifierKey(bytes(Accounts.decrypt(content, passphrase(file.name))))
    except OSError as error:
        raise KeyFileError(f"{file} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise KeyFileError(f"{file} is no key file, or does not open with this passphrase") from None


def key_from_environment(environment: Mapping[str, str], variable: str) -> NullifierKey:
    """The key in an environment variable: 64 hexadecimal digits.  Raises KeyFileError, which does not repeat it."""
    try:
        return NullifierKey(from_hex(environment[variable]))
    except KeyError:
        raise KeyFileError(f"the environment variable {variable} is not set") from None
    except ValueError:
        raise KeyFileError(f"the environment variable {variable} holds no hexadecimal digits") from None


RESIDENT_ID = "resident-id"
"""The resident identity card of mainland China: 18 digits, the last one a check digit that may be X."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Document:
    """An identity document.

    Attributes:
        kind: which, such as `resident-id` or `passport-fr`.
        number: in its one way of writing; never shown.
    """

    kind: str
    number: str = field(repr=False)


def document(kind: str, number: str) -> Document:
    """The document of that kind and number, however the number was typed.

    Args:
        kind: `resident-id`, or another word of a-z, 0-9 and `-`, always the same for all people of a plan.
        number: with or without spaces and hyphens, in any width and case.

    Raises:
        EnrolmentError: it cannot be the number of such a document; the number is not repeated.
    """
    if not re.fullmatch("[a-z][a-z0-9-]{1,31}", kind):
        raise EnrolmentError(f"{kind!a} is no kind of document; write {RESIDENT_ID}, or a word like passport-fr")
    written = re.sub(r"[\s\u2010-\u2015\u2212-]", "", unicodedata.normalize("NFKC", number)).upper()
    if not re.fullmatch("[A-Z0-9]{4,32}", written):
        raise EnrolmentError("a document number has 4 to 32 letters and digits; this one has something else")
    _CHECKS.get(kind, _accept)(written)
    return Document(kind, written)


def _check_resident_id(number: str) -> None:
    if re.fullmatch("[0-9]{15}", number):
        raise EnrolmentError("this is a resident number of 15 digits; the card of today has 18")
    if not re.fullmatch("[0-9]{17}[0-9X]", number):
        raise EnrolmentError("a resident number has 17 digits and a check digit, which may be X")
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    if number[17] != _CHECK_DIGITS[total % 11]:
        raise EnrolmentError("the check digit of this resident number is wrong; type it again")
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise EnrolmentError("the birth date in this resident number is none; type it again") from None


def _accept(number: str) -> None:  # noqa: ARG001  nothing is known about other documents
    return


_CHECKS: dict[str, Callable[[str], None]] = {RESIDENT_ID: _check_resident_id}


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
