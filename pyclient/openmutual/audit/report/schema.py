"""The published form of a report's JSON: `data/audit/report/schema.json`, made from the report's own types."""

import json
from typing import Any

from ...resources import read_text
from .report import VERSION, Report

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> dict[str, Any]:
    """The published schema, as it is packaged."""
    text = read_text("audit", "report", "schema.json")
    published: dict[str, Any] = json.loads(text)
    return published


def described() -> dict[str, Any]:
    """The schema that the report's types come to; the published one must be equal to it."""
    from pydantic import TypeAdapter

    made = TypeAdapter(Report).json_schema(mode="serialization")
    closed: dict[str, Any] = _closed(made)
    closed["properties"]["version"] |= {"const": VERSION}
    return {"$schema": DIALECT, "title": f"Report of an audit by openmutual, version {VERSION}"} | closed


def _closed(node: Any) -> Any:
    """Every object has all its members and no others; what Python calls a tuple is a list of any length."""
    if isinstance(node, list):
        return [_closed(each) for each in node]
    if not isinstance(node, dict):
        return node
    told = {key: _closed(each) for key, each in node.items() if key != "title" or not isinstance(each, str)}
    if told.get("type") == "object":
        told |= {"additionalProperties": False, "required": list(told["properties"])}
    if "description" in told:
        told["description"] = " ".join(str(told["description"]).split())
    return told
