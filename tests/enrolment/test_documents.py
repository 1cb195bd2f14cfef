"""Identity documents: typing errors are refused, one number has one way of writing, and none is ever shown."""

import pytest

from openmutual.enrolment import document
from openmutual.errors import EnrolmentError

# The examples of the standard GB 11643; nobody has them.
NUMBER, OTHER = "11010519491231002X", "440524188001010014"


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("110105194912310021", "check digit"),
        ("11010519491231003X", "check digit"),
        ("11010591949123102X", "check digit"),
        ("110105491231002", "15 digits"),
        ("1101051949123100", "17 digits and a check digit"),
        ("11010519491231002Y", "17 digits and a check digit"),
        ("", "4 to 32"),
        ("1" * 33, "4 to 32"),
        ("１１０１０５张", "4 to 32"),
    ],
)
def test_what_is_no_resident_number_is_refused_and_not_repeated(number: str, why: str) -> None:
    with pytest.raises(EnrolmentError, match=why) as refused:
        document("resident-id", number)
    assert not number or number not in str(refused.value)


def test_a_birth_date_that_is_none_is_refused() -> None:
    with pytest.raises(EnrolmentError, match="birth date"):
        document("resident-id", "110105194902300020")


@pytest.mark.parametrize("kind", ["", "X", "Passport", "a b", "张", "a" * 33])
def test_what_is_no_kind_is_refused(kind: str) -> None:
    with pytest.raises(EnrolmentError, match="no kind of document"):
        document(kind, NUMBER)


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        " 110105 19491231 002x\n",
        "110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105\u201319491231\u00a0002X",
    ],
)
def test_however_it_is_typed_it_is_the_same_document(typed: str) -> None:
    assert document("resident-id", typed) == document("resident-id", NUMBER)


def test_a_check_digit_that_is_no_x_is_accepted() -> None:
    assert document("resident-id", OTHER).number == OTHER


def test_another_document_may_be_anything_of_letters_and_digits() -> None:
    assert document("passport-fr", "12 ab 34567").number == "12AB34567"


def test_a_document_does_not_show_its_number() -> None:
    assert NUMBER not in repr(document("resident-id", NUMBER))
