"""The plan that a command is about, and who acts there: the options that all hands on a plan share."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property, partial, wraps
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer

from .console import JsonTo, aside, print_line, stage, write_json
from .errands import running
from .errors import write_amounts_as
from .for_relay import SignedCommand, to_be_signed
from .language import Language, speaking
from .options import Lang, MaxFee, give_options, most_offered
from .result import holds_money

if TYPE_CHECKING:
    from ..chain import ChainLedger, ChainWorld
    from ..chain.errand import Errand
    from ..circle.currency import Currency
    from ..records import Account
    from .output import Page

P = ParamSpec("P")
T = TypeVar("T")

LEDGER_VARIABLE = "OPENMUTUAL_LEDGER"
"""The environment variable that may name the plan."""

LedgerAt = Annotated[
    str,
    typer.Option(
        "--ledger",
        metavar="NAME|ADDRESS",
        envvar=LEDGER_VARIABLE,
        help="The plan, by its name or its ledger's address.",
        show_default="the only one",
    ),
]
OnUrl = Annotated[
    str,
    typer.Option(
        "--on",
        metavar="NAME|URL",
        envvar="OPENMUTUAL_ON",
        help="The plan's chain: a network of openmutual.toml, or a node.",
        show_default="the plan's",
    ),
]
Since = Annotated[
    int,
    typer.Option(
        "--since", min=0, metavar="BLOCK", envvar="OPENMUTUAL_SINCE", help="A block before the plan; saves reading."
    ),
]
Key = Annotated[
    str | None,
    typer.Option(
        "--key",
        metavar="FILE|env|ADDRESS|NAME",
        envvar="OPENMUTUAL_KEY",
        help="Who acts: an encrypted key file (keystore v3); env, for the key in OPENMUTUAL_PRIVATE_KEY; an address, "
        "which the node signs for; on a local chain any name.",
    ),
]
SHARED = {
    "ledger": LedgerAt,
    "on": OnUrl,
    "key": Key,
    "since": Since,
    "max_fee": MaxFee,
    "lang": Lang,
    "json": JsonTo,
}
DEFAULTS = {
    "ledger": "",
    "on": "",
    "key": None,
    "since": 0,
    "max_fee": None,
    "lang": None,
    "json": None,
}


@dataclass(frozen=True)
class PlanContext:
    """A plan on a chain, somebody with their key, and a page to tell them what happens.

    Attributes:
        key: what `--key` says; :attr:`me` is the account behind it.
        errand: what the command has sent, so that it can be typed again.
        language: what the command speaks.
        ledger_named: what `--ledger` has to say in the next command; empty where that means this plan without it.
    """

    world: "ChainWorld"
    ledger: "ChainLedger"
    page: "Page"
    key: str | None = field(repr=False)
    errand: "Errand"
    language: Language = Language.EN
    ledger_named: str = ""

    @property
    def me(self) -> "Account":
        """Who acts.  Raises BadParameter if nobody is named."""
        from ..protocol import ANYONE
        from .signers import NAME_WHO

        if self.key is None:
            raise typer.BadParameter(NAME_WHO, param_hint="--key")
        return self.world.account(ANYONE)

    @property
    def now(self) -> int:
        """The chain's time."""
        return self.world.now()

    @cached_property
    def currency(self) -> "Currency":
        """What the plan counts in."""
        from ..circle.currency import currency_at

        return currency_at(self.world.node, self.ledger.site.token)

    @property
    def decimals(self) -> int:
        """The currency's decimals."""
        return self.currency.decimals

    def money(self, amount: int) -> str:
        """An amount as people read it."""
        from ..money import grouped

        return grouped(amount, self.decimals)

    def in_currency(self, amount: int) -> str:
        """An amount with the currency's own sign, or its address where it has none."""
        return f"{self.money(amount)} {self.currency.symbol or self.currency.token}"

    def amount(self, written: str) -> int:
        """An amount as people write it, in base units.  Raises AmountError."""
        from ..money import parse_amount

        return parse_amount(written, self.decimals)

    def fund(self, amount: int) -> None:
        """Let the ledger take an amount from who acts; on a local chain worthless money is made where it is missing.

        Nothing is done if a run of this command that was interrupted has paid already.

        Raises:
            NotEnoughMoney: they do not have as much.
        """
        if not self.errand.has_called(self.ledger.site.contracts):
            self.provide(amount)

    def provide(self, amount: int) -> None:
        """Let the ledger take an amount from who acts, whatever was done before; it is told before anything is sent.

        Raises as :meth:`fund` does.
        """
        needs = {self.me: amount}
        self.world.expect_means(self.ledger, needs)
        if amount:
            self.page.item("", self.say("to_be_paid", amount=self.in_currency(amount), who=self.me))
        self.world.provide(self.ledger, needs)

    def pay(self, amount: int, verb: "Callable[[ChainLedger], T]") -> T:
        """Pay by a verb of the ledger, which may take just the amount, and that only once the rules are known to agree.

        What the ledger may still take afterwards is told.

        Raises:
            OpenMutualError: the verb is refused, or who acts does not have as much.
            ChainError: a run of this command that was interrupted has paid by other words of a file.
        """
        from ..errors import Refusal

        self.rehearse(verb)
        self.fund(amount)
        self.errand.expect_nothing_new(self.ledger.site.contracts)
        try:
            done = verb(self.ledger)
        except Refusal:
            self._tell_what_may_be_taken()
            raise
        self._tell_what_may_be_taken()
        return done

    def rehearse(self, verb: "Callable[[ChainLedger], object]") -> None:
        """See that the rules agree to a verb, unless an earlier run of the command has done it already.

        Raises:
            Refusal: they do not.
        """
        if not self.errand.has_called(self.ledger.site.contracts):
            self.ledger.rehearse(verb)

    def confirm(self, what: str, yes: bool) -> None:
        """Go on only if somebody says yes to what cannot be undone, or has begun with it.  Raises Exit."""
        from .asking import ask

        # Who thinks about it keeps no other command waiting.
        has_begun = self.errand.is_open and self.errand.has_called(self.ledger.site.contracts)
        ask(self.say(f"{what}_asked"), yes or has_begun, self.say("nothing_done"))

    def _tell_what_may_be_taken(self) -> None:
        left = self.world.allowance(self.ledger, self.me)
        if left:
            said = self.say("allowance_left", amount=self.money(left), who=self.me)
            print_line(aside(), said, "yellow")

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the catalogue's area `commands`, with the values in their places."""
        from ..i18n import texts

        written: str = texts("commands", self.language.value)[sentence]
        return written.format(**values)

    def named(self, status: StrEnum) -> str:
        """What a status is called."""
        from ..i18n.sentences import status_in

        return status_in(self.language, status)

    def done(self, words: str) -> None:
        """Say what has been done."""
        self.page.item(self.say("done"), words, "green")


def plan_command(
    command: Callable[Concatenate[PlanContext, P], dict[str, Any]],
    opened: Callable[[Callable[[], PlanContext], Mapping[str, Any]], PlanContext] = lambda open_plan, _: open_plan(),
) -> Callable[..., None]:
    """Give a command the shared options; it takes a place in their stead, and returns what `--json` is to write.

    Args:
        command: what it does.
        opened: opens the place, by what it is given for that; the options are the command's, and `ledger`.
    """

    @wraps(command)
    def run(**options: Any) -> None:
        ledger, on, key, since, max_fee, lang, json = (options.pop(name) for name in SHARED)
        words = command.__module__, command.__qualname__, options
        place = opened(partial(open_place, ledger, on, key, since, json, words), options | {"ledger": ledger})
        place.world.node.most_fee = most_offered(max_fee)
        place = replace(place, language=lang or speaking())
        with running(place.errand):
            wish = to_be_signed()
            with nullcontext(place) if wish is None else _taken_down(place, wish) as at:
                told = command(at, **options)  # type: ignore[call-arg]
                write_json(json, told, at.currency if holds_money(told) else None)

    return give_options(run, command, SHARED, DEFAULTS)


@contextmanager
def _taken_down(place: PlanContext, wish: SignedCommand) -> Iterator[PlanContext]:
    """A place where nothing is sent; what was to be is signed in the end.

    Raises:
        ArgumentError: nothing was to be sent.
        OpenMutualError: the rules refuse it, or the account cannot delegate.
    """
    from ..chain.collecting import Collected
    from ..errors import ArgumentError
    from ..signing.relay_request import write_request

    world, ledger, sender = place.world.collecting(place.ledger, place.me)
    try:
        yield replace(place, world=world, ledger=ledger)
    except Collected:
        signer = place.world.signer_for_relay(place.me, wish.delegate)
        write_request(wish.file, signer.sign(place.me, *sender.calls, lasting=wish.lasting))
        place.done(place.say("signed_for_relay", count=len(sender.calls), who=place.me, file=wish.file))
    else:
        raise ArgumentError("this command sends nothing to the plan; there is nothing to sign")


def open_place(ledger: str, on: str, key: str | None, since: int, json: str | None, words: Any = None) -> PlanContext:
    """The plan that the options name; `words` tell the command from others.

    Raises:
        ArgumentError: a plan or a network is not known by that name, or an address has a mistake in it.
        ForeignChain, ForeignCode: the plan is not what was deployed.
        ChainError: the node does not answer, or there is no plan.
    """
    from ..project import Project
    from ..project.sites import meant_by, open_plan, site_named
    from .errands import errand_of
    from .output import Page

    project = Project.here()
    who = key or project.account or None
    world = reach(on, who, ledger)
    site = site_named(project, world.node.chain_id, ledger)
    errand = errand_of(world, (site.ledger, words))
    plan = open_plan(world, site, since)
    unnamed = meant_by(project, world.node.chain_id, os.environ.get(LEDGER_VARIABLE, ""))
    named = "" if unnamed == site.ledger else ledger
    place = PlanContext(world, plan, Page(stage(json)), who, errand, ledger_named=named)
    write_amounts_as(place.in_currency)
    return place


def reach(on: str, key: str | None, plan: str = "") -> "ChainWorld":
    """The chain of a network or a node, with the key of who acts; where no chain is named, the plan's own.

    Raises:
        ArgumentError: there is no such network.
        BadParameter: a mere name is to sign on a real chain.
        ChainError: the node does not answer, or is of another chain than expected.
    """
    from ..chain import LocalKeyring
    from ..project import Project
    from ..project.reach import network_of
    from ..project.reach import reach as reach_network
    from .signers import NO_NAMES, ring_of

    project = Project.here()
    network = network_of(project, on, plan)
    ring = ring_of(key or project.account or None, network.url)
    world = reach_network(network, ring)
    if isinstance(ring, LocalKeyring) and not world.node.is_local:
        raise typer.BadParameter(NO_NAMES, param_hint="--key")
    return world
