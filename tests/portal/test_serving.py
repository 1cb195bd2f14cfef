"""The server: the same files as in the folder, a word on its health, and a new build at each new final block."""

from __future__ import annotations

from pathlib import Path

import requests

from openmutual.errors import ChainError
from openmutual.portal.serving import HEADERS, Updates
from tests.portal.serving import served


class Chain:
    """A chain whose newest final block a test sets, and builds that are counted."""

    def __init__(self) -> None:
        self.final: int | None = 7
        self.built: list[int] = []

    def newest(self) -> int | None:
        if self.final == 13:
            raise ChainError("the node does not answer")
        return self.final

    def build(self) -> int:
        assert self.final is not None
        self.built.append(self.final)
        return self.final


def test_a_build_is_made_at_each_new_final_block_and_only_then() -> None:
    chain = Chain()
    updates = Updates(chain.newest, chain.build, every=1, block=5)
    for final in (7, 7, 6, 9, None):
        chain.final = final
        updates.step()
    assert chain.built == [7, 9]
    assert (updates.block, updates.problem) == (9, "")


def test_what_goes_wrong_is_told_and_tried_again() -> None:
    chain = Chain()
    updates = Updates(chain.newest, chain.build, every=1, block=5)
    chain.final = 13
    updates.step()
    assert (updates.block, updates.problem) == (5, "the node does not answer")
    chain.final = 14
    updates.step()
    assert (updates.block, updates.problem) == (14, "")


def test_the_same_files_are_served_with_their_policies(site: Path, plan_folder: Path) -> None:
    updates = Updates(lambda: None, lambda: 0, every=3600, block=176)
    with served(site, updates) as url:
        for file in (site / "index.html", plan_folder / "en/cases-0.html", plan_folder / "members/all.js"):
            answer = requests.get(f"{url}/{file.relative_to(site).as_posix()}", timeout=10)
            assert answer.content == file.read_bytes()
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS
        assert requests.get(f"{url}/", timeout=10).content == (site / "index.html").read_bytes()
        assert requests.get(f"{url}/../pyproject.toml", timeout=10).status_code == 404
        assert requests.get(f"{url}/healthz", timeout=10).json() == {"ok": True, "block": 176, "problem": ""}
        updates.problem = "the node does not answer"
        answer = requests.get(f"{url}/healthz", timeout=10)
        assert (answer.status_code, answer.json()["ok"]) == (503, False)
