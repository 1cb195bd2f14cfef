// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IYuan} from "./base/IYuan.sol";
import {BlockingToken, FalseToken, FeeToken, GenerousToken, SilentToken} from "./base/OddTokens.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract TokensTest is PlanFixture {
    uint256 private constant DEPOSIT = 30 * YUAN;

    /// @dev A plan in that currency; deposits are approved by `fund`.
    function openIn(address token) private {
        yuan = IYuan(token);
        open(terms(), token);
    }

    // ---- deposits that do not arrive whole

    function test_RevertWhen_TheTokenKeepsAFee() public {
        openIn(address(new FeeToken()));
        mismatched(DEPOSIT * 99 / 100);
    }

    function test_RevertWhen_TheTokenBringsTooMuch() public {
        openIn(address(new GenerousToken()));
        mismatched(DEPOSIT + 1);
    }

    function mismatched(uint256 received) private {
        fund(alice, DEPOSIT);
        vm.startPrank(alice);
        expectRefusal(IMutualLedger.TransferMismatch.selector, DEPOSIT, received);
        ledger.join(STANDARD, DEPOSIT, "");
        expectRefusal(IMutualLedger.TransferMismatch.selector, DEPOSIT, received);
        ledger.fundBackstop(DEPOSIT);
        vm.stopPrank();
        assertEq(books().members, 0);
    }

    function test_RevertWhen_TheTokenSaysFalseToADeposit() public {
        FalseToken token = new FalseToken();
        openIn(address(token));
        token.say(false);
        fund(alice, DEPOSIT);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(token)));
        vm.prank(alice);
        ledger.join(STANDARD, DEPOSIT, "");
    }

    function test_ATokenThatAnswersNothingServes() public {
        openIn(address(new SilentToken()));
        join(alice);
        announce();
        leave(alice);
        announce();
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), DEPOSIT);
    }

    // ---- payments that the token refuses

    function openBlocking() private returns (BlockingToken token) {
        token = new BlockingToken();
        openIn(address(token));
        enrol(0, 9, STANDARD, DEPOSIT);
        join(alice);
        stay();
        skip(180 days);
    }

    function test_OneBlockedClaimantHoldsUpNobody() public {
        BlockingToken token = openBlocking();
        queue(alice, MILD);
        queue(person(0), MILD);
        announce();
        skip(3 days);
        token.setBlocked(alice, true);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Credited(alice, 15 * YUAN);
        desk.settle(0);
        desk.settle(1);
        assertEq(yuan.balanceOf(person(0)), 15 * YUAN);
        assertEq(ledger.creditOf(alice), 15 * YUAN);
    }

    function test_ACreditIsCollectedToAnotherAddress() public {
        test_OneBlockedClaimantHoldsUpNobody();
        vm.startPrank(alice);
        vm.expectRevert();
        ledger.collectCredit(alice);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CreditCollected(alice, bob, 15 * YUAN);
        ledger.collectCredit(bob);
        assertEq(yuan.balanceOf(bob), 15 * YUAN);
        expectRefusal(IMutualLedger.NoCredit.selector, alice);
        ledger.collectCredit(bob);
        vm.stopPrank();
    }

    function test_RevertWhen_SomebodyElseCollectsACredit() public {
        test_OneBlockedClaimantHoldsUpNobody();
        expectRefusal(IMutualLedger.NoCredit.selector, bob);
        vm.prank(bob);
        ledger.collectCredit(bob);
    }

    function test_ABlockedMembersMoneyBecomesACreditAndTheMembershipEnds() public {
        BlockingToken token = openBlocking();
        leave(alice);
        announce();
        token.setBlocked(alice, true);
        withdraw(alice);
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
        assertEq(ledger.creditOf(alice), DEPOSIT);
    }

    function test_AClosingGoesOnPastABlockedClaimant() public {
        BlockingToken token = openBlocking();
        queue(alice, SEVERE);
        announce();
        skip(3 days);
        token.setBlocked(alice, true);
        desk.settle(0);
        closeAndFinish();
        assertStage(IMutualLedger.Stage.Closed);
        withdraw(person(0));
        assertEq(yuan.balanceOf(person(0)), DEPOSIT - 3 * YUAN);
    }

    function test_PaymentsOfAPausedTokenBecomeCredits() public {
        BlockingToken token = openBlocking();
        leave(alice);
        announce();
        token.setPaused(true);
        withdraw(alice);
        token.setPaused(false);
        vm.prank(alice);
        ledger.collectCredit(alice);
        assertEq(yuan.balanceOf(alice), DEPOSIT);
    }

    function test_APaymentThatTheTokenSaysFalseToBecomesACredit() public {
        FalseToken token = new FalseToken();
        openIn(address(token));
        join(alice);
        announce();
        leave(alice);
        announce();
        token.say(false);
        withdraw(alice);
        assertEq(ledger.creditOf(alice), DEPOSIT);
    }

    function test_WhatOperatorAndSponsorCannotReceiveWaitsForThemToo() public {
        BlockingToken token = openBlocking();
        fundBackstop(1_000 * YUAN);
        queue(alice, MILD);
        announce();
        skip(3 days);
        desk.settle(0);
        token.setBlocked(operator, true);
        vm.prank(operator);
        ledger.collectFee();
        assertEq(books().operatorCredit, 0);
        assertEq(ledger.creditOf(operator), 4 * YUAN);
        vm.prank(operator);
        ledger.collectCredit(anyone);
        assertEq(yuan.balanceOf(anyone), 4 * YUAN);

        token.setBlocked(sponsor, true);
        vm.prank(sponsor);
        ledger.noticeBackstop(YUAN);
        skip(17 days);
        vm.prank(sponsor);
        ledger.takeBackstop(YUAN);
        assertEq(ledger.creditOf(sponsor), YUAN);
    }

    /// @dev Too little gas for the token's part leaves too little to write the credit.
    function test_ASettlerCannotStarveAPaymentIntoACredit(uint256 gas) public {
        openBlocking();
        queue(alice, MILD);
        announce();
        skip(3 days);
        gas = bound(gas, 50_000, 160_000);
        vm.prank(anyone);
        (bool settled,) = address(desk).call{gas: gas}(abi.encodeCall(ICaseDesk.settle, (0)));
        assertEq(ledger.creditOf(alice), 0);
        assertEq(yuan.balanceOf(alice), settled ? 30 * YUAN : 0);
    }

    // ---- gifts

    function test_AGiftToTheLedgerChangesNoAccount() public {
        join(alice);
        IMutualLedger.Books memory before = books();
        yuan.mint(address(ledger), 1_000 * YUAN);
        assertEq(abi.encode(books()), abi.encode(before));
        join(bob);
        announce();
        leave(alice);
        announce();
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), DEPOSIT);
        assertEq(yuan.balanceOf(address(ledger)), DEPOSIT + 1_000 * YUAN);
    }
}
