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
