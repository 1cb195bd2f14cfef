"""Dishonest ledgers that keep other times: of announcing, closing and succeeding, and of how long a membership lasts."""

from __future__ import annotations

from .variant import Variant, changed

LEDGER, MEMBERS_PART, TOTALS, TREASURY = "MutualLedger.sol", "Members.sol", "Totals.sol", "Treasury.sol"
ROLES = "PlanRoles.sol"

DUES_SHARED = "calendar.shares += uint48(shareSteps + duesSteps);"
CLOSES = "return block.timestamp >= _pending.belowSince + _grace;"

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
        story="too few for a while",
        found={"closing-without-cause"},
    ),
    Variant(
        "the plan closes though it never had enough members twice in a row",
        changed(LEDGER, "(before ? Enough.Reached : Enough.Once)", "Enough.Reached"),
        story="never enough",
        found={"closing-without-cause", "state-calendar"},
    ),
    Variant(
        "the plan ends before its run-off is over",
        changed(LEDGER, "if (block.timestamp < earliest) revert FinishTooEarly(earliest);", ""),
        story="ended early",
        found={"finished-too-early"},
    ),
    Variant(
        "half of the surplus is kept from the members of a closed plan",
        changed(
            TREASURY,
            "(pool, backstop) = (money.surplus, money.backstop);",
            "(pool, backstop) = (money.surplus / 2, money.backstop + money.surplus - money.surplus / 2);",
        ),
        story="closing",
        found={"rebate-pool-differs"},
    ),
    Variant(
        "dues count as shared when the surplus is shared out",
        changed(TOTALS, "calendar.shares += uint48(shareSteps);", DUES_SHARED),
        story="closing",
        found={
            "rebate-shared-differs",
            "rebate-differs",
            "rebate-rest-differs",
            "state-rebate",
            "state-calendar",
            "state-announcement",
        },
    ),
    Variant(
        "the last who withdraws has what rounding leaves, where the sponsor should",
        changed(TREASURY, "(rebate, pool - rebate);", "(pool, uint256(0));"),
        story="closing",
        found={"rebate-differs", "rebate-rest-differs"},
    ),
    Variant(
        "leavers of a closing go while a case waits",
        changed(LEDGER, "checkpoint.held = calendar.stage == Stage.Closing;", ""),
        story="closing with a case that waits",
        found={"withdrawn-with-queue", "state-announcement"},
    ),
    Variant(
        "a successor takes over at once",
        changed(ROLES, "Proposals.checkOpen(proposal.earliest, _period);", ""),
        story="hasty successor",
        found={"succeeded-too-early"},
    ),
    Variant(
        "a successor takes over by a proposal that is void",
        changed(ROLES, "checkOpen(proposal.earliest, _period);", "checkOpen(proposal.earliest, 100 * _period);"),
        story="late successor",
        found={"succeeded-too-late"},
    ),
)

STAYING = (
    Variant(
        "who has just joined may leave",
        changed(MEMBERS_PART, "if (period == m.period) revert MinimumStay(msg.sender, period + 1);", ""),
        story="left at once",
        found={"left-when-joined"},
    ),
    Variant(
        "what a lapse has left is out before two announcements",
        changed(MEMBERS_PART, "if (_calendar.period < stay) revert MinimumStay(msg.sender, stay);", ""),
        story="out through a lapse",
        found={"withdrawn-too-early"},
    ),
    Variant(
        "a membership is withdrawn past its undecided case",
        changed(MEMBERS_PART, "if (caseIdPlusOne != 0) revert CaseUndecided(caseIdPlusOne - 1);", ""),
        story="out past a case",
        found={"withdrawn-past-case"},
    ),
    Variant(
        "a sponsor brings back who had gone",
        changed(MEMBERS_PART, "if (address(enrolment) == address(0)) _needStrangers(members);", ""),
        story="drafted back",
        found={"rejoined-by-another"},
    ),
)
