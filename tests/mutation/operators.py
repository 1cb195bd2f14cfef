"""Mutation operators: every small change that could be made to the contracts, from the compiler's syntax tree.

A mutant is one change at one place: a comparison moved by its edge, an operator for another, a guard that never
refuses, a modifier or a statement left out, a number one more, a condition turned round, a cast through too few bits,
an event's value one more.  The tree comes from the compiler, so no comment and no string is ever taken for code.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]

BINARY = {
    "<": "<=",
    "<=": "<",
    ">": ">=",
    ">=": ">",
    "==": "!=",
    "!=": "==",
    "+": "-",
    "-": "+",
    "*": "/",
    "/": "*",
    "%": "/",
    "&&": "||",
    "||": "&&",
    "&": "|",
    "|": "&",
    "<<": ">>",
    ">>": "<<",
    "^": "|",
}
"""What stands for each operator between two values."""

ASSIGNMENT = {"+=": "-=", "-=": "+=", "|=": "&=", "&=": "|="}

NARROWER = {"uint40": "uint32", "uint48": "uint40", "uint56": "uint48", "uint120": "uint112"}
"""For each cast, one that keeps too few bits."""

REVERTS = {"RevertStatement"}


@dataclass(frozen=True, order=True)
class Mutant:
    """One change: the bytes from `start` to `end` of a source become `text`.

    Attributes:
        unit: the source, as in `contracts/Jury.sol`.
        start: the first byte that changes.
        end: the byte after the last that changes.
        text: what stands there instead.
        operator: the kind of change.
    """

    unit: str
    start: int
    end: int
    text: str
    operator: str

    def applied(self, source: str) -> str:
        """The source with the change in it."""
        raw = source.encode()
        return (raw[: self.start] + self.text.encode() + raw[self.end :]).decode()

    def shown(self, source: str) -> str:
        """The line where it is, and what is changed in it, for a reader."""
        raw = source.encode()
        line = raw[: self.start].count(b"\n")
        was = " ".join(raw[self.start : self.end].decode().split())
        change = f"`{was}` → `{' '.join(self.text.split())}`"
        return f"{self.unit}:{line + 1} {self.operator}: {change} in `{source.splitlines()[line].strip()}`"


def mutants(unit: str, source: str, tree: Node) -> list[Mutant]:
    """Every mutant of one source, in the order of the text."""
    found = {mutant for node in _code(tree) for mutant in _of(unit, source.encode(), node)}
    return sorted(found)


def _code(node: Any) -> Iterator[Node]:
    """Every node inside the bodies and modifiers of functions."""
    if isinstance(node, list):
        for item in node:
            yield from _code(item)
    elif isinstance(node, dict):
        if node.get("nodeType") == "FunctionDefinition":
            for modifier in node["modifiers"]:
                if modifier["kind"] == "modifierInvocation":
                    yield modifier
            yield from _all(node.get("body"))
        else:
            for value in node.values():
                yield from _code(value)


def _all(node: Any) -> Iterator[Node]:
    if isinstance(node, list):
        for item in node:
            yield from _all(item)
    elif isinstance(node, dict) and node.get("nodeType") != "InlineAssembly":
        if "nodeType" in node:
            yield node
        for value in node.values():
            yield from _all(value)


def _of(unit: str, raw: bytes, node: Node) -> Iterator[Mutant]:
    maker = _MAKERS.get(node["nodeType"])
    for start, end, text, operator in maker(raw, node) if maker else ():
        yield Mutant(unit, start, end, text, operator)


Change = tuple[int, int, str, str]


def _span(node: Node) -> tuple[int, int]:
    start, length, _ = map(int, node["src"].split(":"))
    return start, start + length


def _text(raw: bytes, node: Node) -> str:
    start, end = _span(node)
    return raw[start:end].decode()


def _binary(raw: bytes, node: Node) -> Iterator[Change]:
    """The operator between its two sides."""
    instead = BINARY.get(node["operator"])
    if instead is None:
        return
    after, before = _span(node["leftExpression"])[1], _span(node["rightExpression"])[0]
    start = raw.index(node["operator"].encode(), after, before)
    yield start, start + len(node["operator"]), instead, "operator"


def _assignment(raw: bytes, node: Node) -> Iterator[Change]:
    instead = ASSIGNMENT.get(node["operator"])
    if instead is None:
        return
    start = raw.index(node["operator"].encode(), _span(node["leftHandSide"])[1])
    yield start, start + len(node["operator"]), instead, "operator"


def _unary(_raw: bytes, node: Node) -> Iterator[Change]:
    if node["operator"] == "!" and node["prefix"]:
        yield _span(node)[0], _span(node["subExpression"])[0], "", "negation"


def _literal(raw: bytes, node: Node) -> Iterator[Change]:
    if node["kind"] == "number" and node.get("subdenomination") is None and not _text(raw, node).startswith("0x"):
        yield *_span(node), f"({_text(raw, node)} + 1)", "number"


def _if(raw: bytes, node: Node) -> Iterator[Change]:
    """A guard that never refuses; another condition that never holds."""
    body = node["trueBody"]
    first = body["statements"][0] if body["nodeType"] == "Block" and body["statements"] else body
    kind = "guard" if first["nodeType"] in REVERTS else "condition"
    start, end = _span(node["condition"])
    yield start, end, f"(false && ({raw[start:end].decode()}))", kind


def _conditional(raw: bytes, node: Node) -> Iterator[Change]:
    start, end = _span(node["condition"])
    yield start, end, f"!({raw[start:end].decode()})", "condition"


def _modifier(_raw: bytes, node: Node) -> Iterator[Change]:
    yield *_span(node), "", "modifier"


def _statement(raw: bytes, node: Node) -> Iterator[Change]:
    """A statement that only does something, left out."""
    yield *_with_semicolon(raw, node), "{}", "statement"


def _emit(raw: bytes, node: Node) -> Iterator[Change]:
    yield *_with_semicolon(raw, node), "{}", "event"
    for argument in node["eventCall"]["arguments"]:
        if argument["typeDescriptions"]["typeString"].startswith("uint"):
            yield *_span(argument), f"{_text(raw, argument)} + 1", "event value"


def _with_semicolon(raw: bytes, node: Node) -> tuple[int, int]:
    start, end = _span(node)
    return start, end if raw[end - 1 : end] == b";" else raw.index(b";", end - 1) + 1


def _call(raw: bytes, node: Node) -> Iterator[Change]:
    """A cast that loses the highest bits."""
    if node["kind"] != "typeConversion":
        return
    narrower = NARROWER.get(_text(raw, node["expression"]))
    if narrower is not None:
        inner = node["arguments"][0]
        yield *_span(inner), f"{narrower}({_text(raw, inner)})", "cast"


_MAKERS: Mapping[str, Callable[[bytes, Node], Iterator[Change]]] = {
    "BinaryOperation": _binary,
    "Assignment": _assignment,
    "UnaryOperation": _unary,
    "Literal": _literal,
    "IfStatement": _if,
    "Conditional": _conditional,
    "ModifierInvocation": _modifier,
    "ExpressionStatement": _statement,
    "EmitStatement": _emit,
    "FunctionCall": _call,
}
