"""Plans are put on a chain whole, from exactly the shipped codes, and never in toy money on a real chain."""

from dataclasses import replace

import pytest
from eth_utils.crypto import keccak

from openmutual.abi.artifacts import artifact
from openmutual.chain import EmbeddedWorld
from openmutual.chain.deploy import deploy_plan
from openmutual.chain.node import MOST_GAS
from openmutual.errors import ArtifactError, ChainError, InvalidTerm
from openmutual.model import ModelWorld
from openmutual.records import Roles
from tests.client.chain_play import ChainPlay, put_on_chain, sender_of
from tests.terms import TERMS


@pytest.fixture
def world() -> EmbeddedWorld:
    return EmbeddedWorld()


def test_plans_of_a_world_share_factory_and_currency(world: EmbeddedWorld) -> None:
    one, two = ChainPlay(world), ChainPlay(world)
    assert one.ledger.site.token == two.ledger.site.token
    assert one.ledger.site.ledger != two.ledger.site.ledger
    assert world.node.head().number == 4


def test_each_number_of_decimals_has_its_currency(world: EmbeddedWorld) -> None:
    plan = ChainPlay(world).ledger
    other = world.deploy(plan.terms, plan.roles, 6, bytes(32))
    assert other.site.token != plan.site.token


def test_a_deployment_fits_into_a_transaction(world: EmbeddedWorld) -> None:
    plan = ChainPlay(world)
    site = plan.ledger.site
    sender = sender_of(world, "anyone")
    factory = put_on_chain(world, factory_code())
    words = (TERMS, plan.ledger.roles, bytes(32))
    assert deploy_plan(sender, world.account("anyone"), (factory, site.token), words).since == world.node.head().number
    assert len(artifact("MutualLedger").creation_code) * 200 < MOST_GAS


def factory_code(ledger_hash: bytes | None = None) -> bytes:
    factory = artifact("PlanFactory")
    codes = [keccak(artifact(name).creation_code) for name in ("MutualLedger", "CaseDesk", "Jury", "Enrolment")]
    return factory.creation_code + factory.interface.constructor(ledger_hash or codes[0], *codes[1:])


def test_a_factory_of_other_codes_is_refused(world: EmbeddedWorld) -> None:
    plan = ChainPlay(world).ledger
    factory = put_on_chain(world, factory_code(ledger_hash=bytes(32)))
    sender = sender_of(world, "anyone")
    with pytest.raises(ArtifactError, match="other code than this package ships"):
        deploy_plan(sender, world.account("anyone"), (factory, plan.site.token), (TERMS, plan.roles, bytes(32)))


def test_what_is_no_factory_deploys_nothing(world: EmbeddedWorld) -> None:
    plan = ChainPlay(world).ledger
    sender, nowhere = sender_of(world, "anyone"), world.account("nowhere")
    with pytest.raises(ChainError, match="is no factory of plans"):
        deploy_plan(sender, world.account("anyone"), (nowhere, plan.site.token), (TERMS, plan.roles, bytes(32)))


def test_a_broken_term_is_refused_by_name(world: EmbeddedWorld) -> None:
    roles = Roles(world.account("operator"), tuple(world.account(name) for name in "abc"))
    with pytest.raises(InvalidTerm) as caught:
        world.deploy(replace(TERMS, dues=4_090), roles, 2, bytes(32))
    assert caught.value == InvalidTerm("reserve", 4_100)


def test_empty_roles_are_nobody_on_both_ways(world: EmbeddedWorld) -> None:
    roles = Roles(world.account("operator"), tuple(world.account(name) for name in "abc"))
    assert world.deploy(TERMS, roles, 2, bytes(32)).roles == roles


def test_no_operator_is_refused(world: EmbeddedWorld) -> None:
    with pytest.raises(InvalidTerm) as caught:
        world.deploy(TERMS, Roles("", tuple(world.account(name) for name in "abc")), 2, bytes(32))
    assert caught.value == InvalidTerm("operator", 0)


@pytest.mark.parametrize(("chain_id", "is_local"), [(1, False), (1, True), (56, True), (31_337, False)])
def test_toy_money_stays_off_real_chains(world: EmbeddedWorld, chain_id: int, is_local: bool) -> None:
    roles = ChainPlay(EmbeddedWorld()).ledger.roles
    world.node.chain_id, world.node.is_local = chain_id, is_local
    with pytest.raises(ChainError, match="worthless on purpose"):
        world.deploy(TERMS, roles, 2, bytes(32))


def test_only_ledgers_are_found_at_addresses(world: EmbeddedWorld) -> None:
    plan = ChainPlay(world).ledger
    with pytest.raises(ChainError, match="there is no contract at"):
        world.ledger_at(world.account("m1"))
    with pytest.raises(ChainError, match="is no ledger of ours"):
        world.ledger_at(plan.site.desk)
    with pytest.raises(ChainError, match="or older than block 99"):
        world.ledger_at(plan.site.ledger, since=99)


def test_money_is_given_to_ledgers_of_a_chain_only(world: EmbeddedWorld) -> None:
    elsewhere = ModelWorld().deploy(TERMS, Roles("operator", ("a", "b", "c")), 2, bytes(32))
    with pytest.raises(ChainError, match="another world"):
        world.give(elsewhere, world.account("m1"), 1)
