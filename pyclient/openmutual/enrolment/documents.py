"""Identity documents: one way to write each number, so that one person has one nullifier, and typing errors show."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from ..errors import EnrolmentError

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
