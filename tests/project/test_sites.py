"""A plan is found by its name, and is refused where the chain or the code is not what was deployed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from openmutual.chain import ChainLedger, RpcWorld
from openmutual.chain.embedded import EmbeddedNode
from openmutual.chain.roles import fill_roles
from openmutual.errors import ArgumentError, ChainError, FileError, ForeignChain, ForeignCode, ForeignPlan
from openmutual.plans.terms import load_plan
from openmutual.project import Deployments, Project, entry_of
from openmutual.project.project import FILE, FOLDER_VARIABLE, read_project
from openmutual.project.sites import meant_by, open_plan, site_named
from openmutual.records import NOBODY, Roles
from tests.client.real_chain import RealChain

PANEL = Roles("", ("0x" + "11" * 20, "0x" + "22" * 20, "0x" + "33" * 20))


@pytest.fixture(scope="module")
def chain() -> RealChain:
    return RealChain()


@pytest.fixture(scope="module")
def world(chain: RealChain) -> RpcWorld:
    return chain.world()


@pytest.fixture(scope="module")
def ledger(chain: RealChain, world: RpcWorld) -> ChainLedger:
    plan = load_plan("circle")
    return world.deploy_in(chain.token, plan.terms, fill_roles(world, plan.terms, PANEL), plan.plan_hash)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    return Project(tmp_path)


@pytest.fixture
def entry(project: Project, world: RpcWorld, ledger: ChainLedger) -> dict[str, object]:
    """What is written down of the plan."""
    made = entry_of(load_plan("circle"), world, ledger)
    Deployments(project.deployments, world.node.chain_id).add(made)
    return made


def test_where_nothing_was_deployed_a_plan_must_be_named_by_its_address(project: Project) -> None:
    with pytest.raises(ArgumentError, match="name its ledger's address"):
        site_named(project, 1)


def test_another_name_is_refused_with_the_nearest(project: Project, world: RpcWorld, entry: dict[str, object]) -> None:
    with pytest.raises(ArgumentError, match=r"no plan 'cirkle' was deployed .* circle"):
        site_named(project, world.node.chain_id, "cirkle")


def test_two_plans_of_a_name_are_told_apart_by_their_addresses(project: Project, entry: dict[str, object]) -> None:
    chain_id = int(str(entry["chain"]))
    other = "0x" + "44" * 20
    Deployments(project.deployments, chain_id).add(entry | {"ledger": other})
    with pytest.raises(ArgumentError, match="more than one plan") as caught:
        site_named(project, chain_id, "circle")
    assert other in str(caught.value)
    assert str(entry["ledger"]) in str(caught.value)


def test_a_plan_is_meant_without_a_name_only_while_it_is_the_only_one(
    project: Project, entry: dict[str, object]
) -> None:
    chain_id, ledger = int(str(entry["chain"])), str(entry["ledger"])
    assert meant_by(project, 1_000) == NOBODY
    assert meant_by(project, chain_id) == ledger
    Deployments(project.deployments, chain_id).add(entry | {"ledger": "0x" + "44" * 20})
    assert meant_by(project, chain_id) == NOBODY
    assert meant_by(project, chain_id, ledger) == ledger


def test_a_chain_of_the_same_number_that_is_another_one_is_refused(world: RpcWorld, entry: dict[str, object]) -> None:
    other = RealChain(age=70).world()
    site = site_named(Project(), 1, str(entry["ledger"]))
    with pytest.raises(ForeignChain, match="another chain, or was started anew"):
        open_plan(other, type(site)(site.ledger, 0, entry))


@pytest.mark.parametrize("written", [True, False], ids=["written down", "an address alone"])
def test_changed_code_is_refused(
    world: RpcWorld, entry: dict[str, object], project: Project, monkeypatch: pytest.MonkeyPatch, written: bool
) -> None:
    code: Callable[..., bytes] = EmbeddedNode.code

    def changed(node: EmbeddedNode, account: str, at: int | None = None) -> bytes:
        return code(node, account, at) + (b"\0" if account == entry["desk"] else b"")

    monkeypatch.setattr(EmbeddedNode, "code", changed)
    named = project if written else Project(project.folder / "elsewhere")
    site = site_named(named, world.node.chain_id, str(entry["ledger"]))
    with pytest.raises(ForeignCode, match=str(entry["desk"])):
        open_plan(world, site)


def test_a_contract_that_is_no_plan_is_refused(chain: RealChain, world: RpcWorld, project: Project) -> None:
    with pytest.raises(ChainError):
        open_plan(world, site_named(project, world.node.chain_id, chain.token))


@pytest.mark.parametrize("name", ["", "circle", "ADDRESS"])
def test_a_plan_that_was_deployed_is_found(
    project: Project, world: RpcWorld, ledger: ChainLedger, entry: dict[str, object], name: str
) -> None:
    site = site_named(project, world.node.chain_id, ledger.site.ledger.lower() if name == "ADDRESS" else name)
    assert (site.ledger, site.since, site.entry) == (ledger.site.ledger, ledger.site.since, entry)
    assert open_plan(world, site).site == ledger.site


def test_a_name_of_the_projects_own_means_a_file_or_an_address(
    project: Project, world: RpcWorld, entry: dict[str, object]
) -> None:
    file = project.folder / FILE
    text = f'[defaults]\nplan = "ours"\n[plans]\nours = {{file = "circle"}}\nthat = {{ledger = "{entry["ledger"]}"}}\n'
    file.write_text(text, encoding="utf-8")
    named = read_project(file)
    for name in ("", "ours", "that"):
        assert site_named(named, world.node.chain_id, name).entry == entry


def test_an_entry_without_hashes_of_code_is_read_too(
    world: RpcWorld, entry: dict[str, object], project: Project
) -> None:
    book = Deployments(project.deployments, world.node.chain_id)
    content = json.loads(book.file.read_text(encoding="utf-8"))
    del content["plans"][entry["ledger"]]["code"]
    book.file.write_text(json.dumps(content), encoding="utf-8")
    assert open_plan(world, site_named(project, world.node.chain_id)).plan_hash


def edited(project: Project, entry: dict[str, object], **changes: object) -> None:
    """The list of deployments, with an entry changed by hand."""
    book = Deployments(project.deployments, int(str(entry["chain"])))
    content = json.loads(book.file.read_text(encoding="utf-8"))
    content["plans"][entry["ledger"]] |= changes
    book.file.write_text(json.dumps(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("plan_hash", "0x" + "00" * 32),
        ("token", "0x" + "55" * 20),
        ("operator", "0x" + "55" * 20),
        ("assessors", ["0x" + "55" * 20]),
    ],
)
def test_another_plan_of_the_same_code_is_refused(
    world: RpcWorld, entry: dict[str, object], project: Project, name: str, value: object
) -> None:
    edited(project, entry, **{name: value})
    with pytest.raises(ForeignPlan, match=f"another {name} than is written down"):
        open_plan(world, site_named(project, world.node.chain_id))


def test_a_plan_whose_file_has_another_hash_is_refused(
    world: RpcWorld, entry: dict[str, object], project: Project
) -> None:
    file = project.folder / FILE
    file.write_text(f'[plans]\nours = {{file = "bihu", ledger = "{entry["ledger"]}"}}\n', encoding="utf-8")
    with pytest.raises(ForeignPlan, match=r"its file in openmutual\.toml"):
        open_plan(world, site_named(read_project(file), world.node.chain_id, "ours"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ledger": "0x" + "44" * 20}, "under which the entry stands"),
        ({"ledger": None}, "must be text"),
        ({"block": "7"}, "whole number"),
        ({"block_hash": "0x12"}, "must be 0x and 64"),
        ({"chain": 7}, "must be from"),
        ({"code": {"wallet": "0x"}}, "'wallet' is no contract of this entry"),
        ({"code": []}, "must be a mapping"),
    ],
)
def test_an_entry_that_was_edited_is_refused_with_its_line(
    world: RpcWorld, entry: dict[str, object], project: Project, changes: dict[str, object], said: str
) -> None:
    edited(project, entry, **changes)
    with pytest.raises(FileError, match=said):
        site_named(project, world.node.chain_id, str(entry["ledger"]))
