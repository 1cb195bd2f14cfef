"""The words of the contracts: an interface says everything, a contract refers to it, a library speaks for itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deploy.toolchain import ROOT

CONTRACTS = ROOT / "contracts"
DECLARATION = re.compile(r"^ *(?:function|event|error|struct|enum) (\w+)", re.MULTILINE)
FUNCTION = re.compile(r"^ *function (\w+)\s*\([^)]*\)[^{;]*\b(?:external|public)\b", re.MULTILINE)
LIBRARY_FUNCTION = re.compile(r"^ *function (\w+)\s*\([^)]*\)[^{;]*\b(?:internal|external|public)\b", re.MULTILINE)
CONTRACT = re.compile(r"^(?:abstract )?(?:contract|interface|library) (\w+)", re.MULTILINE)


def undocumented(text: str, what: re.Pattern[str]) -> list[str]:
    """The names of the matching declarations that no NatSpec comment stands right above."""
    return [match[1] for match in what.finditer(text) if not _has_comment(text[: match.start()])]


def _has_comment(before: str) -> bool:
    above = before.rstrip().rpartition("\n")[2].strip()
    return above.startswith("///") or above.endswith("*/")


def sources(pattern: str) -> list[Path]:
    return sorted(CONTRACTS.glob(pattern))


@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        ("interfaces/*.sol", DECLARATION),
        ("libraries/*.sol", LIBRARY_FUNCTION),
        ("*.sol", FUNCTION),
        ("mocks/*.sol", FUNCTION),
        ("[ilm]*/*.sol", CONTRACT),
        ("*.sol", CONTRACT),
    ],
)
def test_is_documented(pattern: str, what: re.Pattern[str]) -> None:
    found = [
        f"{path.name}: {name}" for path in sources(pattern) for name in undocumented(path.read_text("utf-8"), what)
    ]
    assert sources(pattern)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", sources("*.sol"), ids=lambda path: path.name)
def test_contract_inherits_its_words(path: Path) -> None:
    text = path.read_text("utf-8")
    for match in re.finditer(r"^ *function (\w+)\s*\([^)]*\)[^{;]*\bexternal\b", text, re.MULTILINE):
        assert "/// @inheritdoc " in text[: match.start()].rstrip().rpartition("\n")[2], match[1]


KINDS = ("enum", "struct", "error", "event", "function")
ORDER = {"enum": 0, "struct": 0, "error": 1, "event": 2, "function": 3}


def kinds(text: str) -> list[str]:
    return re.findall(rf"^    ({'|'.join(KINDS)}) \w+", text, re.MULTILINE)


@pytest.mark.parametrize("path", sources("interfaces/*.sol"), ids=lambda path: path.name)
def test_an_interface_tells_structs_then_errors_then_events_then_functions(path: Path) -> None:
    ranks = [ORDER[kind] for kind in kinds(path.read_text("utf-8"))]
    assert ranks == sorted(ranks)


STRUCT = re.compile(r"((?:^ *///[^\n]*\n)*)^ *struct (\w+) \{\n(.*?)\n *\}", re.MULTILINE | re.DOTALL)
WORD = 256


def bits(kind: str) -> int:
    if kind in ("address", "bool", "bytes32"):
        return {"address": 160, "bool": 8, "bytes32": WORD}[kind]
    number = re.fullmatch(r"uint(\d+)", kind)
    return int(number[1]) if number else 8  # an enum


def slots(kinds_of_fields: list[str]) -> list[int]:
    """How many bits of each slot a struct's fields take, as the compiler packs them."""
    taken = [0]
    for kind in kinds_of_fields:
        if taken[-1] + bits(kind) > WORD:
            taken.append(0)
        taken[-1] += bits(kind)
    return taken


@pytest.mark.parametrize("path", [*sources("*.sol"), *sources("libraries/*.sol")], ids=lambda path: path.name)
def test_a_packed_struct_says_its_bits(path: Path) -> None:
    for comment, name, body in STRUCT.findall(path.read_text("utf-8")):
        fields = re.findall(r"^\s+(\w+) \w+;", body, re.MULTILINE)
        if "mapping" in body or not any(re.fullmatch(r"uint(?!256)\d+", kind) for kind in fields):
            continue
        said = re.search(r"Bits: ([^\n]*), (?:one slot|\d slots)\.", comment)
        assert said, f"{name} does not say its bits"
        assert [int(part.split()[-1]) for part in said[1].split(";")] == slots(fields), name


PARTS = ("PlanTerms", "PlanRoles", "Treasury", "Totals", "Members", "MutualLedger")
"""The money contract, from its base up."""

VARIABLE = re.compile(r"^    (?!using|event|error)[\w.()=>, ]+ (?:internal|private|public) (_?\w+);", re.MULTILINE)


def written(text: str, variable: str) -> bool:
    """Whether a contract assigns to a variable, or to a part of it, or deletes it."""
    part = rf"\b{variable}(?:\.\w+|\[[^\]]*\])*"
    return bool(re.search(rf"{part}\s*(?:[-+|&]?=(?!=)|\+\+|--)|delete {part}", text))


def test_each_part_of_the_ledger_owns_its_storage() -> None:
    texts = {part: (CONTRACTS / f"{part}.sol").read_text("utf-8") for part in PARTS}
    owned = {part: VARIABLE.findall(texts[part]) for part in PARTS}
    assert sum(map(len, owned.values())) > 10
    intruders = [
        f"{other} writes {part}.{variable}"
        for part in PARTS
        for variable in owned[part]
        for other in PARTS
        if other != part and written(texts[other], variable)
    ]
    assert intruders == []


def test_a_write_from_outside_is_seen() -> None:
    assert written("_money.surplus += 1;", "_money")
    assert written("delete _money;", "_money")
    assert written("_history.cuts[period] = Ratio(1, 2);", "_history")
    assert not written("if (_money.surplus == 1) return;", "_money")


WORDLESS = """
interface I {
    /// @notice Said.
    function said() external;

    function unsaid(uint256 x)
        external;
}
"""


def test_a_missing_word_is_seen() -> None:
    assert undocumented(WORDLESS, DECLARATION) == ["unsaid"]
    assert undocumented(WORDLESS, FUNCTION) == ["unsaid"]
    assert undocumented(WORDLESS, CONTRACT) == ["I"]
