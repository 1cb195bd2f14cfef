"""A site of a plan that lives on a node: read without trust, and brought up to date as the chain goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from openmutual.cli.commands.portal import BuildRequest
from openmutual.cli.options import Headers, RecordOptions
from tests.cli.conftest import cli_plan, node, settled

if TYPE_CHECKING:
    from tests.cli.cli_fixture import CliPlan

__all__ = ["cli_plan", "node", "settled"]


def test_a_site_follows_its_chain(openmutual, cli_plan: CliPlan, tmp_path: Path) -> None:
    site, ledger = tmp_path / "site", cli_plan.ledger.site.ledger
    first = json.loads(openmutual("portal", "build", ledger, "--rpc", cli_plan.url, "-o", site, "--json", "-").stdout)
    request = BuildRequest(RecordOptions(cli_plan.url, None, (), 0, Headers.EVERY), [ledger], site, (), ())
    before = json.loads((site / "hashes.json").read_text(encoding="utf-8"))
    assert request.newest() == before["plans"][0]["block"]
    cli_plan.done("new", "join", "couple", "400")
    assert request.newest() > before["plans"][0]["block"]
    written = request.build()
    assert 0 < written.changed <= first["files"] == written.files
    assert written.block == request.newest()
    after = json.loads((site / "hashes.json").read_text(encoding="utf-8"))
    same = {path for path, digest in after["files"].items() if before["files"].get(path) == digest}
    assert any(path.endswith("announced/0.js") for path in same)
    assert not any(path.endswith("members/all.js") for path in same)
    assert openmutual("portal", "check", site).exit_code == 0
