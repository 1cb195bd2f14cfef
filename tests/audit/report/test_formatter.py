"""Sentences name facts and do nothing else; numbers, times, accounts as each language writes them."""

from __future__ import annotations

from fractions import Fraction

import pytest

from openmutual.audit.findings import catalogue
from openmutual.audit.report.sentences import indicator_texts, texts
from openmutual.i18n.formatter import LONGEST, SentenceFormatter, slots, tame, tame_name

EN, ZH = SentenceFormatter("en", 2, "CNY"), SentenceFormatter("zh", 2, "CNY")
ACCOUNT = "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"


@pytest.mark.parametrize(
    "template",
    [
        "{x.real}",
        "{x[0]}",
        "{x.__class__.__mro__}",
        "{x!r}",
        "{0}",
        "{}",
        "{x:>1000000000}",
        "{x:{y}}",
        "{x:nothing}",
        "{x y}",
    ],
)
def test_a_template_that_does_more_than_name_facts_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="may only name facts"):
        EN.fill(template, {"x": 1, "y": "money"})


def test_a_fact_that_is_missing_is_not_passed_over() -> None:
    with pytest.raises(KeyError, match="paid"):
        EN.fill("{paid:money}", {"due": 1})


def test_a_fact_is_no_template() -> None:
    assert EN.fill("{x}", {"x": "{y.secret:money}"}) == "{y.secret:money}"
    assert EN.fill("{{{x}}}", {"x": "a"}) == "{a}"


@pytest.mark.parametrize(
    ("kind", "value", "english", "chinese"),
    [
        ("money", 101_000, "1,010 CNY", "1,010 CNY"),
        ("money", 3_360, "33.60 CNY", "33.60 CNY"),
        ("money", -5, "−0.05 CNY", "−0.05 CNY"),
        ("money", "12.5", "12.50 CNY", "12.50 CNY"),
        ("money", 2**200, "16069380442589902755419620923411626025222029937827928353013.76 CNY", None),
        ("time", 1_772_546_722, "3 March 2026, 14:05:22 UTC", "2026年3月3日 14:05:22 UTC"),
        ("time", "2026-03-03T14:05:22Z", "3 March 2026, 14:05:22 UTC", "2026年3月3日 14:05:22 UTC"),
        ("time", 2**40, "1099511627776", "1099511627776"),
        ("hash", b"\xab" * 32, "0x" + "ab" * 32, "0x" + "ab" * 32),
        ("hash", b"\x01" * 40, "0x" + "01" * 32 + "… (40 bytes)", None),
        ("days", 12 * 86_400, "12 days", "12 天"),
        ("days", 129_600, "1.5 days", "1.5 天"),
        ("days", 7_200, "2 hours", "2 小时"),
        ("days", 0, "0 seconds", "0 秒"),
        ("percent", Fraction(2, 3), "66.7 %", "66.7 %"),
        ("ratio", Fraction(10, 3), "3.33", "3.33"),
        ("ratio", "10/3", "3.33", "3.33"),
        ("count", 1_234_567, "1,234,567", "1,234,567"),
        ("count", "1234567", "1,234,567", "1,234,567"),
        ("plain", 9_999, "9999", "9999"),
        ("plain", 12_345, "12,345", "12,345"),
        ("plain", True, "yes", "是"),
        ("plain", Fraction(1, 4), "0.25", "0.25"),
        ("plain", ("a", "b"), "a, b", "a、b"),
        ("plain", b"\x12", "0x12", "0x12"),
        ("account", ACCOUNT, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", None),
        ("account", "", "nobody", "无人"),
        ("account", "operator", "operator", "operator"),
        ("money", None, "–", "–"),
    ],
)
def test_each_kind_is_written_as_each_language_writes_it(
    kind: str, value: object, english: str, chinese: str | None
) -> None:
    def spaced(text: str) -> str:
        return text.replace("\u00a0", " ")

    if kind != "money" or not isinstance(value, int) or value < 2**100:
        assert spaced(EN.write(kind, value)) == english
        assert chinese is None or spaced(ZH.write(kind, value)) == chinese
    else:
        assert spaced(EN.write(kind, value)).replace(",", "") == english


def test_by_hand_numbers_are_as_a_program_takes_them_with_what_the_chain_has_beside() -> None:
    said = EN.fill("{paid:money}; block {block}; {count:count}; {at:time}", _FACTS, bare=True)
    assert (
        said.replace("\u00a0", " ")
        == "1,010 CNY (101000); block 12345678; 54321; 3 March 2026, 14:05:22 UTC (1772546722)"
    )


_FACTS = {"paid": 101_000, "block": 12_345_678, "count": 54_321, "at": 1_772_546_722}


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("多病\u202e\u2066x", "多病��x"),
        ("a\x00b\x1b[31mc\r\nd\u2028e\u200bf", "a�b�[31mc��d�e�f"),
        ("x" * 10_000, "x" * (LONGEST - 1) + "…"),
    ],
)
def test_words_of_others_are_cut_and_stripped_of_what_cannot_be_seen(words: str, kept: str) -> None:
    assert tame(words) == kept
    assert EN.write("plain", words) == kept
    assert EN.write("account", words) == kept
    assert len(tame_name(words)) <= 40


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_sentence_of_the_catalogue_and_of_conduct_is_a_template_that_can_be_filled(language: str) -> None:
    for check in catalogue().values():
        slots(check.sentence[language])
        slots(check.by_hand[language])
    for entry in indicator_texts().values():
        for word in ("title", "sentence", "measure", "limit"):
            slots(entry[language][word])


def test_both_languages_say_the_same_things_with_the_same_facts() -> None:
    assert _shape(texts("en")) == _shape(texts("zh"))


def _shape(node: object) -> object:
    if isinstance(node, dict):
        return {key: _shape(each) for key, each in node.items()}
    if isinstance(node, list):
        return [_shape(each) for each in node]
    return sorted((name, kind) for _, name, kind in slots(str(node)) if name)
