// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {DOUBLE, MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract JoiningTest is PlanFixture {
    uint256 private constant DEPOSIT = 30 * YUAN;

    // ---- refusals

    function test_RevertWhen_ThePlanIsClosing() public {
        close();
        expectRefusal(IMutualLedger.PlanNotOpen.selector);
        ledger.join(STANDARD, DEPOSIT, "");
    }

    function test_RevertWhen_JoinsAreStopped() public {
        vm.prank(supervisor);
        ledger.stopJoins();
        expectRefusal(IMutualLedger.JoinsStopped.selector);
        ledger.join(STANDARD, DEPOSIT, "");
    }

    function test_RevertWhen_TheTierIsUnknown() public {
        expectRefusal(IMutualLedger.UnknownTier.selector, 3);
        ledger.join(3, DEPOSIT, "");
    }

    function test_RevertWhen_TheBatchIsEmpty() public {
        expectRefusal(IMutualLedger.EmptyBatch.selector);
        ledger.joinMany(new address[](0), STANDARD, DEPOSIT, "");
    }

    function test_RevertWhen_TheDepositIsNotAMultiple() public {
        expectRefusal(IMutualLedger.AmountNotWhole.selector, DEPOSIT + 1, STEP);
        ledger.join(STANDARD, DEPOSIT + 1, "");
        // A step is enough for one unit, and too fine for two.
        expectRefusal(IMutualLedger.AmountNotWhole.selector, 2 * DEPOSIT + STEP, 2 * STEP);
        ledger.join(DOUBLE, 2 * DEPOSIT + STEP, "");
    }

    function test_RevertWhen_TheDepositIsAStepTooSmall() public {
        expectRefusal(IMutualLedger.DepositTooSmall.selector, DEPOSIT - STEP, DEPOSIT);
        ledger.join(STANDARD, DEPOSIT - STEP, "");
    }

    function test_RevertWhen_TheLimitOutgrowsItsType() public {
        uint256 most = type(uint48).max;
        fund(alice, most * STEP);
        vm.startPrank(alice);
        expectRefusal(IMutualLedger.AmountTooLarge.selector, most + 1, most);
        ledger.join(STANDARD, (most + 1) * STEP, "");
        ledger.join(STANDARD, most * STEP, "");
        vm.stopPrank();
        assertEq(memberOf(alice).limit, most);
    }

    function test_RevertWhen_TheTokenBringsNothing() public {
        vm.prank(alice);
        vm.expectRevert();
        ledger.join(STANDARD, DEPOSIT, "");
        assertStatus(alice, IMutualLedger.Status.None);
    }

    function test_RevertWhen_AMembershipStands() public {
        join(alice);
        expectRefusal(IMutualLedger.AlreadyMember.selector, alice);
        vm.prank(alice);
        ledger.join(STANDARD, DEPOSIT, "");

        leave(alice);
        expectRefusal(IMutualLedger.AlreadyMember.selector, alice);
        vm.prank(alice);
        ledger.join(STANDARD, DEPOSIT, "");

        join(bob);
        announce();
        assertStatus(alice, IMutualLedger.Status.Left);
        expectRefusal(IMutualLedger.AlreadyMember.selector, alice);
        vm.prank(alice);
        ledger.join(STANDARD, DEPOSIT, "");
    }

    function test_RevertWhen_ABatchNamesOneTwice() public {
        address[] memory twice = new address[](2);
        (twice[0], twice[1]) = (alice, alice);
        fund(sponsor, 2 * DEPOSIT);
        expectRefusal(IMutualLedger.AlreadyMember.selector, alice);
        vm.prank(sponsor);
        ledger.joinMany(twice, STANDARD, DEPOSIT, "");
    }

    function test_RevertWhen_ABenefitHasEndedTheMembershipForGood() public {
        enrol(0, 2, STANDARD, DEPOSIT);
        skip(180 days);
        queue(person(0), 0);
        withdraw(person(0));
        fund(person(0), DEPOSIT);
        expectRefusal(IMutualLedger.MembershipEnded.selector, person(0));
        vm.prank(person(0));
        ledger.join(STANDARD, DEPOSIT, "");
    }

    // ---- what joining does

    function test_AMemberStandsWhereTheDepositLiftsThem() public {
        enrol(0, 10, STANDARD, DEPOSIT);
        skip(180 days);
        queue(person(0), MILD);
        announce();
        assertEq(books().index, 300);

        fund(alice, 60 * YUAN);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Joined(alice, DOUBLE, 60 * YUAN, 300 + 3_000);
        vm.prank(alice);
        ledger.join(DOUBLE, 60 * YUAN, "");

        IMutualLedger.MemberView memory m = memberOf(alice);
        assertEq(m.units, 2);
        assertEq(m.limit, 3_300);
        assertEq(m.joinedAt, timeNow());
        assertEq(m.balance, 60 * YUAN);
        assertEq(m.coveredUntil, type(uint40).max);
        assertEq(books().members, 11);
        assertEq(books().units, 12);
        assertEq(yuan.balanceOf(address(ledger)), 360 * YUAN);
    }

    function test_ABatchJoinsAtTheSponsorsExpense() public {
        enrol(0, 3, DOUBLE, 70 * YUAN);
        assertEq(books().members, 3);
        assertEq(books().units, 6);
        for (uint256 n; n < 3; ++n) {
            assertEq(memberOf(person(n)).balance, 70 * YUAN);
        }
        assertEq(yuan.balanceOf(address(ledger)), 210 * YUAN);
        assertEq(yuan.balanceOf(sponsor), 0);
    }

    function test_ALeaverCanJoinAnewAndWaitsAnew() public {
        join(alice);
        join(bob);
        leave(alice);
        announce();
        withdraw(alice);
        join(alice);
        assertEq(memberOf(alice).joinedAt, timeNow());
        assertStatus(alice, IMutualLedger.Status.Active);
        assertEq(books().members, 2);
    }

    function test_WhoeverJoinsIsChargedByTheNextAnnouncement() public {
        enrol(0, 9, STANDARD, DEPOSIT);
        skip(180 days);
        queue(person(0), MILD);
        join(alice);
        announce();
        assertEq(memberOf(alice).balance, 27 * YUAN);
    }

    // ---- permits

    function test_APermitJoinsInOneTransaction() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        yuan.mint(owner, DEPOSIT);
        IMutualLedger.Permit memory signed = permit(owner, key, DEPOSIT);
        vm.prank(owner);
        ledger.joinWithPermit(STANDARD, DEPOSIT, "", signed);
        assertStatus(owner, IMutualLedger.Status.Active);
    }

    function test_APermitSpentByAnotherDoesNoHarm() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        yuan.mint(owner, DEPOSIT);
        IMutualLedger.Permit memory signed = permit(owner, key, DEPOSIT);
        vm.prank(anyone);
        yuan.permit(owner, address(ledger), DEPOSIT, signed.deadline, signed.v, signed.r, signed.s);
        vm.prank(owner);
        ledger.joinWithPermit(STANDARD, DEPOSIT, "", signed);
        assertStatus(owner, IMutualLedger.Status.Active);
    }

    function test_RevertWhen_APermitOfAnotherIsUsed() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        yuan.mint(owner, DEPOSIT);
        yuan.mint(anyone, DEPOSIT);
        IMutualLedger.Permit memory signed = permit(owner, key, DEPOSIT);
        vm.prank(anyone);
        vm.expectRevert();
        ledger.joinWithPermit(STANDARD, DEPOSIT, "", signed);
    }

    // ---- free riding

    /// @dev Money lent for one transaction buys nothing and does not come back within it.
    function test_AJoinOnBorrowedMoneyCannotLeaveInTheSameTransaction() public {
        join(bob);
        announce();
        skip(14 days);
        fund(alice, DEPOSIT);
        vm.startPrank(alice);
        ledger.join(STANDARD, DEPOSIT, "");
        ledger.leave();
        expectRefusal(IMutualLedger.NothingToWithdraw.selector, alice);
        ledger.withdraw();
        vm.stopPrank();
    }

    /// @dev Even a whole announcement later they have paid their share and were never covered.
    function test_AJoinForOneAnnouncementPaysAndCannotClaim() public {
        enrol(0, 9, STANDARD, DEPOSIT);
        skip(180 days);
        queue(person(0), MILD);
        join(alice);
        leave(alice);
        announce();
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 27 * YUAN);
    }

    // ---- bounds

    function test_RevertWhen_TheUnitsOutgrowTheirType() public {
        IMutualLedger.Terms memory with = terms();
        (with.tiers[DOUBLE].units, with.tiers[DOUBLE].deposit) = (0xC0FFEE, 0xC0FFEE * 300 * STEP);
        open(with);
        enrol(0, 1, DOUBLE, 0xC0FFEE * 300 * STEP);
        uint256 most = type(uint56).max;
        overwrite(address(ledger), 0xC0FFEE, 56, most - 1);
        assertEq(books().units, most - 1);

        join(alice);
        assertEq(books().units, most);
        fund(bob, DEPOSIT);
        expectRefusal(IMutualLedger.AmountTooLarge.selector, most + 1, most);
        vm.prank(bob);
        ledger.join(STANDARD, DEPOSIT, "");
    }

    function test_RevertWhen_TheHoldingOutgrowsItsType() public {
        uint256 most = type(uint120).max;
        fundBackstop(most - DEPOSIT);
        join(alice);
        assertEq(yuan.balanceOf(address(ledger)), most);
        fund(bob, DEPOSIT);
        expectRefusal(IMutualLedger.AmountTooLarge.selector, most + DEPOSIT, most);
        vm.prank(bob);
        ledger.join(STANDARD, DEPOSIT, "");
    }
}
