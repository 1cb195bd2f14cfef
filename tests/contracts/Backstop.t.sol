// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract BackstopTest is PlanFixture {
    uint256 private constant DELAY = 14 days + 3 days;

    function setUp() public override {
        super.setUp();
        fundBackstop(100 * YUAN);
    }

    function notify(uint256 amount) private returns (uint256 opens) {
        vm.prank(sponsor);
        ledger.noticeBackstop(amount);
        return timeNow() + DELAY;
    }

    function take(uint256 amount) private {
        vm.prank(sponsor);
        ledger.takeBackstop(amount);
    }

    // ---- refusals

    function test_RevertWhen_FundingAClosedPlan() public {
        closeAndFinish();
        expectRefusal(IMutualLedger.PlanClosed.selector);
        ledger.fundBackstop(YUAN);
    }

    function test_RevertWhen_FundingNothing() public {
        expectRefusal(IMutualLedger.ZeroAmount.selector);
        ledger.fundBackstop(0);
    }

    /// @dev Neither one funding nor two together.
    function test_RevertWhen_TheBackstopOutgrowsItsType() public {
        uint256 most = type(uint120).max;
        expectRefusal(IMutualLedger.AmountTooLarge.selector, most + 100 * YUAN, most);
        ledger.fundBackstop(most);
        fundBackstop(most - 100 * YUAN);
        expectRefusal(IMutualLedger.AmountTooLarge.selector, most + 1, most);
        ledger.fundBackstop(1);
        expectRefusal(IMutualLedger.AmountTooLarge.selector, most + 1, most);
        notify(most + 1);
    }

    function test_RevertWhen_TakingNothing() public {
        expectRefusal(IMutualLedger.ZeroAmount.selector);
        take(0);
    }

    function test_RevertWhen_NoNoticeWasGiven() public {
        expectRefusal(IMutualLedger.NoBackstopNotice.selector, 0, 0);
        take(YUAN);
    }

    function test_RevertWhen_TakingOutsideTheWindow() public {
        uint256 opens = notify(100 * YUAN);
        uint256 closes = opens + 14 days;
        vm.warp(opens - 1);
        expectRefusal(IMutualLedger.NoBackstopNotice.selector, opens, closes);
        take(YUAN);
        vm.warp(opens);
        take(YUAN);
        vm.warp(closes - 1);
        take(YUAN);
        vm.warp(closes);
        expectRefusal(IMutualLedger.NoBackstopNotice.selector, opens, closes);
        take(YUAN);
    }

    function test_RevertWhen_TakingMoreThanNoticed() public {
        vm.warp(notify(60 * YUAN));
        expectRefusal(IMutualLedger.MoreThanNoticed.selector, 60 * YUAN + 1, 60 * YUAN);
        take(60 * YUAN + 1);
        take(40 * YUAN);
        expectRefusal(IMutualLedger.MoreThanNoticed.selector, 20 * YUAN + 1, 20 * YUAN);
        take(20 * YUAN + 1);
        take(20 * YUAN);
        assertEq(yuan.balanceOf(sponsor), 60 * YUAN);
    }

    function test_RevertWhen_TheBackstopHoldsLess() public {
        vm.warp(notify(1_000 * YUAN));
        expectRefusal(IMutualLedger.BackstopTooSmall.selector, 100 * YUAN + 1, 100 * YUAN);
        take(100 * YUAN + 1);
    }

    function test_RevertWhen_TheNoticeWasCalledOff() public {
        uint256 opens = notify(100 * YUAN);
        notify(0);
        vm.warp(opens);
        expectRefusal(IMutualLedger.NoBackstopNotice.selector, 0, 0);
        take(YUAN);
    }

    function test_RevertWhen_TheNoticeOutgrowsItsType() public {
        uint256 most = type(uint120).max;
        expectRefusal(IMutualLedger.AmountTooLarge.selector, most + 1, most);
        notify(most + 1);
    }

    // ---- what it does

    function test_AnybodyFundsIt() public {
        fund(anyone, YUAN);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BackstopFunded(anyone, YUAN);
        vm.prank(anyone);
        ledger.fundBackstop(YUAN);
        assertEq(books().backstop, 101 * YUAN);
    }

    function test_ANoticeTellsItsWindow() public {
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BackstopNoticed(YUAN, timeNow() + DELAY, timeNow() + DELAY + 14 days);
        notify(YUAN);
    }

    function test_ANewNoticeReplacesAnOlderOne() public {
        uint256 first = notify(100 * YUAN);
        skip(1 days);
        uint256 second = notify(10 * YUAN);
        vm.warp(first);
        expectRefusal(IMutualLedger.NoBackstopNotice.selector, second, second + 14 days);
        take(YUAN);
        vm.warp(second);
        take(10 * YUAN);
        assertEq(books().backstop, 90 * YUAN);
    }

    /// @dev The money is the sponsor's, and what waits for the next plan year is not announced yet.
    function test_TheSponsorTakesItWithinItsNoticeWhileAQueueWaits() public {
        IMutualLedger.Terms memory with = terms();
        with.yearCap = 3 * YUAN;
        open(with);
        enrol(0, 10, STANDARD, 30 * YUAN);
        skip(180 days);
        queue(person(0), MILD);
        announce();
        fundBackstop(100 * YUAN);
        queue(person(1), MILD);
        vm.warp(notify(60 * YUAN));
        ledger.announce();
        assertGt(books().queue, 0);
        assertEq(books().backstop, 100 * YUAN);
        take(60 * YUAN);
        assertEq(yuan.balanceOf(sponsor), 60 * YUAN);
    }

    function test_TheLargestNoticeIsUsedUpToTheLastUnit() public {
        uint256 most = type(uint120).max;
        fundBackstop(most - 100 * YUAN);
        vm.warp(notify(most));
        take(most - 1);
        expectRefusal(IMutualLedger.MoreThanNoticed.selector, 2, 1);
        take(2);
        take(1);
        assertEq(books().backstop, 0);
    }

    function test_AfterTheClosingTheSponsorTakesWhatIsLeft() public {
        closeAndFinish();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BackstopTaken(sponsor, 100 * YUAN);
        take(100 * YUAN);
        assertEq(yuan.balanceOf(address(ledger)), 0);
    }
}
