"""Dishonest ledgers: each does one thing that the rules forbid, or tells of it otherwise than it was."""

from __future__ import annotations

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
CLOSES = "return block.timestamp >= calendar.belowSince + _grace;"
MEMBER_STATUS = "self.limit >= floor ? IMutualLedger.Status.Active : IMutualLedger.Status.Lapsed"
ROUND_UP = "Math.ceilDiv(need - means.surplus, means.units * means.step)"

SHARES = (
    Variant(
        "the index moves a step further than the event tells",
        changed(
            LEDGER,
            "_raiseIndex(pool, figures, checkpoint, shareSteps + duesSteps)",
            "_raiseIndex(pool, figures, checkpoint, shareSteps + duesSteps + 1)",
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
        changed(
            LEDGER,
            "if (_yearCapSteps == 0) return _periodCapSteps;",
            "if (_yearCapSteps == 0) return 2 * _periodCapSteps;",
        ),
        story="cut",
        found={"share-differs"},
    ),
    Variant(
        "the cap of a year is ignored",
        changed(
            LEDGER, "return Math.min(_periodCapSteps, _yearCapSteps - calendar.charged);", "return _periodCapSteps;"
        ),
        story="capped by the year",
        found={"share-differs"},
    ),
    Variant(
        "the cap of a case is ignored",
        changed(SHARING, "return caseCapPerUnit == 0 || units == 0 ? due", "return due > 0 ? due"),
        story="capped by the case",
        found={"need-differs", "share-differs"},
    ),
    Variant(
        "leavers are not asked for their last share",
        changed(LEDGER, "figures.units = uint256(pool.units) + pool.leavingUnits;", "figures.units = pool.units;"),
        story="ordinary",
        found={"units-differ"},
    ),
    Variant(
        "dues are charged while the plan closes",
        changed(LEDGER, "pool.stage == Stage.Open ? _duesSteps : 0", "_duesSteps"),
        story="closing",
        found={"dues-differ"},
    ),
)

MEMBERS = (
    Variant(
        "nobody lapses",
        (
            *changed(TOTALS, "_ladder.passed(floor, floor + steps)", "_ladder.passed(floor, floor)"),
            *changed(MEMBERSHIP, MEMBER_STATUS, "IMutualLedger.Status.Active"),
        ),
        story="lapse",
        found={"lapsed-units-differ", "lapsed-members-differ", "state-totals"},
    ),
    Variant(
        "whoever holds just the reserve lapses too",
        (
            *changed(TOTALS, "_ladder.passed(floor, floor + steps)", "_ladder.passed(floor, floor + steps + 1)"),
            *changed(MEMBERSHIP, "self.limit >= floor", "self.limit > floor"),
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
        uint256 limit = _pool.index + 100;
        _members[msg.sender] =
            Membership.Member(1, uint48(limit), uint40(block.timestamp), Membership.Standing.Active, 0, 0);
        _admit(limit, 1, 1);
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
        _ladder.remove(m.limit, m.units);
        m.limit += 50;
        _ladder.add(m.limit, m.units, 1);
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
            "emit JurorPaid(jurors[i], each);\n\n            _pay(jurors[i], each);",
            """uint256 part = i == 0 ? 2 * each : i == 1 ? 0 : each;
            emit JurorPaid(jurors[i], part);

            _pay(jurors[i], part);""",
        ),
        story="upheld",
        found={"reward-differs"},
    ),
)

CALENDAR = (
    Variant(
        "the operator announces whenever it likes",
        changed(
            LEDGER,
            "if (block.timestamp < earliest) revert AnnouncementTooEarly",
            "if (block.timestamp < earliest && msg.sender != operator) revert AnnouncementTooEarly",
        ),
        story="hurried",
        found={"announced-too-early"},
    ),
    Variant(
        "the plan goes on with too few members",
        changed(LEDGER, CLOSES, "return false;"),
        story="too few",
        found={"closing-missed"},
    ),
    Variant(
        "the plan closes as soon as there are too few members",
        changed(LEDGER, CLOSES, "return true;"),
        story="just too few",
        found={"closing-without-cause"},
    ),
    Variant(
        "the plan ends before its run-off is over",
        changed(LEDGER, "if (block.timestamp < earliest) revert FinishTooEarly(earliest);", ""),
        story="ended early",
        found={"finished-too-early"},
    ),
    Variant(
        "half of the surplus is kept from the members of a closed plan",
        changed(TREASURY, "money.surplus / units", "money.surplus / (2 * units)"),
        story="closing",
        found={"rebate-per-unit-differs"},
    ),
)

LEDGERS = (*SHARES, *MEMBERS, *MONEY, *CALENDAR)
