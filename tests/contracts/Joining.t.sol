// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, DOUBLE, MILD, SEVERE, STANDARD, STEP, YUAN} from "./base/Plans.sol";
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
        expectRefusal(IMutualLedger.UnknownTier.selector, 4);
        ledger.join(4, DEPOSIT, "");
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
        refusedAnew();
        announce();
        leave(alice);
        refusedAnew();
        announce();
        assertStatus(alice, IMutualLedger.Status.Left);
        refusedAnew();
    }

    function refusedAnew() private {
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
        queue(person(0), SEVERE);
        endedForGood(person(0));
        withdraw(person(0));
        endedForGood(person(0));
    }

    function endedForGood(address who) private {
        fund(who, DEPOSIT);
        expectRefusal(IMutualLedger.MembershipEnded.selector, who);
        vm.prank(who);
        ledger.join(STANDARD, DEPOSIT, "");
    }

    // ---- a batch in a plan without an attestor

    /// @dev Whoever pays for a batch could otherwise put back into the plan who has gone, at a tier of their choice.
    function test_ABatchBringsBackNobodyWhoHadGone() public {
        join(alice);
        batchRefused(alice);
        announce();
        leave(alice);
        announce();
        batchRefused(alice);
        withdraw(alice);
        batchRefused(alice);
        join(alice);
        assertStatus(alice, IMutualLedger.Status.Active);
    }

    function test_ABatchBringsBackNobodyWhoClaimed() public {
        enrol(0, 2, STANDARD, DEPOSIT);
        queue(person(0), ACCIDENT);
        batchRefused(person(0));
    }

    /// @dev Before it is asked whether anybody may join at all.
    function batchRefused(address who) private {
        address[] memory members = new address[](2);
        (members[0], members[1]) = (carol, who);
        expectRefusal(IMutualLedger.WasMember.selector, who);
        ledger.joinMany(members, STANDARD, DEPOSIT, "");
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
        announce();
        leave(alice);
        announce();
        withdraw(alice);
        join(alice);
        assertEq(memberOf(alice).joinedAt, timeNow());
        assertEq(memberOf(alice).endedAt, 0);
        assertStatus(alice, IMutualLedger.Status.Active);
        assertEq(books().members, 2);
        expectRefusal(IMutualLedger.MinimumStay.selector, alice, FIRST + 3);
        vm.prank(alice);
        ledger.leave();
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

    // ---- a membership on borrowed money

    /// @dev All in the transaction in which the announcement falls due.  Nothing ends the membership, so that the
    /// money is
    /// charged and stays until it has helped to pay twice.
    function test_BorrowedMoneyJoinsFilesLeavesAnnouncesAndWithdrawsInOneTransaction() public {
        enrol(0, 9, STANDARD, DEPOSIT);
        skip(14 days);
        fund(alice, DEPOSIT);
        vm.startPrank(alice);
        ledger.join(STANDARD, DEPOSIT, "");
        desk.file(ACCIDENT, timeNow(), "sealed", address(0));
        expectRefusal(IMutualLedger.MinimumStay.selector, alice, FIRST + 1);
        ledger.leave();
        ledger.announce();
        expectRefusal(IMutualLedger.NothingToWithdraw.selector, alice);
        ledger.withdraw();
        ledger.leave();
        expectRefusal(IMutualLedger.NothingToWithdraw.selector, alice);
        ledger.withdraw();
        vm.stopPrank();
        assertStatus(alice, IMutualLedger.Status.Leaving);
        assertEq(yuan.balanceOf(alice), 0);
    }

    /// @dev The soonest way out: after the two announcements that a membership outlasts, both of which are paid.
    function test_WhoJoinsAndLeavesAtOncePaysTwoAnnouncements() public {
        enrol(0, 9, STANDARD, DEPOSIT);
        skip(180 days);
        queue(person(0), MILD);
        join(alice);
        announce();
        leave(alice);
        queue(person(1), MILD);
        announce();
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 24 * YUAN);
    }

    /// @dev Units of a moment that lift what a case may ask of everybody: they pay for it, and for the next one too.
    function test_PuppetsThatLiftWhatACaseMayAskPayForTwoAnnouncements() public {
        enrol(0, 10, STANDARD, DEPOSIT);
        skip(180 days);
        queue(person(0), MILD);
        enrol(10, 10, STANDARD, DEPOSIT);
        announce();
        (uint256 byMembers,) = ledger.fundingOf(FIRST, MILD);
        assertEq(byMembers, 54 * YUAN);
        queue(person(1), MILD);
        for (uint256 n = 10; n < 20; ++n) {
            leave(person(n));
        }
        announce();
        for (uint256 n = 10; n < 20; ++n) {
            withdraw(person(n));
            assertEq(yuan.balanceOf(person(n)), DEPOSIT - 540 * STEP);
        }
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
