// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {FilingFixture} from "./base/FilingFixture.sol";
import {ACCIDENT, BARE, MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Paying announced cases, also from a queue that waited, and what a benefit ends.
contract SettlingTest is FilingFixture {
    /// @dev The period that announces the first case of a test.
    uint256 private constant PERIOD = FIRST + 2;

    // ---- settling

    function notPayable(uint256 caseId) private {
        expectRefusal(ICaseDesk.CaseNotPayable.selector, caseId);
        desk.settle(caseId);
    }

    function test_RevertWhen_TheCaseCannotBePaidNow() public {
        file(alice, MILD);
        notPayable(CASE);
        approve(CASE, MILD);
        notPayable(CASE);
        announce();
        notPayable(CASE);
        skip(3 days - 1);
        notPayable(CASE);
        skip(1);
        desk.settle(CASE);
        notPayable(CASE);
    }

    function test_RevertWhen_TheCaseWasRejectedTakenBackOrHasExpired() public {
        reject(file(alice, MILD));
        takeBack(file(alice, MILD));
        skip(30 days);
        file(alice, MILD);
        skip(365 days);
        assertCase(CASE, ICaseDesk.CaseStatus.Rejected);
        assertCase(CASE + 1, ICaseDesk.CaseStatus.Withdrawn);
        assertCase(CASE + 2, ICaseDesk.CaseStatus.Expired);
        for (uint256 caseId = CASE; caseId < CASE + 3; ++caseId) {
            notPayable(caseId);
        }
    }

    /// @dev Ten units bring 30 within the cap of a case: less than the benefit, so nothing for the operator.
    function test_TheClaimantComesBeforeTheFee() public {
        queue(alice, MILD);
        queueAndPay(30 * YUAN, 0);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
    }

    function test_AFullyFundedCasePaysBenefitAndFee() public {
        fundBackstop(1_000 * YUAN);
        queue(alice, MILD);
        queueAndPay(50 * YUAN, 4 * YUAN);
        assertEq(books().operatorCredit, 4 * YUAN);
        assertEq(yuan.balanceOf(alice), 50 * YUAN);
    }

    /// @dev 52 are there for 50 + 4.
    function test_TheFeeIsWhatTheBenefitLeaves() public {
        fundBackstop(22 * YUAN);
        queue(alice, MILD);
        queueAndPay(50 * YUAN, 2 * YUAN);
    }

    function queueAndPay(uint256 benefit, uint256 fee) private {
        announce();
        skip(3 days);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CasePaid(alice, PERIOD, MILD, benefit, fee);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseSettled(CASE, benefit, fee);
        vm.prank(anyone);
        desk.settle(CASE);
        assertCase(CASE, ICaseDesk.CaseStatus.Settled);
    }

    function test_TheBeneficiaryIsPaid() public {
        vm.prank(alice);
        desk.file(MILD, timeNow(), "sealed", bob);
        approve(CASE, MILD);
        announce();
        skip(3 days);
        desk.settle(CASE);
        assertEq(yuan.balanceOf(bob), 30 * YUAN);
        assertEq(yuan.balanceOf(alice), 0);
    }

    function test_ACaseIsPaidFromItsOwnPeriodHoweverLate() public {
        queue(alice, MILD);
        announce();
        queue(person(1), MILD);
        queue(person(2), MILD);
        announce();
        skip(10 * 365 days);
        for (uint256 caseId = CASE; caseId < CASE + 3; ++caseId) {
            desk.settle(caseId);
        }
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
        assertEq(yuan.balanceOf(person(1)), 15 * YUAN);
    }

    // ---- the queue that waits

    /// @dev As `Plans.small()`, with little left of the year's cap once the first case is charged.
    function openWithYearCap() private {
        IPlanTerms.Terms memory with = terms();
        with.yearCap = with.periodCap;
        open(with);
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        stay();
        skip(200 days);
        fileEarlier(3);
        queue(person(0), MILD);
        announce();
    }

    /// @dev A case is announced by the announcement that charges it, which may be in another year.
    function test_AWaitingCaseIsApprovedUntilItIsAnnounced() public {
        openWithYearCap();
        uint256 caseId = queue(alice, MILD);
        uint256 began = books().period;
        announce();
        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
        assertEq(desk.caseOf(caseId).period, began, "named by the period in which its queue began");
        skip(3 days);
        notPayable(caseId);
        expectRefusal(ICaseDesk.CaseNotContestable.selector, caseId);
        vm.prank(person(1));
        desk.object(caseId, "reason");

        vm.warp(deployedAt + 365 days);
        uint256 period = books().period;
        ledger.announce();
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
        assertEq(desk.caseOf(caseId).period, period);
        skip(3 days - 1);
        notPayable(caseId);
        skip(1);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CasePaid(alice, period, MILD, 30 * YUAN, 0);
        desk.settle(caseId);
    }

    function test_WhatIsApprovedWhileAQueueWaitsIsAnnouncedWithIt() public {
        openWithYearCap();
        uint256 first = queue(alice, MILD);
        announce();
        uint256 second = queue(person(1), MILD);
        assertEq(desk.caseOf(second).period, desk.caseOf(first).period);
        announce();
        assertCase(second, ICaseDesk.CaseStatus.Approved);
        vm.warp(deployedAt + 365 days);
        announce();
        assertCase(first, ICaseDesk.CaseStatus.Announced);
        assertCase(second, ICaseDesk.CaseStatus.Announced);
    }

    // ---- benefits that end a membership

    function test_ABenefitEndsTheMembershipOfWhoHasLapsed() public {
        join(bob, BARE, 3 * YUAN);
        uint256 caseId = file(bob, ACCIDENT);
        queue(person(0), MILD);
        announce();
        assertStatus(bob, IMutualLedger.Status.Lapsed);
        approve(caseId, ACCIDENT);
        assertStatus(bob, IMutualLedger.Status.Claimed);
        expectRefusal(IMutualLedger.MembershipEnded.selector, bob);
        vm.prank(bob);
        ledger.join(STANDARD, 30 * YUAN, "");
    }

    function test_RevertWhen_WhoLapsedWithdrawsPastAnUndecidedCase() public {
        join(bob, BARE, 3 * YUAN);
        stay();
        uint256 caseId = file(bob, ACCIDENT);
        queue(person(0), MILD);
        announce();
        assertStatus(bob, IMutualLedger.Status.Lapsed);
        expectRefusal(IMutualLedger.CaseUndecided.selector, caseId);
        withdraw(bob);
    }

    /// @dev Join, file where nobody waits, leave, announce and withdraw, all on money of a moment.
    function test_RevertWhen_AMembershipOnBorrowedMoneyIsOverBeforeThePanelCanAct() public {
        join(bob);
        uint256 caseId = file(bob, ACCIDENT);
        expectRefusal(IMutualLedger.MinimumStay.selector, bob, FIRST + 3);
        leave(bob);
        announce();
        leave(bob);
        announce();
        expectRefusal(IMutualLedger.CaseUndecided.selector, caseId);
        withdraw(bob);
    }
}
