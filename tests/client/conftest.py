"""A line to a node that stands on a table."""

from typing import Any

import pytest

from openmutual.chain import json_rpc
from openmutual.chain.json_rpc import RpcNode

from .scripted_node import SECRET_URL, Connect, Scripted


@pytest.fixture
def connect(monkeypatch: pytest.MonkeyPatch) -> Connect:
    """Connects to a real chain, number 56, with some answers of its own."""

    def connect(answers: dict[str, Any] | None = None, **named: Any) -> tuple[RpcNode, Scripted]:
        provider = Scripted()
        provider.answers |= answers or {}
        monkeypatch.setattr(json_rpc, "JsonRpc", lambda _: provider)
        return RpcNode(SECRET_URL, **named), provider

    return connect
