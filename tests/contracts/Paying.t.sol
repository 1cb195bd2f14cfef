// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, BARE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev What the ledger does with an announced case's money and with bonds, when the desk says so: here the desk is
/// played.
/// A mild case of eighteen units gets 54 yuan: 50 for the claimant, 4 for the operator.
contract PayingTest is PlanFixture {
    uint256 private constant BOND = 50 * YUAN;
    uint256 private constant REWARD = 2 * YUAN;
    /// @dev The period whose announcement funded the case.
    uint256 private constant FUNDED = FIRST;

    function setUp() public override {
        super.setUp();
        enrol(0, 18, STANDARD, 30 * YUAN);
        skip(180 days);
    }

    modifier asDesk() {
        vm.startPrank(address(desk));
        _;
        vm.stopPrank();
    }

    function pay(address payee, uint256 level) private asDesk returns (uint256 benefit, uint256 fee) {
        return ledger.payCase(payee, FUNDED, level);
    }

    function overturn(uint256 level, address[] memory rewarded) private asDesk {
        ledger.overturn(FUNDED, level, rewarded);
    }

    function takeBond(address payer) private asDesk {
        ledger.takeBond(payer);
    }

    function releaseBond(address owner, address[] memory rewarded) private asDesk {
        ledger.releaseBond(owner, rewarded);
    }

    function endMembership(address member, uint256 joinedAt) private asDesk {
        ledger.endMembership(member, joinedAt);
    }

    function jurors(uint256 count) private pure returns (address[] memory all) {
        all = new address[](count);
        for (uint256 n; n < count; ++n) {
            all[n] = person(70 + n);
        }
    }

    // ---- paying a case

    function test_TheClaimantComesFirstAndTheOperatorGetsTheRest() public {
        queue(person(0), MILD);
        announce();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CasePaid(bob, FUNDED, MILD, 50 * YUAN, 4 * YUAN);
        (uint256 benefit, uint256 fee) = pay(bob, MILD);
        assertEq(benefit, 50 * YUAN);
        assertEq(fee, 4 * YUAN);
        assertEq(yuan.balanceOf(bob), 50 * YUAN);
        assertEq(books().operatorCredit, 4 * YUAN);
    }

    function test_OfACaseThatIsCutTheOperatorGetsNothing() public {
        queue(person(0), MILD);
        queue(person(1), MILD);
        announce();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CasePaid(bob, FUNDED, MILD, 27 * YUAN, 0);
        pay(bob, MILD);
        assertEq(books().operatorCredit, 0);
    }

    // ---- overturning it

    /// @dev Seventeen units pay 51 for a severe case, the backstop the 273 that are missing.
    function fundSevere() private {
        fundBackstop(400 * YUAN);
        queue(person(0), SEVERE);
        announce();
        assertEq(books().backstop, 127 * YUAN);
    }

    function test_WhatFallsGoesBackToWhereItCameFrom() public {
        fundSevere();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CaseOverturned(FUNDED, SEVERE, 6 * YUAN, 45 * YUAN, 273 * YUAN);
        for (uint256 n; n < 3; ++n) {
            vm.expectEmit(address(ledger));
            emit IMutualLedger.JurorRewarded(person(70 + n), REWARD);
        }
        overturn(SEVERE, jurors(3));
        assertEq(books().surplus, 45 * YUAN);
        assertEq(books().backstop, 400 * YUAN);
        assertEq(ledger.creditOf(person(70)), REWARD);
        assertEq(yuan.balanceOf(person(70)), 0);
    }

    /// @dev Rewards come out of the members' part only, rounded down: a case cut to the least has less than a
    /// reward each.
    function test_JurorsShareAMembersPartThatIsLessThanTheirRewards() public {
        IMutualLedger.Terms memory with = terms();
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (5 * YUAN + 2, 0);
        open(with);
        enrol(0, 18, STANDARD, 30 * YUAN);
        skip(180 days);
        queue(person(0), MILD);
        announce();
        uint256 surplus = books().surplus;
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CaseOverturned(FUNDED, MILD, 5 * YUAN + 1, 1, 0);
        overturn(MILD, jurors(3));
        assertEq(ledger.creditOf(person(72)), (5 * YUAN + 1) / 3);
        assertEq(books().surplus, surplus + 1);
    }

    function test_WithoutJurorsAllOfItGoesBack() public {
        fundSevere();
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CaseOverturned(FUNDED, SEVERE, 0, 51 * YUAN, 273 * YUAN);
        overturn(SEVERE, jurors(0));
        assertEq(books().surplus, 51 * YUAN);
    }

    // ---- bonds

    function test_ABondIsTakenByAllowanceAndKeptApart() public {
        fund(bob, BOND);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondTaken(bob, BOND);
        takeBond(bob);
        assertEq(books().bonds, BOND);
        assertEq(books().surplus, 0);
        assertEq(yuan.balanceOf(bob), 0);
    }

    function test_ABondGoesBackLessTheRewards() public {
        fund(bob, BOND);
        takeBond(bob);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(bob, 4 * YUAN, 46 * YUAN);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.JurorRewarded(person(70), REWARD);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.JurorRewarded(person(71), REWARD);
        releaseBond(bob, jurors(2));
        assertEq(books().bonds, 0);
        assertEq(yuan.balanceOf(bob), 46 * YUAN);
        assertEq(books().surplus, 0);
    }

    function test_ALostBondIsMembersMoney() public {
        fund(bob, BOND);
        takeBond(bob);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(address(0), 10 * YUAN, 40 * YUAN);
        releaseBond(address(0), jurors(5));
        assertEq(books().surplus, 40 * YUAN);
        assertEq(yuan.balanceOf(bob), 0);
    }

    /// @dev A reward is a credit that adds up, and its juror's to collect.
    function test_ARewardIsCollectedByItsJuror() public {
        fund(bob, 2 * BOND);
        takeBond(bob);
        takeBond(bob);
        releaseBond(bob, jurors(1));
        releaseBond(bob, jurors(1));
        assertEq(ledger.creditOf(person(70)), 2 * REWARD);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CreditCollected(person(70), carol, 2 * REWARD);
        vm.prank(person(70));
        ledger.collectCredit(carol);
        assertEq(yuan.balanceOf(carol), 2 * REWARD);
    }

    // ---- ending a membership

    function test_ABenefitEndsTheMembershipThatIsMeantAndNoOther() public {
        uint256 joinedAt = memberOf(person(3)).joinedAt;
        endMembership(person(3), joinedAt + 1);
        assertStatus(person(3), IMutualLedger.Status.Active);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BenefitEndedMembership(person(3), 30 * YUAN);
        endMembership(person(3), joinedAt);
        assertStatus(person(3), IMutualLedger.Status.Claimed);
        assertEq(memberOf(person(3)).endedAt, timeNow());
        assertEq(memberOf(person(3)).coveredUntil, 0);
        assertEq(books().units, 17);
        assertEq(books().members, 17);
    }

    function test_AMembershipEndsOnce() public {
        uint256 joinedAt = memberOf(person(3)).joinedAt;
        endMembership(person(3), joinedAt);
        endMembership(person(3), joinedAt);
        assertEq(books().units, 17);
        vm.prank(person(3));
        ledger.withdraw();
        endMembership(person(3), joinedAt);
        assertEq(memberOf(person(3)).balance, 0);
    }

    /// @dev It is over at once, also in the period of joining: no stay holds what is left.
    function test_ABenefitEndsAMembershipAtOnce() public {
        join(alice);
        queue(alice, ACCIDENT);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 30 * YUAN);
        assertStatus(alice, IMutualLedger.Status.Claimed);
    }

    /// @dev What they shared, and when they had asked to leave, stays written.
    function test_ABenefitAfterLeavingKeepsWhenTheyAskedToLeave() public {
        announce();
        leave(person(3));
        uint256 askedAt = timeNow();
        uint256 joinedAt = memberOf(person(3)).joinedAt;
        skip(14 days);
        ledger.announce();
        endMembership(person(3), joinedAt);
        assertEq(memberOf(person(3)).endedAt, askedAt);
        assertStatus(person(3), IMutualLedger.Status.Claimed);
        assertEq(memberOf(person(3)).balance, 30 * YUAN);
    }

    /// @dev Nor does what is announced afterwards charge them: they shared in the last announcement before they were gone.
    function test_ABenefitAfterLeavingChargesNothingMore() public {
        announce();
        leave(person(3));
        uint256 joinedAt = memberOf(person(3)).joinedAt;
        announce();
        queue(person(4), MILD);
        announce();
        assertEq(memberOf(person(4)).balance, 27 * YUAN);
        endMembership(person(3), joinedAt);
        assertEq(memberOf(person(3)).balance, 30 * YUAN);
    }

    /// @dev Whose membership a benefit has ended is not counted again when the floor passes where they stood.
    function test_WhoseMembershipIsEndedDoesNotLapseBesides() public {
        join(alice, BARE, 5 * YUAN);
        announce();
        endMembership(alice, memberOf(alice).joinedAt);
        queue(person(4), MILD);
        announce();
        assertEq(memberOf(person(4)).balance, 27 * YUAN);
        assertEq(books().members, 18);
        assertEq(books().units, 18);
        assertStatus(alice, IMutualLedger.Status.Claimed);
    }
}
