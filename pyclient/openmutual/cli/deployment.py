"""Deploying with what the command line gives: who holds which power, in which currency, and what to do next."""

from dataclasses import dataclass
from fractions import Fraction

import typer

from ..chain import ChainLedger, ChainWorld
from ..chain.addresses import checked_address
from ..chain.contract import Contract, symbol_of
from ..chain.draw_window import draw_window
from ..chain.roles import fill_roles
from ..circle.currency import expect_decimals
from ..codec import to_hex
from ..errors import ArgumentError, PredictableDraws
from ..money import format_amount
from ..plans.explain import explain
from ..plans.terms import Plan
from ..project import Project
from ..project.accounts import address_at
from ..records import NOBODY, Account, Roles
from .language import say
from .output import Page
from .views.plan import show_charter

SHORT_WINDOW = 3_600
"""Seconds.  Nobody looks more often than once in an hour."""

UNITS = (("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


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
    try:
        expect_decimals(world.node, token, plan.decimals)
    except ArgumentError as error:
        raise typer.BadParameter(str(error), param_hint="--token") from None
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
        raise type(error)(
            f"{error}; docs/jury.md says what that means; --accept-predictable-draws deploys all the same"
        ) from None


def show_terms(plan: Plan, world: ChainWorld, given: tuple[Account, Roles], language: str, page: Page) -> None:
    """Say what is about to be fixed: the rules in sentences, who holds which power, in which currency."""
    token, roles = given
    show_charter(plan, explain(plan, language), language, page)
    page.blank()
    currency = _currency(world, token) if token else say("made_up")
    rows = [[say("chain"), str(world.node.chain_id)], [say("currency"), currency], *role_rows(roles)]
    page.table(["", ""], rows, words=(0, 1))
    page.blank()


def tell_draw_window(plan: Plan, world: ChainWorld, page: Page) -> None:
    """Say how often somebody must look after a draw on this chain; on a local one nobody need.  Raises ChainError."""
    if world.node.is_local:
        return
    window = draw_window(world.node)
    page.prose(
        say(
            "draw_window",
            interval=_between_blocks(window.interval),
            blocks=f"{window.blocks:,}",
            lasts=_roughly(window.seconds),
            commit=_roughly(plan.terms.jury.commit),
            times=f"{window.within(plan.terms.jury.commit):,}",
        )
    )
    if window.seconds < SHORT_WINDOW:
        page.prose(say("draw_window_is_short"), "yellow")
    page.blank()


def _between_blocks(seconds: Fraction) -> str:
    """The time from one block to the next: many chains need a part of a second to tell it."""
    return say("in_seconds", count=f"{float(seconds):.3g}") if seconds < 2 * UNITS[-2][1] else _roughly(int(seconds))


def _roughly(seconds: int) -> str:
    """A time in the largest unit of which it has at least two."""
    unit, size = next((each for each in UNITS if seconds >= 2 * each[1]), UNITS[-1])
    return say(f"in_{unit}", count=f"{seconds // size:,}")


def role_rows(roles: Roles) -> list[list[str]]:
    """Who holds which power, as rows of a table."""
    assessors = [[say("assessor", number=number), each] for number, each in enumerate(roles.assessors, 1)]
    others = {"supervisor": roles.supervisor, "sponsor": roles.sponsor}
    return [
        [say("operator"), roles.operator],
        *assessors,
        *([say(name), account or say("nobody")] for name, account in others.items()),
        [say("attestor"), roles.attestor or say("no_attestor")],
    ]


def _currency(world: ChainWorld, token: Account) -> str:
    symbol = symbol_of(Contract(world.node, "TestYuan", token))
    return say("called", address=token, symbol=symbol) if symbol else token


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


def report(plan: Plan, world: ChainWorld, ledger: ChainLedger, on: str, page: Page) -> None:
    """Say where the plan lives, and what comes next."""
    site = ledger.site
    page.title(say("deployed", plan=plan.name, chain=world.node.chain_id, block=site.since))
    accounts = {"ledger": site.ledger, "desk": site.desk, "currency": _currency(world, site.token)}
    rows = [[say(name), account] for name, account in accounts.items()] + role_rows(ledger.roles)
    page.table(["", ""], [*rows, [say("plan_hash"), to_hex(plan.plan_hash)]], words=(0, 1))
    page.blank()
    if on == "embedded":
        page.prose(say("trial"))
        return
    tier, node = plan.terms.tiers[0], _without_secrets(on)
    deposit = format_amount(tier.deposit, plan.decimals)
    page.prose(say("keep_the_file"))
    if world.node.is_local:
        page.prose(say("acts_by_name"))
    page.prose(say("members_join"))
    page.prose(f"openmutual join {tier.name} {deposit} --ledger {site.ledger} --on {node}", "cyan")
    page.prose(say("from_python"))
    page.prose(f'openmutual.connect("{node}").circle("{site.ledger}")', "cyan")


def _given(option: str, written: str | None) -> Account:
    return NOBODY if written is None else address(option, written)


def address(option: str, written: str) -> Account:
    """An address of the command line, or of the account that the project gives this name.

    Raises BadParameter for anything else; an address with capitals must have them right (EIP-55).
    """
    named = Project.here().accounts.get(written)
    try:
        return address_at(named) if named else checked_address(written)
    except ArgumentError as error:
        raise typer.BadParameter(str(error), param_hint=option) from None


def _without_secrets(url: str) -> str:
    """A node's address without a path, a password or an access key, any of which may be secret; a name as it is."""
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2].partition('/')[0]}"
