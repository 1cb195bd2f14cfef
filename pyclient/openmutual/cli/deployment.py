"""Deploying with what the command line gives: who holds which power, in which currency, and what to do next."""

from dataclasses import dataclass

import typer

from ..chain import ChainLedger, ChainWorld
from ..chain.addresses import checked_address
from ..chain.contract import Contract
from ..chain.roles import fill_roles
from ..codec import to_hex
from ..errors import ArgumentError, ChainError, PredictableDraws
from ..plans.explain import explain
from ..plans.terms import Plan
from ..records import NOBODY, Account, Roles
from .output import Page
from .views.plan import show_charter

WAY_ROUND = "docs/jury.md says what that means; --accept-predictable-draws deploys all the same"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What stands on the command line; None where an address is left out."""

    token: str | None
    operator: str | None
    assessors: tuple[str, ...]
    supervisor: str | None
    sponsor: str | None
    attestor: str | None = None


def currency_from(plan: Plan, world: ChainWorld, wishes: Wishes) -> Account:
    """The currency as wished; nobody where a local chain is to make one up.  Raises BadParameter, ChainError."""
    if wishes.token is None:
        if not world.node.is_local:
            raise typer.BadParameter("a real chain needs a real currency; name its ERC-20", param_hint="--token")
        return NOBODY
    token = address("--token", wishes.token)
    decimals = decimals_of(world, token)
    if decimals != plan.decimals:
        problem = f"the currency has {decimals} decimals, the plan counts with {plan.decimals}"
        raise typer.BadParameter(problem, param_hint="--token")
    return token


def deploy_plan(plan: Plan, world: ChainWorld, given: tuple[Account, Roles], accepts_predictable: bool) -> ChainLedger:
    """Deploy the plan.

    Args:
        plan: what is deployed.
        world: the chain.
        given: the currency, and who holds which power.
        accepts_predictable: whether juries may be known beforehand.

    Raises:
        InvalidTerm: a term breaks its rule.
        PredictableDraws: juries could be worked out beforehand; says the option that overrules this.
        ChainError: the chain does not take the plan.
    """
    token, roles = given
    if not token:
        return world.deploy(plan.terms, roles, plan.decimals, plan.plan_hash)
    try:
        return world.deploy_in(token, plan.terms, roles, plan.plan_hash, accept_predictable_draws=accepts_predictable)
    except PredictableDraws as error:
        raise type(error)(f"{error}; {WAY_ROUND}") from None


def show_terms(plan: Plan, chain_id: int, given: tuple[Account, Roles], language: str, page: Page) -> None:
    """Say what is about to be fixed: the rules in sentences, who holds which power, in which currency."""
    token, roles = given
    show_charter(plan, explain(plan, language), language, page)
    page.blank()
    rows = [["chain", str(chain_id)], ["currency", token or "made up, and worthless"], *role_rows(roles)]
    page.table(["", ""], rows, words=(0, 1))
    page.blank()


def role_rows(roles: Roles) -> list[list[str]]:
    """Who holds which power, as rows of a table."""
    named = {"operator": roles.operator}
    named |= {f"assessor {number + 1}": each for number, each in enumerate(roles.assessors)}
    named |= {"supervisor": roles.supervisor or "nobody", "sponsor": roles.sponsor or "nobody"}
    named |= {"attestor": roles.attestor or "nobody: anyone may join"}
    return [[name, account] for name, account in named.items()]


def roles_from(plan: Plan, world: ChainWorld, wishes: Wishes) -> Roles:
    """The roles as wished; on a local chain, made-up accounts take those that are left over."""
    given = Roles(
        operator=_given("--operator", wishes.operator),
        assessors=tuple(address("--assessor", given) for given in wishes.assessors),
        supervisor=_given("--supervisor", wishes.supervisor),
        sponsor=_given("--sponsor", wishes.sponsor),
        attestor=_given("--attestor", wishes.attestor),
    )
    try:
        return fill_roles(world, plan.terms, given)
    except ArgumentError as error:
        raise typer.BadParameter(str(error), param_hint="--assessor") from None


def decimals_of(world: ChainWorld, token: Account) -> int:
    """The decimals of an ERC-20.  Raises ChainError if there is none at that address."""
    if not world.node.code(token):
        raise ChainError(f"there is no currency at {token}: no contract lies there")
    return int(Contract(world.node, "TestYuan", token).read("decimals"))


def report(plan: Plan, world: ChainWorld, ledger: ChainLedger, on: str, page: Page) -> None:
    """Say where the plan lives, and what comes next."""
    site = ledger.site
    page.title(f"{plan.name} is deployed on chain {world.node.chain_id}, in block {site.since}")
    page.blank()
    accounts = {"ledger": site.ledger, "case desk": site.desk, "currency": site.token}
    rows = [[name, account] for name, account in accounts.items()] + role_rows(ledger.roles)
    page.table(["", "address"], [*rows, ["plan hash", to_hex(plan.plan_hash)]], words=(0, 1))
    page.blank()
    if on == "embedded":
        page.prose("This was a trial: the chain is gone with the command. To keep a plan, deploy it with --on URL.")
        return
    page.prose("Keep the plan file and give it to everybody: its hash is on the chain, and plan check prints it.")
    page.prose("Members allow the ledger to take their deposit from the currency, and join. From Python:")
    page.prose(f'openmutual.connect("{_without_secrets(on)}").circle("{site.ledger}")', "cyan")


def _given(option: str, written: str | None) -> Account:
    return NOBODY if written is None else address(option, written)


def address(option: str, written: str) -> Account:
    """An address of the command line; one with capitals must have them right (EIP-55)."""
    try:
        return checked_address(written)
    except ArgumentError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def _without_secrets(url: str) -> str:
    """A node's address without a path, a password or an access key, any of which may be secret; a name as it is."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2].partition('/')[0]}"
