"""The page on members without ether: what it shows runs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from deploy.toolchain import ROOT
from openmutual.chain import EmbeddedWorld, relay
from openmutual.signing import authorization, relay_request, typed_data
from tests.client.relay_play import DEPOSIT, RelayPlay


def test_the_page_on_relaying_shows_what_works(tmp_path: Path) -> None:
    play = RelayPlay(EmbeddedWorld())
    play.give("m1", 2 * DEPOSIT)
    names: dict[str, Any] = vars(relay) | vars(relay_request) | vars(typed_data) | vars(authorization)
    names |= {"world": play.world, "node": play.world.node, "keyring": play.world.keyring, "sender": play.direct}
    names |= {"plan": play.ledger, "token": play.ledger.site.token, "ledger": play.ledger.site.ledger}
    names |= {"approve": play.approving(2 * DEPOSIT).data, "join": play.joining().data, "amount": DEPOSIT}
    names |= {"member": play.who("m1"), "relayer": play.who("relayer"), "delegate": play.delegate}
    names |= {"chain_id": play.world.node.chain_id, "transactions": 0, "expiry": play.world.now() + 100}
    names |= {"file": tmp_path / "request.json"}
    page = (ROOT / "docs" / "relay.md").read_text("utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    assert len(blocks) == 4
    for block in blocks:
        exec(block, names)
    assert play.ledger.membership(play.who("m1")).balance == 2 * DEPOSIT
