"""Money in and out: what the events say must move, the token's log says has moved, unit by unit and by name."""

from collections import defaultdict, deque
from collections.abc import Iterator

from ...events import Credited, LogPosition
from ...records import Account
from ..decoding.words import Approval, Transfer
from ..findings import Severity
from .context import Context, Flow, Rules


def receive(context: Context, payer: Account | None, amount: int, place: LogPosition) -> None:
    """An event says that the ledger gets `amount`, from somebody it may not name."""
    if amount:
        context.flows.append(Flow(payer, amount, place))
        context.plan.money.held += amount


def pay(context: Context, payee: Account, amount: int, place: LogPosition) -> None:
    """An event says that the ledger pays `amount`."""
    receive(context, payee, -amount, place)


def transferred(context: Context, event: Transfer, _time: int) -> None:
    """The token moved money; to the ledger or out of it concerns the plan.

    A payment to the ledger itself (a beneficiary who names it, say) does both: it is paid, and comes back as a gift.
    """
    ledger = context.plan.opened.contract
    if event.amount == 0:
        return
    if event.sender == ledger:
        context.moved.append(Flow(event.receiver, -event.amount, event.place))
    if event.receiver == ledger:
        context.moved.append(Flow(event.sender, event.amount, event.place))


def approved(context: Context, event: Approval, _time: int) -> None:
    """No ledger lets anybody else move its money: only who deployed it can have made it say so, before it began."""
    is_given = event.owner == context.plan.opened.contract and event.amount > 0
    context.findings.expect(not is_given, "allowance-given", event.place, spender=event.spender, amount=event.amount)


def credited(context: Context, event: Credited, _time: int) -> None:
    """The token refused a payment: it did not move, and is owed to its owner."""
    money = context.plan.money
    money.credits[event.owner] = money.credits.get(event.owner, 0) + event.amount
    money.credited += event.amount
    for number in reversed(range(len(context.flows))):
        flow = context.flows[number]
        if flow.who == event.owner and flow.amount == -event.amount:
            del context.flows[number]
            money.held += event.amount
            return
    context.findings.add("credited-without-payment", event.place, owner=event.owner, amount=event.amount)


def settle_up(context: Context) -> None:
    """The transaction is over: what moved is what had to move, and the books balance."""
    flows, moved = context.flows, context.moved
    if flows or moved:
        if not _is_plain(flows, moved):
            _match(context)
        flows.clear()
        moved.clear()
    _balance(context)


def _is_plain(flows: list[Flow], moved: list[Flow]) -> bool:
    """One event, one transfer, and they say the same."""
    if len(flows) != 1 or len(moved) != 1:
        return False
    said, done = flows[0], moved[0]
    return said.amount == done.amount and said.who in (None, done.who)


def _match(context: Context) -> None:
    """Pair events with transfers: in their turn, exactly, then payments by their sum, then by what is nearest."""
    flows, moved = _match_in_turn(context.flows, context.moved)
    left = defaultdict(list)
    for move in moved:
        left[move.who, move.amount].append(move)
    unmet, deposits = [], []
    for flow in flows:
        if flow.who is None:
            deposits.append(flow)
        elif left[flow.who, flow.amount]:
            left[flow.who, flow.amount].pop(0)
        else:
            unmet.append(flow)
    moves = [move for each in left.values() for move in each]
    unmet, moves = _match_payers(unmet, moves, bool(deposits))
    if deposits:
        moves = _match_deposits(context, deposits, moves, unmet)
    _match_nearest(context, unmet, moves)


def _match_in_turn(flows: list[Flow], moved: list[Flow]) -> tuple[list[Flow], list[Flow]]:
    """A payment follows the events that it is for: all that its payer has not paid yet.  Returns what this leaves.

    So a gift in the same transaction is not taken for a part of what somebody pays for many.
    """
    unpaid = defaultdict[Account | None, list[Flow]](list)
    told = [(flow, True) for flow in flows if flow.who is not None and flow.amount > 0]
    told += [(move, False) for move in moved if move.amount > 0]
    matched = set[int]()
    for flow, is_said in sorted(told, key=lambda each: each[0].place.index):
        if is_said:
            unpaid[flow.who].append(flow)
        elif sum(each.amount for each in unpaid[flow.who]) == flow.amount:
            matched.update(map(id, (flow, *unpaid.pop(flow.who))))
    return [flow for flow in flows if id(flow) not in matched], [move for move in moved if id(move) not in matched]


def _match_payers(unmet: list[Flow], moves: list[Flow], has_deposits: bool) -> tuple[list[Flow], list[Flow]]:
    """Who tops up many pays for all of them at once; returns the events and transfers that this does not explain.

    What the same payer brought besides is left for those who joined, if any did.
    """
    for payer in dict.fromkeys(flow.who for flow in unmet if flow.amount > 0):
        said = sum(flow.amount for flow in unmet if flow.who == payer and flow.amount > 0)
        came = [move for move in moves if move.who == payer and move.amount > 0]
        exact = [move for move in came if move.amount == said][:1]
        done = sum(move.amount for move in exact or came)
        if done == said or (has_deposits and done > said):
            spent = exact or came
            unmet = [flow for flow in unmet if flow.who != payer or flow.amount <= 0]
            moves = [move for move in moves if all(move is not each for each in spent)]
            moves += [Flow(payer, done - said, spent[-1].place)] * (done > said)
    return unmet, moves


def _match_deposits(context: Context, deposits: list[Flow], moves: list[Flow], unmet: list[Flow]) -> list[Flow]:
    """Sponsors are not named by the events, but all they brought together is known; returns what else moved.

    A batch is one transfer of its sum.  What came on top, in the same transaction, is a gift.
    """
    said = sum(flow.amount for flow in deposits)
    named = {flow.who for flow in unmet}
    came = [move for move in moves if move.amount > 0 and move.who not in named]
    done = sum(move.amount for move in came)
    others = [move for move in moves if move.amount <= 0 or move.who in named]
    if done < said:
        context.findings.add("deposits-not-received", deposits[0].place, said=said, done=done)
    elif done > said:
        giver = next((move for move in came if move.amount == done - said), came[-1])
        others.append(Flow(giver.who, done - said, giver.place))
    return others


def _match_nearest(context: Context, unmet: list[Flow], moves: list[Flow]) -> None:
    """Say of each event without its transfer what comes nearest, then what moved without an event."""
    left = _Moves(moves)
    for flow in unmet:
        facts = {"who": flow.who, "said": abs(flow.amount)}
        if same_amount := left.take(flow.amount):
            context.findings.add("other-account", flow.place, same_amount.place, **facts, to=same_amount.who)
        elif same_name := left.take((flow.who, flow.amount > 0)):
            context.findings.add("other-amount", flow.place, same_name.place, **facts, done=abs(same_name.amount))
        else:
            context.findings.add("transfer-missing", flow.place, **facts)
    for move in left:
        if move.amount > 0:
            context.plan.money.gifts += move.amount
            context.findings.add("gift", move.place, who=move.who, amount=move.amount)
        else:
            context.findings.add("payment-without-event", move.place, who=move.who, amount=-move.amount)


class _Moves:
    """Movements that no event explains yet, found by their amount, or by the other side and the direction."""

    def __init__(self, moves: list[Flow]) -> None:
        self._left = dict(enumerate(moves))
        self._found = defaultdict[object, deque[int]](deque)
        for number, move in self._left.items():
            self._found[move.amount].append(number)
            self._found[move.who, move.amount > 0].append(number)

    def take(self, key: object) -> Flow | None:
        """The first that is left; None if there is none."""
        numbers = self._found[key]
        while numbers:
            if move := self._left.pop(numbers.popleft(), None):
                return move
        return None

    def __iter__(self) -> Iterator[Flow]:
        return iter(self._left.values())


def _balance(context: Context) -> None:
    """Invariant I1: the ledger holds what it owes, no less and no more, gifts aside.

    What a breach in the same transaction put out of balance is told there.
    """
    money, found = context.plan.money, context.findings.found
    gap = money.held - money.obligations
    if gap != context.gap and not any(each.check.severity is Severity.BREACH for each in found[context.settled :]):
        place = LogPosition(context.plan.opened.contract, context.plan.block, 0)
        key = "not-covered" if gap < context.gap else "more-than-owed"
        context.findings.add(key, place, held=money.held, owed=money.obligations, by=abs(gap - context.gap))
    context.gap = gap
    context.settled = len(found)


RULES: Rules = {Transfer: transferred, Approval: approved, Credited: credited}
