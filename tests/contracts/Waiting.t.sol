// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, BARE, MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev A year's cap that is used up cuts nobody: the queue waits as a whole.  Of the five yuan of a year the first
/// announcement takes three; a mild case asks three again, a slight one (21 yuan) of twelve units 1.75.
contract WaitingTest is PlanFixture {
    uint256 private constant SLIGHT = 0;

    function terms() internal view override returns (IMutualLedger.Terms memory with) {
        with = super.terms();
        with.yearCap = 5 * YUAN;
    }

    function setUp() public override {
        super.setUp();
        enrol(0, 12, STANDARD, 30 * YUAN);
        skip(180 days);
        queue(person(0), MILD);
        announce();
        assertEq(books().chargedThisYear, 300);
    }

    /// @dev The open period once the year's money was charged.
    uint256 private constant SECOND = FIRST + 1;

    function bitsOf(uint256 level) private pure returns (uint256) {
        return 1 << (16 * level);
    }

    function nextYear() private view returns (uint256) {
        return deployedAt + 365 days;
    }

    function announceAt(uint256 time) private {
        vm.warp(time);
        ledger.announce();
    }

    function assertAnnouncedIn(uint256 queuedIn, uint256 period, uint256 time) private view {
        (uint256 found, uint256 at) = ledger.announcementOf(queuedIn);
        assertEq(at, time, "time");
        if (time != 0) assertEq(found, period, "period");
    }

    // ---- what waits

    function test_ACaseThatTheYearsCapWouldCutWaits() public {
        fundBackstop(100 * YUAN);
        uint256 caseId = queue(person(1), MILD);
        skip(14 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Announced(
            SECOND, IMutualLedger.AnnouncementFigures(12, 0, bitsOf(MILD), 0, 0, 0, 0, 0, 0, 0)
        );
        ledger.announce();
        assertEq(books().index, 300);
        assertEq(books().chargedThisYear, 300);
        assertEq(books().backstop, 100 * YUAN);
        assertEq(books().queue, bitsOf(MILD));
        assertEq(books().period, SECOND + 1);
        assertAnnouncedIn(SECOND, 0, 0);
        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
    }

    /// @dev Somebody who announces at the turn of a year would end a membership for a payment of nothing.
    function test_AnEndedMembershipIsPaidForThoughSomebodyAnnouncesASecondBeforeTheYearIsOver() public {
        uint256 caseId = queue(person(1), ACCIDENT);
        assertStatus(person(1), IMutualLedger.Status.Claimed);
        announceAt(nextYear() - 1);
        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
        announce();
        skip(3 days);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(person(1)), 33 * YUAN);
    }

    /// @dev What alone would fit waits with the others.
    function test_TheQueueWaitsAsAWhole() public {
        queue(person(1), SLIGHT);
        queue(person(2), MILD);
        announce();
        assertEq(books().queue, bitsOf(SLIGHT) + bitsOf(MILD));
        assertEq(books().index, 300);
    }

    function test_WhatFitsDoesNotWait() public {
        queue(person(1), SLIGHT);
        announce();
        assertEq(books().index, 475);
        assertEq(books().queue, 0);
    }

    /// @dev 24 yuan of twelve units are two yuan each, all that the year has left; one base unit more is a step more.
    function test_WhatTakesTheYearsLastStepDoesNotWait() public {
        IMutualLedger.Terms memory with = terms();
        (with.levels[SLIGHT].benefit, with.levels[SLIGHT].fee) = (24 * YUAN, 0);
        assertEq(secondCharge(with), 500);
        with.levels[SLIGHT].fee = 1;
        assertEq(secondCharge(with), 300);
    }

    function secondCharge(IMutualLedger.Terms memory with) private returns (uint256 index) {
        open(with);
        enrol(0, 12, STANDARD, 30 * YUAN);
        skip(180 days);
        queue(person(0), MILD);
        announce();
        queue(person(1), SLIGHT);
        announce();
        return books().index;
    }

    function test_WhatIsApprovedMeanwhileJoinsTheQueueThatWaits() public {
        uint256 first = queue(person(1), MILD);
        announce();
        uint256 later = file(person(2), SLIGHT);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Queued(SECOND, SLIGHT);
        approve(later, SLIGHT);
        announce();
        assertEq(books().queue, bitsOf(MILD) + bitsOf(SLIGHT));

        announceAt(nextYear());
        assertEq(books().queue, 0);
        assertAnnouncedIn(SECOND, SECOND + 2, timeNow());
        assertEq(desk.caseOf(first).period, SECOND + 2);
        assertEq(desk.caseOf(later).period, SECOND + 2);
        assertCase(first, ICaseDesk.CaseStatus.Announced);
        assertCase(later, ICaseDesk.CaseStatus.Announced);
    }

    // ---- when it is announced

    function test_ItIsAnnouncedFirstThingInTheNextPlanYear() public {
        uint256 caseId = queue(person(1), MILD);
        announceAt(nextYear() - 14 days);
        announceAt(nextYear());
        assertEq(books().index, 600);
        assertEq(books().chargedThisYear, 300);
        (uint256 byMembers,) = ledger.fundingOf(SECOND + 1, MILD);
        assertEq(byMembers, 36 * YUAN);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    function test_OneSecondBeforeTheNextPlanYearItStillWaits() public {
        queue(person(1), MILD);
        announceAt(nextYear() - 1);
        assertEq(books().index, 300);
        assertEq(books().chargedThisYear, 300);
        assertEq(books().queue, bitsOf(MILD));
    }

    function test_ItsNoticeBeginsWhenItIsAnnounced() public {
        uint256 caseId = queue(person(1), MILD);
        announce();
        skip(3 days);
        expectRefusal(ICaseDesk.CaseNotPayable.selector, caseId);
        desk.settle(caseId);
        announceAt(nextYear());
        skip(3 days - 1);
        expectRefusal(ICaseDesk.CaseNotPayable.selector, caseId);
        desk.settle(caseId);
        skip(1);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(person(1)), 36 * YUAN);
    }

    /// @dev The next queue is named by its own period again.
    function test_AfterItANewQueueBegins() public {
        queue(person(1), MILD);
        announce();
        announceAt(nextYear());
        uint256 caseId = file(person(2), SLIGHT);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Queued(SECOND + 2, SLIGHT);
        approve(caseId, SLIGHT);
        announce();
        assertAnnouncedIn(SECOND + 2, SECOND + 2, timeNow());
        assertAnnouncedIn(SECOND, SECOND + 1, nextYear());
    }

    function test_DuesAreChargedAndReservesLapseWhileItWaits() public {
        IMutualLedger.Terms memory with = terms();
        with.dues = 10 * STEP;
        with.tiers[BARE].deposit = 310 * STEP;
        open(with);
        enrol(0, 12, STANDARD, 30 * YUAN);
        skip(180 days);
        queue(person(0), MILD);
        announce();
        join(alice, BARE, 310 * STEP);
        queue(person(1), MILD);
        announce();
        assertEq(books().queue, bitsOf(MILD));
        assertEq(books().index, 320);
        assertEq(books().shares, 300);
        assertStatus(alice, IMutualLedger.Status.Lapsed);
    }

    // ---- who leaves meanwhile

    function test_WhoLeavesAnOpenPlanMeanwhileGoesAndDoesNotPay() public {
        queue(person(1), MILD);
        leave(person(5));
        announce();
        assertStatus(person(5), IMutualLedger.Status.Left);
        assertEq(books().leavingUnits, 0);
        withdraw(person(5));
        assertEq(yuan.balanceOf(person(5)), 27 * YUAN);
        announceAt(nextYear());
        (uint256 byMembers,) = ledger.fundingOf(SECOND + 1, MILD);
        assertEq(byMembers, 33 * YUAN);
    }

    /// @dev Running away from a closing plan would leave the waiting cases to whoever is slowest.
    function test_WhoLeavesAClosingPlanStaysUntilTheQueueIsAnnounced() public {
        queue(person(1), MILD);
        leave(person(5));
        close();
        leave(person(6));
        announce();
        leave(person(7));
        announce();
        for (uint256 n = 5; n < 8; ++n) {
            stays(person(n));
        }
        assertEq(books().leavingUnits, 3);

        announceAt(nextYear());
        assertEq(books().leavingUnits, 0);
        for (uint256 n = 5; n < 8; ++n) {
            assertStatus(person(n), IMutualLedger.Status.Left);
            assertEq(memberOf(person(n)).lastPaidIn, SECOND + 2);
            withdraw(person(n));
            assertEq(yuan.balanceOf(person(n)), 24 * YUAN);
        }
        (uint256 byMembers,) = ledger.fundingOf(SECOND + 2, MILD);
        assertEq(byMembers, 36 * YUAN);
    }

    function stays(address who) private {
        assertStatus(who, IMutualLedger.Status.Leaving);
        assertEq(memberOf(who).balance, 27 * YUAN);
        expectRefusal(IMutualLedger.NothingToWithdraw.selector, who);
        vm.prank(who);
        ledger.withdraw();
    }

    /// @dev Once it is announced, who leaves goes with the next announcement again.
    function test_WhoLeavesAfterItGoesWithTheNextAnnouncement() public {
        queue(person(1), MILD);
        close();
        announce();
        announceAt(nextYear());
        leave(person(5));
        announce();
        assertStatus(person(5), IMutualLedger.Status.Left);
    }
}
