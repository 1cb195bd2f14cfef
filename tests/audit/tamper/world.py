"""A chain on which plans are made of other contracts than those that ship."""

from __future__ import annotations

from collections.abc import Mapping
from unittest.mock import patch

from openmutual.abi.artifacts import artifact
from openmutual.chain import ChainLedger, EmbeddedWorld, deploy
from openmutual.records import Account, Roles, Terms

PARTS = ("MutualLedger", "CaseDesk", "Jury", "Enrolment")
"""In the order in which a factory takes their codes."""


class TamperedWorld(EmbeddedWorld):
    """The embedded chain, with a factory that was made for these creation codes, by contract."""

    def __init__(self, codes: Mapping[str, bytes]) -> None:
        super().__init__()
        self._codes = tuple(codes.get(name) or artifact(name).creation_code for name in PARTS)

    def deploy_in(self, token: Account, terms: Terms, roles: Roles, plan_hash: bytes) -> ChainLedger:
        """Deploy a plan, dishonest as it is."""
        with patch.object(deploy, "_plan_codes", lambda: self._codes):
            return super().deploy_in(token, terms, roles, plan_hash)
