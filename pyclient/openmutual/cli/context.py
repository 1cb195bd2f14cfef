"""The plan that a command is about, and who acts there: the options that all hands on a plan share."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import wraps
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, ParamSpec, TypeVar

import typer

from .console import JsonTo, aside, stage, write_json
from .errands import running
from .language import Language, speaking
from .options import GWEI, MUST_BE_GIVEN, Lang, MaxFee, give_options, wei

if TYPE_CHECKING:
    from ..chain import ChainLedger, ChainWorld
    from ..chain.errand import Errand
    from ..records import Account
    from .output import Page
    from .views.next_steps import NextStep

P = ParamSpec("P")
T = TypeVar("T")

LedgerAt = Annotated[
    str, typer.Option("--ledger", metavar="ADDRESS", envvar="OPENMUTUAL_LEDGER", help="The plan: its ledger's address.")
]
OnUrl = Annotated[str, typer.Option("--on", metavar="URL", envvar="OPENMUTUAL_ON", help="A node of the plan's chain.")]
Since = Annotated[
    int, typer.Option("--since", min=0, envvar="OPENMUTUAL_SINCE", help="A block before the plan; saves reading.")
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
    "ledger": MUST_BE_GIVEN,
    "on": MUST_BE_GIVEN,
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
    """

    world: "ChainWorld"
    ledger: "ChainLedger"
    page: "Page"
    key: str | None = field(repr=False)
    errand: "Errand"
    language: Language = Language.EN

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

    @property
    def decimals(self) -> int:
        """The currency's decimals."""
        from .deployment import decimals_of

        return decimals_of(self.world, self.ledger.site.token)

    def money(self, amount: int) -> str:
        """An amount as people read it."""
        from ..money import grouped

        return grouped(amount, self.decimals)

    def amount(self, written: str) -> int:
        """An amount as people write it, in base units.  Raises AmountError."""
        from ..money import parse_amount

        return parse_amount(written, self.decimals)

    def fund(self, amount: int) -> None:
        """Let the ledger take an amount from who acts; on a local chain worthless money is made where it is missing.

        Nothing is done if a run of this command that was interrupted has paid already.

        Raises:
            OpenMutualError: they do not have as much.
        """
        if not self.errand.has_called(self.ledger.site.contracts):
            self.provide(amount)

    def provide(self, amount: int) -> None:
        """Let the ledger take an amount from who acts, whatever was done before.  Raises as :meth:`fund` does."""
        from ..chain.contract import Contract
        from ..errors import OpenMutualError

        balance = Contract(self.world.node, "TestYuan", self.ledger.site.token).read("balanceOf", self.me)
        if self.world.node.is_local and balance < amount:
            self.world.print_money(self.ledger, self.me, amount - balance)
        elif balance < amount:
            held, needed = self.money(balance), self.money(amount)
            raise OpenMutualError(
                f"{self.me} holds {held} of the currency {self.ledger.site.token}, and needs {needed}"
            )
        self.world.allow(self.ledger, self.me, amount)

    def pay(self, amount: int, verb: "Callable[[ChainLedger], T]") -> T:
        """Pay by a verb of the ledger, which may take just the amount, and that only once the rules are known to agree.

        What the ledger may still take afterwards is told.

        Raises:
            OpenMutualError: the verb is refused, or who acts does not have as much.
        """
        from ..errors import OpenMutualError, Refusal

        self.rehearse(verb)
        self.fund(amount)
        try:
            done = verb(self.ledger)
        except OpenMutualError as error:
            if isinstance(error, Refusal):
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

        has_begun = self.errand.has_called(self.ledger.site.contracts)
        ask(self.say(f"{what}_asked"), yes or has_begun, self.say("nothing_done"))

    def _tell_what_may_be_taken(self) -> None:
        left = self.world.allowance(self.ledger, self.me)
        if left:
            said = self.say("allowance_left", amount=self.money(left), who=self.me)
            aside().print(said, style="yellow", soft_wrap=True)

    def say(self, sentence: str, **values: object) -> str:
        """A sentence of the catalogue's area `commands`, with the values in their places."""
        from ..i18n import texts

        written: str = texts("commands", self.language.value)[sentence]
        return written.format(**values)

    def named(self, status: StrEnum) -> str:
        """What a status is called."""
        from ..i18n import texts

        return str(texts("statuses", self.language.value)[status.value])

    def done(self, words: str) -> None:
        """Say what has been done."""
        self.page.item(self.say("done"), words, "green")

    def tell(self, prospects: "list[NextStep]") -> dict[str, Any]:
        """Say what happens next; returns it for `--json`."""
        from .views.next_steps import tell

        tell(prospects, self.now, self.page, self.language.value)
        return {"next": [prospect.to_json() for prospect in prospects]}


def plan_command(command: Callable[Concatenate[PlanContext, P], dict[str, Any]]) -> Callable[..., None]:
    """Give a command the shared options; it takes a place in their stead, and returns what `--json` is to write."""

    @wraps(command)
    def run(**options: Any) -> None:
        ledger, on, key, since, max_fee, lang, json = (options.pop(name) for name in SHARED)
        place = open_place(ledger, on, key, since, json, (command.__module__, command.__qualname__, options))
        place.world.node.most_fee = wei("--max-fee", max_fee, GWEI) if max_fee else 0
        place = replace(place, language=lang or speaking())
        with running(place.errand):
            write_json(json, command(place, **options))  # type: ignore[call-arg]

    return give_options(run, command, SHARED, DEFAULTS)


def open_place(ledger: str, on: str, key: str | None, since: int, json: str | None, words: Any = None) -> PlanContext:
    """The plan that the options name; `words` tell the command from others.  Raises BadParameter, ChainError."""
    from .deployment import address
    from .errands import errand_of
    from .output import Page

    where = address("--ledger", ledger)
    world = reach(on, key)
    errand = errand_of(world, (where, words))
    return PlanContext(world, world.ledger_at(where, since), Page(stage(json)), key, errand)


def reach(on: str, key: str | None) -> "ChainWorld":
    """The chain behind a node's address, with the key of who acts.

    Raises:
        BadParameter: that is no address, or a mere name is to sign on a real chain.
        ChainError: the node does not answer.
    """
    from ..chain import LocalKeyring, RpcWorld
    from .signers import NO_NAMES, ring_of

    if not on.startswith(("http://", "https://")):
        raise typer.BadParameter(f"{on!r} is no address of a node; write http://…", param_hint="--on")
    ring = ring_of(key, on)
    world = RpcWorld(on, ring)
    if world.node.is_local:
        return world
    if isinstance(ring, LocalKeyring):
        raise typer.BadParameter(NO_NAMES, param_hint="--key")
    return RpcWorld(on, ring, confirmations=CONFIRMATIONS)


CONFIRMATIONS = 2
"""Blocks on top of a transaction before it counts, on a real chain."""
