// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {STEP, YUAN} from "../base/Plans.sol";
import {JuryActions} from "./JuryActions.sol";

/// @title What operator, supervisor and sponsor do, and strangers who would like to
abstract contract PowerActions is JuryActions {
    struct Noticed {
        uint256 amount;
        uint256 opens;
    }

    Noticed internal noticed;

    function fundTheBackstop(uint256 amount) external {
        amount = 1 + amount % (60 * YUAN);
        fund(anyone, amount);
        bool allowed = ghostStage != IMutualLedger.Stage.Closed;
        bytes memory call = abi.encodeCall(IMutualLedger.fundBackstop, (amount));
        if (!attempt(allowed, anyone, address(ledger), call)) return;
        accounts.backstop += amount;
        ++count["fund"];
    }

    function giveNotice(uint256 amount, uint256 how) external {
        letTimePass(how);
        amount %= 50 * YUAN;
        bytes memory call = abi.encodeCall(IMutualLedger.noticeBackstop, (amount));
        if (!attempt(hasSponsor(), sponsor, address(ledger), call)) return;
        noticed = Noticed(amount, amount == 0 ? 0 : timeNow() + times.period + times.notice);
        ++count["notice given"];
    }

    function takeFromTheBackstop(uint256 amount, uint256 how) external {
        if (how % 2 == 0) toEdge(noticed.opens, 0);
        else letTimePass(how / 2);
        amount = 1 + amount % (30 * YUAN);
        bool allowed = hasSponsor() && amount <= accounts.backstop;
        bool closed = ghostStage == IMutualLedger.Stage.Closed;
        bool inTime = timeNow() >= noticed.opens && timeNow() < noticed.opens + times.period;
        if (!closed) allowed = allowed && inTime && amount <= noticed.amount;
        if (!attempt(allowed, sponsor, address(ledger), abi.encodeCall(IMutualLedger.takeBackstop, (amount)))) return;
        accounts.backstop -= amount;
        if (!closed) noticed.amount -= amount;
        ++count["take"];
    }

    function collectTheFee() external {
        uint256 credit = accounts.operatorCredit;
        uint256 before = yuan.balanceOf(operatorNow);
        if (!attempt(credit > 0, operatorNow, address(ledger), abi.encodeCall(IMutualLedger.collectFee, ()))) return;
        accounts.operatorCredit = 0;
        assertEq(yuan.balanceOf(operatorNow), before + credit, "the fee to the last unit");
        ++count["collect"];
    }

    /// @notice Rarely, so that most histories go on for a while.
    function closeThePlan(uint256 how) public {
        if (how % 32 > 0) return;
        bool allowed = ghostStage == IMutualLedger.Stage.Open;
        address by = how / 32 % 2 == 0 ? operatorNow : supervisor;
        if (attempt(allowed, by, address(ledger), abi.encodeCall(IMutualLedger.close, ()))) ghostClose(periods);
    }

    /// @notice Rarely, too: the year's cap is used up, somebody leaves, and the plan is closed with the queue that waits.
    function closeWhileTheQueueWaits(uint256 who, uint256 how) external {
        if (how % 32 > 0 || terms().yearCap == 0) return;
        who = pick(who);
        for (uint256 i; i < 8 && books().queue == 0; ++i) {
            bringACaseToItsAnnouncement(who + i, how / 32 + i);
        }
        for (uint256 i; i < 3; ++i) {
            this.leaveThePlan(who + i, 0);
        }
        closeThePlan(0);
        announceNow();
    }

    function stopJoining(uint256 how) external {
        if (how % 64 > 0) return;
        bool allowed = ghostStage == IMutualLedger.Stage.Open;
        if (attempt(allowed, supervisor, address(ledger), abi.encodeCall(IMutualLedger.stopJoins, ()))) {
            joinsStopped = true;
            ++count["joins stopped"];
        }
    }

    function finishThePlan(uint256 how) external {
        if (ghostStage == IMutualLedger.Stage.Closing && how % 4 > 1) prepareToFinish(how / 4 % 2);
        bool allowed = ghostStage == IMutualLedger.Stage.Closing && timeNow() >= finishFrom() && unpaidCases() == 0;
        if (attempt(allowed, anyone, address(ledger), abi.encodeCall(IMutualLedger.finish, ()))) ghostFinish();
    }

    function finishFrom() internal view returns (uint256 earliest) {
        earliest = closingAt + times.runOff;
        uint256 quiet = cases.length == 0 ? 0 : filedLast + times.decision + times.notice;
        if (quiet > earliest) earliest = quiet;
    }

    /// @dev Judges, announces and settles what is in the way, and waits until just before or just at the end.
    function prepareToFinish(uint256 before) private {
        endAllDisputes();
        announceTheQueue();
        toEdge(announcedLast + times.notice, 0);
        for (uint256 i; i < cases.length; ++i) {
            if (cases[i].fate == Fate.Announced) tryToSettle(i);
        }
        toEdge(finishFrom(), before);
    }

    /// @dev In the next plan year if it waits.
    function announceTheQueue() internal {
        if (books().queue > 0) announceNow();
        if (books().queue == 0) return;
        toEdge(nextYear(), 0);
        announceNow();
    }

    // ---- the token, and whoever has no business here

    function blockOrUnblock(uint256 who) external {
        address member = accountOf(pick(who));
        token().setBlocked(member, !token().blocked(member));
    }

    function giveToTheLedger(uint256 amount) external {
        amount %= YUAN;
        yuan.mint(address(ledger), amount);
        accounts.gifts += amount;
        ++count["gift"];
    }

    /// @notice Everything that is somebody else's business.
    function meddle(uint256 who, uint256 what) external {
        address meddler = what / 16 % 2 == 0 ? anyone : accountOf(pick(who));
        bytes[12] memory calls = [
            abi.encodeCall(IMutualLedger.enqueue, (what % 4)),
            abi.encodeCall(IMutualLedger.endMembership, (accountOf(pick(who)), people[pick(who)].joinedAt)),
            abi.encodeCall(IMutualLedger.payCase, (meddler, books().period, what % 4)),
            abi.encodeCall(IMutualLedger.takeBackstop, (STEP)),
            abi.encodeCall(IMutualLedger.noticeBackstop, (STEP)),
            abi.encodeCall(IMutualLedger.collectFee, ()),
            abi.encodeCall(IMutualLedger.close, ()),
            abi.encodeCall(IMutualLedger.proposeOperator, (meddler)),
            abi.encodeCall(IMutualLedger.takeBond, (accountOf(pick(who)))),
            abi.encodeCall(IMutualLedger.releaseBond, (meddler, new address[](0))),
            abi.encodeCall(IMutualLedger.overturn, (FIRST, what % 4, new address[](0))),
            abi.encodeCall(IMutualLedger.replace, (accountOf(pick(who))))
        ];
        attempt(false, meddler, address(ledger), calls[what % 12]);
        attempt(false, meddler, address(jury), abi.encodeCall(IJury.open, (0, meddler, timeNow(), FIRST)));
        attempt(false, meddler, address(desk), abi.encodeCall(ICaseDesk.proposePanel, (assessors)));
        ++count["meddle"];
    }
}
