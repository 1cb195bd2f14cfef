"""Dishonest ledgers: each does one thing that the rules forbid, or tells of it otherwise than it was."""

from __future__ import annotations

from dataclasses import replace

from .calendars import CALENDAR, STAYING
from .variant import Variant, changed

LEDGER, MEMBERS_PART, TOTALS, TREASURY = "MutualLedger.sol", "Members.sol", "Totals.sol", "Treasury.sol"
SHARING, MEMBERSHIP = "libraries/Sharing.sol", "libraries/Membership.sol"

DOOR = """    /// @inheritdoc IMutualLedger
    function stopJoins()"""

FEE_LAST = """        (benefit,) = _dueOf(level);
        benefit = Math.min(benefit, payout);
        fee = payout - benefit;"""
FEE_FIRST = """        uint256 due;
        (benefit, due) = _dueOf(level);
        fee = Math.min(due - benefit, payout);
        benefit = payout - fee;"""

BACKSTOP = "_backstopCap == 0 ? money.backstop : Math.min(money.backstop, _backstopCap)"
FUNDS_SET = "_setFunds(funding.surplus, "
WAITS = "if (funding.shareSteps > _leftThisYear(calendar)) {"
PASSED = "_ladder.passed(floor, calendar.index + _reserveSteps)"
MEMBER_STATUS = "self.limit >= floor ? IMutualLedger.Status.Active : IMutualLedger.Status.Lapsed"
ROUND_UP = "Math.ceilDiv(need - means.surplus, means.units * means.step)"

SHARES = (
    Variant(
        "the index moves a step further than the event tells",
        changed(
            LEDGER,
            "_raiseIndex(calendar, figures, checkpoint, shareSteps, duesSteps)",
            "_raiseIndex(calendar, figures, checkpoint, shareSteps, duesSteps + 1)",
        ),
        story="ordinary",
        found={"withdrawal-differs", "state-index", "state-announcement"},
    ),
    Variant(
        "the event tells of a smaller share than is charged",
        changed(LEDGER, "figures.share = shareSteps * _step;", "figures.share = (shareSteps - 1) * _step;"),
        story="ordinary",
        found={"share-differs"},
    ),
    Variant(
        "a unit of money goes to the operator in silence at each announcement",
        changed(
            LEDGER,
            FUNDS_SET,
            "_creditOperator(1);\n        _setFunds(funding.surplus - 1, ",
        ),
        story="ordinary",
        found={"surplus-differs", "fee-collected-differs", "state-surplus"},
    ),
    Variant(
        "the surplus is told too low, and the operator has the rest",
        changed(LEDGER, FUNDS_SET, f"funding.surplus -= 1;\n        _creditOperator(1);\n        {FUNDS_SET}"),
        story="ordinary",
        found={"surplus-differs", "fee-collected-differs"},
    ),
    Variant(
        "the share is rounded down",
        changed(SHARING, ROUND_UP, "(need - means.surplus) / (means.units * means.step)"),
        story="ordinary",
        found={"share-differs"},
    ),
    Variant(
        "the share is rounded up by two steps more",
        changed(SHARING, ROUND_UP, f"{ROUND_UP} + 2"),
        story="ordinary",
        found={"share-differs"},
    ),
    Variant(
        "the cap of a period is ignored",
        changed(LEDGER, "figures.units, _step, _periodCapSteps,", "figures.units, _step, 2 * _periodCapSteps,"),
        story="cut",
        found={"share-differs"},
    ),
    Variant(
        "the cap of a year is ignored",
        changed(LEDGER, WAITS, "if (funding.shareSteps > type(uint128).max + _leftThisYear(calendar)) {"),
        story="waiting",
        found={"year-cap-cuts", "share-differs"},
    ),
    Variant(
        "a case is cut to what the cap of a year has left",
        changed(
            LEDGER,
            "figures.units, _step, _periodCapSteps,",
            "figures.units, _step, Math.min(_periodCapSteps, _leftThisYear(calendar)),",
        ),
        story="waiting",
        found={"year-cap-cuts"},
    ),
    Variant(
        "a case waits though the cap of a year has room for it",
        changed(LEDGER, WAITS, "if (calendar.period == 1 || funding.shareSteps > _leftThisYear(calendar)) {"),
        story="two in a row",
        found={"queue-waits-wrongly"},
    ),
    Variant(
        "the cap of a case is ignored",
        changed(SHARING, "return caseCapPerUnit == 0 || units == 0 ? due", "return due > 0 ? due"),
        story="capped by the case",
        found={"need-differs", "share-differs"},
    ),
    Variant(
        "leavers are not asked for their last share",
        changed(
            LEDGER,
            "figures.units = sharing.unitsOf() + sharing.leavingUnitsOf();",
            "figures.units = sharing.unitsOf();",
        ),
        story="ordinary",
        found={"units-differ"},
    ),
    Variant(
        "dues are charged while the plan closes",
        changed(LEDGER, "calendar.stage == Stage.Open && figures.units > 0 ? _duesSteps : 0", "_duesSteps"),
        story="closing",
        found={"dues-differ"},
    ),
)

MEMBERS = (
    Variant(
        "nobody lapses",
        (
            *changed(TOTALS, PASSED, "_ladder.passed(floor, floor)"),
            *changed(MEMBERSHIP, MEMBER_STATUS, "IMutualLedger.Status.Active"),
        ),
        story="lapse",
        found={"lapsed-units-differ", "lapsed-members-differ", "state-totals"},
    ),
    Variant(
        "whoever holds just the reserve lapses too",
        (
            *changed(TOTALS, PASSED, PASSED.replace("_reserveSteps", "_reserveSteps + 1")),
            *changed(MEMBERSHIP, MEMBER_STATUS, MEMBER_STATUS.replace(">=", ">")),
        ),
        story="lapse",
        found={"lapsed-units-differ", "lapsed-members-differ", "state-totals"},
    ),
    Variant(
        "who comes back pays nothing of what was missed",
        changed(MEMBERS_PART, "uint256 backPay = (index - lapse.index) * m.units * _step;", "uint256 backPay = 0;"),
        story="return",
        found={"back-pay-differs"},
    ),
    Variant(
        "a withdrawal pays a unit less than the event tells",
        changed(MEMBERS_PART, "_pay(msg.sender, balance + rebate);", "_pay(msg.sender, balance + rebate - 1);"),
        story="ordinary",
        found={"other-amount"},
    ),
    Variant(
        "the operator makes itself a member who never paid",
        changed(
            MEMBERS_PART,
            "    /// @inheritdoc IMutualLedger\n    function leave()",
            """    function enlist() external onlyOperator {
        Membership.Member memory m;
        (m.units, m.limit, m.joinedAt) = (1, _calendar.index + 100, uint40(block.timestamp));
        m.standing = Membership.Standing.Active;
        _members[msg.sender] = m;
        _stepOn(m.limit, 1, m.count());
    }

    /// @inheritdoc IMutualLedger
    function leave()""",
        ),
        story="hidden member",
        found={"units-differ", "unknown-member", "state-member", "state-member-limit", "state-member-units"},
        code={"code-differs", "code-answers-more"},
    ),
    Variant(
        "the operator lifts a friend's limit in silence",
        changed(
            MEMBERS_PART,
            "    /// @inheritdoc IMutualLedger\n    function leave()",
            """    function favour(address friend) external onlyOperator {
        Membership.Member memory m = _members[friend];
        _climb(m, m.limit + 50);
        m.limit += 50;
        _members[friend] = m;
    }

    /// @inheritdoc IMutualLedger
    function leave()""",
        ),
        story="favoured friend",
        found={"withdrawal-differs", "state-member-limit"},
        code={"code-differs", "code-answers-more"},
    ),
)

MONEY = (
    Variant(
        "a case gets more than was raised for it",
        changed(LEDGER, "benefit = Math.min(benefit, payout);", "payout = Math.max(benefit, payout);"),
        story="cut",
        found={"benefit-differs"},
    ),
    Variant(
        "the operator is paid where the event names the beneficiary",
        changed(LEDGER, "_pay(payee, benefit);", "_pay(operator, benefit);"),
        story="ordinary",
        found={"other-account"},
    ),
    Variant(
        "the fee is taken before the benefit is full",
        changed(LEDGER, FEE_LAST, FEE_FIRST),
        story="cut",
        found={"benefit-differs", "fee-differs"},
    ),
    Variant(
        "a back door lets the operator take money in silence",
        changed(
            LEDGER,
            DOOR,
            f"    function sweep() external onlyOperator {{\n        _pay(msg.sender, 500);\n    }}\n\n{DOOR}",
        ),
        story="swept",
        found={"payment-without-event"},
        code={"code-differs", "code-answers-more"},
    ),
    Variant(
        "a back door has an event of its own",
        changed(
            LEDGER,
            DOOR,
            f"""    event Swept(uint256 amount);

    function sweep() external onlyOperator {{
        emit Swept(500);
        _pay(msg.sender, 500);
    }}

{DOOR}""",
        ),
        story="swept",
        found={"event-unknown", "payment-without-event"},
        code={"code-differs", "code-answers-more"},
    ),
    Variant(
        "a back door passes money off as the fee",
        changed(
            LEDGER,
            DOOR,
            f"""    function sweep() external onlyOperator {{
        emit FeeCollected(msg.sender, 500);
        _pay(msg.sender, 500);
    }}

{DOOR}""",
        ),
        story="swept",
        found={"fee-collected-differs"},
        code={"code-differs", "code-answers-more"},
    ),
    Variant(
        "the backstop pays more than its cap",
        changed(LEDGER, BACKSTOP, "money.backstop"),
        story="backstop",
        found={"drawn-differs"},
    ),
    Variant(
        "the sponsor takes the backstop without notice",
        changed(TREASURY, "if (!_isClosed()) _useNotice(amount);", ""),
        story="backstop taken",
        found={"backstop-taken-unnoticed"},
    ),
    Variant(
        "the bond of an objector who was right goes to the operator",
        changed(
            TREASURY,
            "if (owner != address(0)) _pay(owner, rest);",
            "if (owner != address(0)) _creditOperator(rest);",
        ),
        story="overturned",
        found={"transfer-missing", "state-operator-credit"},
    ),
    Variant(
        "one juror has another one's reward",
        changed(
            TREASURY,
            "_credits[jurors[i]] += each;\n\n            emit JurorRewarded(jurors[i], each);",
            """uint256 part = i == 0 ? 2 * each : i == 1 ? 0 : each;
            _credits[jurors[i]] += part;

            emit JurorRewarded(jurors[i], part);""",
        ),
        story="upheld",
        found={"reward-differs"},
    ),
)

ROOM = (
    *changed(
        MEMBERS_PART,
        """        try IERC20Permit(address(token))
            .permit(msg.sender, address(this), deposit, permit.deadline, permit.v, permit.r, permit.s) {}
            catch {}
""",
        "        permit;\n",
    ),
    *changed(
        MEMBERS_PART,
        """            Membership.Member memory m = _members[member];
            if (m.isActive(floor)) {
                total += amount;
                _lift(member, m, amount);
            } else {
                skipped[missed++] = member;
            }
""",
        "            skipped[missed++] = member;\n",
    ),
)
"""The honest ledger is as large as a contract may be: what a dishonest one adds takes the place of the permit, and of
topping up many.
"""

LEDGERS = tuple(
    replace(variant, patches=(*variant.patches, *ROOM)) for variant in (*SHARES, *MEMBERS, *STAYING, *MONEY, *CALENDAR)
)
