"""Somebody who audits a plan from the command line."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from openmutual.audit.report.assemble import schema
from openmutual.cli.errors import Exit

CLEAN = {
    "outcome": "clean",
    "proven": True,
    "currency_known": True,
    "clean": True,
    "of_source": 0,
    "breaches": 0,
    "doubts": 0,
    "remarks": 0,
    "unlisted": 0,
}

EXITS = {
    "clean": Exit.FINE,
    "unknown": Exit.CURRENCY,
    "reported": Exit.REPORTED,
    "found": Exit.REFUSED,
    "source": Exit.SOURCE,
}


class Auditor:
    """Somebody who reads the plan of a town, and never says who they are."""

    def __init__(self, cli_plan):
        self.cli_plan = cli_plan
        self.ledger = cli_plan.ledger.site.ledger

    def run(self, command, *words, url=None):
        return self.cli_plan.openmutual(command, *words, "--rpc", url or self.cli_plan.url)

    def done(self, command, *words):
        result = self.run(command, *words)
        assert result.exit_code == Exit.FINE, result.output
        return result

    def told(self, *words, url=None) -> dict[str, Any]:
        """The report, which is alone on standard output and has its published form."""
        result = self.run("audit", *(words or (self.ledger,)), "--json", "-", url=url)
        told = json.loads(result.stdout)
        jsonschema.validate(told, schema())
        assert result.exit_code == EXITS[told["verdict"]["outcome"]]
        return told

    def refused(self, code, *words, url=None) -> str:
        """What standard error says of a command that ends with a code; nothing else is said."""
        result = self.run(*words, url=url)
        assert result.exit_code == code, result.output
        assert result.stdout == ""
        return " ".join(result.stderr.split())
