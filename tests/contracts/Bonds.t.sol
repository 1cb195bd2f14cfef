// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {IYuan} from "./base/IYuan.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {BlockingToken, CallingToken, FeeToken} from "./base/OddTokens.sol";
import {MILD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Where every base unit of bonds, rewards and overturned cases goes.
contract BondsTest is JuryFixture {
    /// @dev What the members funded of alice's case: 22 units of 246 steps leave 12 steps over.
    uint256 private constant FUNDED = 54 * YUAN;
    uint256 private constant OVER = 12 * STEP;

    function openWith(IPlanTerms.Terms memory with, address token) private {
        yuan = IYuan(token);
        open(with, token);
        populate();
    }

    /// @dev Alice's case is due no more than that, without a fee.
    function openTiny(uint256 due) private {
        IPlanTerms.Terms memory with = terms();
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (due, 0);
        openWith(with, address(yuan));
    }

    /// @dev The first of the jurors got that, and the others nothing.
    function assertPaid(address[] memory jurors, uint256 faithful, uint256 each) private view {
        for (uint256 i; i < jurors.length; ++i) {
            assertEq(yuan.balanceOf(jurors[i]), i < faithful ? each : 0, "juror");
        }
    }

    function assertMoney(uint256 surplus, uint256 backstop) private view {
        assertEq(books().surplus, surplus, "surplus");
        assertEq(books().backstop, backstop, "backstop");
        assertEq(books().bonds, 0, "bonds");
    }

    /// @dev Everything that is owed, and not a unit more.
    function assertConserved(uint256 unpaid) private view {
        IMutualLedger.Books memory b = books();
        uint256 owed = b.surplus + b.backstop + b.operatorCredit + b.bonds + unpaid;
        for (uint256 n; n < 20; ++n) {
            owed += memberOf(person(n)).balance + ledger.creditOf(person(n));
        }
        owed += memberOf(alice).balance + memberOf(bob).balance + ledger.creditOf(alice) + ledger.creditOf(bob);
        assertEq(yuan.balanceOf(address(ledger)), owed, "conserved");
    }

    // ---- refusals

    function test_RevertWhen_AnotherThanTheDeskMovesABond() public {
        bytes4 refusal = IMutualLedger.NotDesk.selector;
        address[] memory nobody = new address[](0);
        vm.startPrank(operator);
        expectRefusal(refusal, operator);
        ledger.takeBond(bob);
        expectRefusal(refusal, operator);
        ledger.releaseBond(operator, nobody);
        expectRefusal(refusal, operator);
        ledger.overturn(0, MILD, nobody);
        vm.stopPrank();
    }

    function test_RevertWhen_TheBondDoesNotArriveWhole() public {
        FeeToken token = new FeeToken();
        yuan = IYuan(address(token));
        IPlanTerms.Terms memory with = terms();
        open(with, address(token));
        // A token that keeps a fee lets nobody in; so the desk takes the bond of somebody who is no member.
        fund(bob, BOND);
        expectRefusal(IMutualLedger.TransferMismatch.selector, BOND, BOND * 99 / 100);
        vm.prank(address(desk));
        ledger.takeBond(bob);
    }

    // ---- an objection that succeeds

    function test_ASuccessfulObjectorGetsTheBondBackAndTheCasePaysTheJurors() public {
        uint256 caseId = contested(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 1, 3);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CaseOverturned(0, MILD, 4 * REWARD, FUNDED - 4 * REWARD, 0);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.JurorPaid(jurors[0], REWARD);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(bob, 0, BOND);
        jury.tally(DISPUTE);

        assertCase(caseId, ICaseDesk.CaseStatus.Overturned);
        assertEq(yuan.balanceOf(bob), BOND);
        assertEq(yuan.balanceOf(alice), 0);
        assertPaid(jurors, 4, REWARD);
        assertMoney(OVER + FUNDED - 4 * REWARD, 0);
        assertConserved(0);
    }

    /// @dev Ten units would bring 30 within the cap of the case; the backstop filled up the rest.
    function test_WhatTheBackstopFundedGoesBackToIt() public {
        IPlanTerms.Terms memory with = terms();
        with.caseCap = YUAN;
        openWith(with, address(yuan));
        fundBackstop(100 * YUAN);
        contested(MILD);
        assertEq(books().backstop, 100 * YUAN - (FUNDED - 22 * YUAN));
        address[] memory jurors = judge(DISPUTE, 0, 5);
        assertPaid(jurors, 5, REWARD);
        assertMoney(22 * YUAN - 5 * REWARD, 100 * YUAN);
        assertConserved(0);
    }

    function test_JurorsShareAnOverturnedCaseThatIsWorthLessThanTheirRewards() public {
        openTiny(5 * REWARD - 1);
        contested(MILD);
        uint256 surplus = books().surplus;
        address[] memory jurors = judge(DISPUTE, 0, 5);
        assertPaid(jurors, 5, REWARD - 1);
        assertEq(yuan.balanceOf(bob), BOND);
        assertMoney(surplus + 4, 0);
        assertConserved(0);
    }

    function test_JurorsGetNothingOfACaseWorthLessThanAUnitEach() public {
        openTiny(4);
        contested(MILD);
        uint256 surplus = books().surplus;
        address[] memory jurors = judge(DISPUTE, 0, 5);
        assertPaid(jurors, 0, 0);
        assertMoney(surplus + 4, 0);
        assertConserved(0);
    }

    function test_FewerJurorsGetMoreOfATinyCase() public {
        openTiny(4);
        contested(MILD);
        uint256 surplus = books().surplus;
        address[] memory jurors = judge(DISPUTE, 0, 3);
        assertPaid(jurors, 3, 1);
        assertMoney(surplus + 1, 0);
        assertConserved(0);
    }

    // ---- an objection that fails

    function test_ALostObjectionPaysTheJurorsAndLeavesTheCaseWhole() public {
        uint256 caseId = contested(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 3, 1);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(address(0), 4 * REWARD, BOND - 4 * REWARD);
        jury.tally(DISPUTE);

        assertPaid(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(bob), 0);
        assertMoney(OVER + BOND - 4 * REWARD, 0);
        assertConserved(FUNDED);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(alice), 50 * YUAN);
        assertEq(books().operatorCredit, 4 * YUAN);
        assertConserved(0);
    }

    function test_ATiedJuryIsPaidFromTheObjectorsBond() public {
        contested(MILD);
        address[] memory jurors = judge(DISPUTE, 2, 2);
        assertPaid(jurors, 4, REWARD);
        assertMoney(OVER + BOND - 4 * REWARD, 0);
    }

    function test_WhereNobodyJudgedTheWholeBondIsSurplus() public {
        contested(MILD);
        endStage(DISPUTE);
        jury.tally(DISPUTE);
        assertMoney(OVER + BOND, 0);
        assertConserved(FUNDED);
    }

    /// @dev Two of each jury revealed; those of the first are not paid, unless they are drawn again.
    function test_OnlyJurorsOfTheLastDrawArePaid() public {
        contested(MILD);
        judge(DISPUTE, 2, 0);
        address[] memory jurors = judge(DISPUTE, 2, 0);
        assertPaid(jurors, 2, REWARD);
        assertMoney(OVER + BOND - 2 * REWARD, 0);
        assertConserved(FUNDED);
    }

    // ---- appeals

    function test_AWonAppealPaysTheJurorsAndGivesBackTheRestOfTheBond() public {
        appealed(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 4, 0);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(alice, 4 * REWARD, BOND - 4 * REWARD);
        jury.tally(DISPUTE);
        assertPaid(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(alice), BOND - 4 * REWARD);
        assertMoney(0, 0);
        assertConserved(0);
    }

    function test_ALostAppealLeavesTheRestOfTheBondToTheSurplus() public {
        appealed(MILD);
        address[] memory jurors = judge(DISPUTE, 0, 4);
        assertPaid(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(alice), 0);
        assertMoney(BOND - 4 * REWARD, 0);
        assertConserved(0);
    }

    function test_AnAppealWithoutAVerdictIsLost() public {
        appealed(MILD);
        judge(DISPUTE, 2, 2);
        assertMoney(BOND - 4 * REWARD, 0);
        assertConserved(0);
    }

    /// @dev A bond of nothing but rewards, and a bond of nothing at all.
    function test_BondsWithoutARest() public {
        IPlanTerms.Terms memory with = terms();
        with.jury.reward = 10 * YUAN;
        openWith(with, address(yuan));
        appealed(MILD);
        address[] memory jurors = judge(DISPUTE, 5, 0);
        assertPaid(jurors, 5, 10 * YUAN);
        assertEq(yuan.balanceOf(alice), 0);
        assertMoney(0, 0);

        (with.jury.bond, with.jury.reward) = (0, 0);
        openWith(with, address(yuan));
        contested(MILD);
        judge(DISPUTE, 0, 5);
        assertMoney(OVER + FUNDED, 0);
        assertConserved(0);
    }

    // ---- payments that the token refuses

    function test_ABlockedJurorOrObjectorHoldsUpNobody() public {
        BlockingToken token = new BlockingToken();
        openWith(terms(), address(token));
        contested(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 0, 3);
        token.setBlocked(jurors[1], true);
        token.setBlocked(bob, true);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Credited(jurors[1], REWARD);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Credited(bob, BOND);
        jury.tally(DISPUTE);

        assertEq(yuan.balanceOf(jurors[0]), REWARD);
        assertEq(yuan.balanceOf(jurors[2]), REWARD);
        assertEq(ledger.creditOf(jurors[1]), REWARD);
        assertEq(ledger.creditOf(bob), BOND);
        assertConserved(0);
    }

    /// @dev A paid juror's callback finds the dispute decided, the case overturned and the ledger locked.
    function test_RevertWhen_APaymentReenters() public {
        CallingToken token = new CallingToken();
        openWith(terms(), address(token));
        contested(MILD);
        draw(DISPUTE);
        vote(DISPUTE, 0, 3);
        again(token, address(jury), abi.encodeCall(IJury.tally, (0)), IJury.WrongStage.selector);
        again(token, address(desk), abi.encodeCall(ICaseDesk.settle, (0)), ICaseDesk.CaseNotPayable.selector);
    }

    function again(CallingToken token, address target, bytes memory call, bytes4 refusal) private {
        uint256 before = vm.snapshotState();
        bytes[] memory calls = new bytes[](1);
        calls[0] = call;
        token.tell(target, calls);
        jury.tally(DISPUTE);
        assertEq(token.refused(), 1);
        assertEq(bytes32(token.lastRefusal()), bytes32(refusal));
        assertMoney(OVER + FUNDED - 3 * REWARD, 0);
        vm.revertToState(before);
    }
}
