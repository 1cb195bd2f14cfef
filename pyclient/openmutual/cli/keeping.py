"""The work of `openmutual keep`: a keeper, who pays for it, where it writes down what it does, and whom it tells."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import typer

from ..chain.errand import alone, writing_down
from ..chain.json_rpc import PATIENCE, RpcNode
from ..chain.transactions import Journal
from ..errors import ChainError, ExtraMissing, NodeSilent, OpenMutualError, RateLimited
from ..files import locked
from ..i18n.sentences import problem_in
from ..keeper.keeper import Deed, Keeper, Limits, Outcome
from ..keeper.notices import Notice, Told
from ..keeper.observer import Observer
from ..keeper.tasks import Task, due
from ..keeper.watch import Turn, Wallet, Watch
from ..keeper.webhook import Webhook
from ..signing.ballots import Ballots
from .console import aside, print_line
from .context import PlanContext
from .deployment import address
from .errands import home
from .language import say, speaking
from .moments import local

COLOURS = {Outcome.DONE: "green", Outcome.REFUSED: "dim", Outcome.DEAR: "yellow", Outcome.FAILED: "red"}


@dataclass(frozen=True)
class Settings:
    """How a plan is to be kept.

    Attributes:
        language: of what people are told on the screen.
        fee: the most for a unit of gas, in wei; 0 for no limit.
        low: with less than this for gas, in wei, somebody is told.
        jitter, every: seconds to wait at most before something is done; from one turn to the next.
        once: one turn, and no more.
        orders: the contract of standing orders; None leaves them alone.
        ballots: the folder of votes to open; None leaves them to their jurors.
        webhook, second_node, listen: addresses, where there is something at them.
    """

    language: str
    fee: int
    low: int
    jitter: float
    every: float
    once: bool
    orders: str | None
    ballots: Path | None
    webhook: str | None
    second_node: str | None
    listen: str | None


def keep_plan(place: PlanContext, settings: Settings) -> dict[str, Any]:
    """Keep a plan, turn after turn, until the keeper is stopped; returns the last turn for `--json`.

    Raises:
        OpenMutualError: that turn has left undone what is due.
        ChainError: another keeper is at work with this key.
    """
    observer = _observer(place, settings)
    second = partial(RpcNode, settings.second_node) if settings.second_node else None
    with ExitStack() as stack:
        journal = stack.enter_context(_journal(place))
        with_key = partial(alone, home(), place.world.node, place.me)
        keeper = Keeper(observer, Limits(settings.fee, settings.jitter), journal, place.world.keyring, alone=with_key)
        told, wallet = Told(_file(place, "told")), Wallet(place.me, settings.low)
        watch = Watch(keeper, observer, _teller(place, settings), told, wallet, second)
        turn = _turns(place, watch, settings, stack.enter_context(_status(place, settings)))
    if not turn.is_well:
        raise OpenMutualError("not everything that is due is done; the next turn tries again")
    return {"deeds": [_deed_json(deed) for deed in turn.deeds], "notices": [each.to_json() for each in turn.notices]}


def until_it_answers(open_plan: Callable[[], PlanContext], options: Mapping[str, Any]) -> PlanContext:
    """The plan, as soon as its node answers; until then that is told, and the node is asked again, turn after turn.

    Args:
        open_plan: opens it.
        options: of the command; a single turn, or a look, waits for nobody.

    Raises:
        NodeSilent, RateLimited: the node does not answer, and is not waited for.
        OpenMutualError: whatever else `open_plan` raises.
    """
    told: Notice | None = None
    while True:
        try:
            return open_plan()
        except (NodeSilent, RateLimited) as error:
            if options["once"] or options["dry_run"]:
                raise
            told = told or _tell_of_silence(error, options)
        time.sleep(options["every"])


def _tell_of_silence(error: ChainError, options: Mapping[str, Any]) -> Notice:
    """Tell once, on the screen and through the webhook, that the node does not answer; nobody is told by a dead one."""
    notice = Notice("unreachable", detail=str(error))
    print_line(aside(), _said(notice), "yellow")
    if options["webhook"]:
        with suppress(ChainError):
            Webhook(options["webhook"], options["ledger"]).tell(notice)
    return notice


def say_what_is_due(place: PlanContext, settings: Settings) -> dict[str, Any]:
    """Say what a turn would take up; returns it for `--json`."""
    found = due(_observer(place, settings).state(), place.now)
    for task in found:
        place.page.item(say("due"), _name(task))
    if not found:
        place.page.item(say("due"), say("nothing_due"))
    return {"due": [{"verb": task.verb.value, "about": task.about} for task in found]}


def _observer(place: PlanContext, settings: Settings) -> Observer:
    if settings.orders:
        place.ledger.orders_at(address("--orders", settings.orders))
    return Observer(place.ledger, place.world.node, Ballots(settings.ballots) if settings.ballots else None)


def _turns(place: PlanContext, watch: Watch, settings: Settings, note: Callable[[Turn], None]) -> Turn:
    """Turn after turn; returns the last one once somebody stops the keeper.  Raises KeyboardInterrupt within a turn."""
    while True:
        turn = watch.turn()
        note(turn)
        for deed in turn.deeds:
            why = f": {problem_in(settings.language, deed.why)}" if deed.why else ""
            place.page.item(say(f"deed_{deed.outcome}"), _name(deed.task) + why, COLOURS[deed.outcome])
        if settings.once:
            return turn
        try:
            time.sleep(settings.every)
        except KeyboardInterrupt:
            return turn


def _name(task: Task) -> str:
    verb = say(f"verb_{task.verb}")
    return f"{verb} {task.about}" if task.about >= 0 else verb


def _deed_json(deed: Deed) -> dict[str, Any]:
    return {"verb": deed.task.verb.value, "about": deed.task.about, "outcome": deed.outcome.value, "why": deed.why}


def _said(notice: Notice) -> str:
    """What to tell on the screen: with the end of its time as every command writes times."""
    return notice.told(speaking().value, local(notice.until))


def _teller(place: PlanContext, settings: Settings) -> Callable[[Notice], None]:
    """Tell people on the screen, and through the webhook if there is one."""
    hook = Webhook(settings.webhook, place.ledger.site.ledger) if settings.webhook else None

    shown = set[Notice]()

    def tell(notice: Notice) -> None:
        # The screen first: a webhook that is down must not silence it, nor fill it.
        if notice not in shown:
            shown.add(notice)
            place.page.item(say("notice"), _said(notice), "yellow")
        if hook is not None:
            hook.tell(notice)
            shown.discard(notice)

    return tell


@contextmanager
def _journal(place: PlanContext) -> Iterator[Journal]:
    """The journal of this keeper, kept from another one with the same key; what is over is not kept for ever.

    Raises:
        ChainError: another keeper of this plan is at work with this key, or nothing can be written down.
    """
    file = _file(place, "jsonl")
    with writing_down(file.parent), ExitStack() as stack:
        try:
            stack.enter_context(locked(file, wait=False))
        except BlockingIOError:
            raise ChainError(f"another keeper of this plan is at work as {place.me}") from None
        journal = Journal(file)
        if not journal.open_entries(place.ledger.chain_id):
            file.unlink(missing_ok=True)
        place.world.keep(journal)
        yield journal


def _file(place: PlanContext, ending: str) -> Path:
    return home() / f"keeper-{place.ledger.chain_id}-{place.ledger.site.ledger}-{place.me}.{ending}"


@contextmanager
def _status(place: PlanContext, settings: Settings) -> Iterator[Callable[[Turn], None]]:
    """Answer how the keeper is, if that is wanted; yields what is to be called after each turn.

    Raises:
        BadParameter: nothing can listen there.
        ExtraMissing: Prometheus' client is not installed.
    """
    if settings.listen is None:
        yield lambda _: None
        return
    try:
        from ..keeper.status import Status, serving
    except ModuleNotFoundError:
        raise ExtraMissing("a keeper's metrics", "keeper") from None
    host, _, port = settings.listen.rpartition(":")
    # A turn may wait for rivals, and for a transaction, without being dead.
    status = Status(place.ledger.site.ledger, settings.every + settings.jitter + PATIENCE)
    with ExitStack() as stack:
        try:
            at = stack.enter_context(serving(status, host or "127.0.0.1", int(port)))
        except (ValueError, OSError) as error:
            problem = f"nothing can listen at {settings.listen!r}: {error}"
            raise typer.BadParameter(problem, param_hint="--listen") from None
        place.page.item(say("listens"), f"http://{host or '127.0.0.1'}:{at} (/healthz, /readyz, /metrics)")
        yield status.note
