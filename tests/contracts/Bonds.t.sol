// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {BondsFixture} from "./base/BondsFixture.sol";
import {IYuan} from "./base/IYuan.sol";
import {FeeToken} from "./base/OddTokens.sol";
import {MILD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev What becomes of an objector's bond and of an overturned case; for appeals see `AppealBonds.t.sol`.
contract BondsTest is BondsFixture {
    /// @dev Alice's case is due no more than that, without a fee.
    function openTiny(uint256 due) private {
        IPlanTerms.Terms memory with = terms();
        (with.levels[MILD].benefit, with.levels[MILD].fee) = (due, 0);
        openWith(with, address(yuan));
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
        ledger.overturn(PERIOD, MILD, nobody);
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
        emit IMutualLedger.CaseOverturned(PERIOD, MILD, 4 * REWARD, FUNDED - 4 * REWARD, 0);
        for (uint256 i; i < 4; ++i) {
            vm.expectEmit(address(ledger));
            emit IMutualLedger.JurorRewarded(jurors[i], REWARD);
        }
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(bob, 0, BOND);
        jury.tally(DISPUTE);

        assertCase(caseId, ICaseDesk.CaseStatus.Overturned);
        assertEq(yuan.balanceOf(bob), BOND);
        assertEq(yuan.balanceOf(alice), 0);
        assertRewarded(jurors, 4, REWARD);
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
        assertRewarded(jurors, 5, REWARD);
        assertMoney(22 * YUAN - 5 * REWARD, 100 * YUAN);
        assertConserved(0);
    }

    function test_JurorsShareAnOverturnedCaseThatIsWorthLessThanTheirRewards() public {
        openTiny(5 * REWARD - 1);
        contested(MILD);
        uint256 surplus = books().surplus;
        address[] memory jurors = judge(DISPUTE, 0, 5);
        assertRewarded(jurors, 5, REWARD - 1);
        assertEq(yuan.balanceOf(bob), BOND);
        assertMoney(surplus + 4, 0);
        assertConserved(0);
    }

    function test_JurorsGetNothingOfACaseWorthLessThanAUnitEach() public {
        openTiny(4);
        contested(MILD);
        uint256 surplus = books().surplus;
        address[] memory jurors = judge(DISPUTE, 0, 5);
        assertRewarded(jurors, 0, 0);
        assertMoney(surplus + 4, 0);
        assertConserved(0);
    }

    function test_FewerJurorsGetMoreOfATinyCase() public {
        openTiny(4);
        contested(MILD);
        uint256 surplus = books().surplus;
        address[] memory jurors = judge(DISPUTE, 0, 3);
        assertRewarded(jurors, 3, 1);
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

        assertRewarded(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(bob), 0);
        assertMoney(OVER + BOND - 4 * REWARD, 0);
        assertConserved(FUNDED);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(alice), 50 * YUAN);
        assertEq(books().operatorCredit, 4 * YUAN);
        assertConserved(0);
    }

    // ---- an objection without a verdict: the bond goes back, less the rewards of those who revealed

    function test_AfterATieTheObjectorGetsTheBondBackLessTheRewards() public {
        uint256 caseId = contested(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 2, 2);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(bob, 4 * REWARD, BOND - 4 * REWARD);
        jury.tally(DISPUTE);
        assertRewarded(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(bob), BOND - 4 * REWARD);
        assertMoney(OVER, 0);
        assertConserved(FUNDED);
        desk.settle(caseId);
        assertConserved(0);
    }

    /// @dev Two of each jury revealed; those of the first are not rewarded, unless they are drawn again.
    function test_OnlyJurorsOfTheLastDrawAreRewarded() public {
        contested(MILD);
        judge(DISPUTE, 2, 0);
        address[] memory jurors = judge(DISPUTE, 2, 0);
        assertRewarded(jurors, 2, REWARD);
        assertEq(yuan.balanceOf(bob), BOND - 2 * REWARD);
        assertMoney(OVER, 0);
        assertConserved(FUNDED);
    }

    function test_AfterTwoSilentRoundsTheObjectorGetsTheWholeBondBack() public {
        contested(MILD);
        judge(DISPUTE, 0, 0);
        judge(DISPUTE, 0, 0);
        assertEq(yuan.balanceOf(bob), BOND);
        assertMoney(OVER, 0);
        assertConserved(FUNDED);
    }

    // ---- no jury: the bond goes back whole

    function test_ADrawThatNobodyMadeCostsTheObjectorNothing() public {
        contested(MILD);
        endStage(DISPUTE);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(bob, 0, BOND);
        jury.tally(DISPUTE);
        assertEq(yuan.balanceOf(bob), BOND);
        assertMoney(OVER, 0);
        assertConserved(FUNDED);
    }

    function test_TooFewVolunteersCostTheObjectorNothing() public {
        for (uint256 n = 2; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        skip(1);
        contested(MILD);
        draw(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Decided);
        assertEq(yuan.balanceOf(bob), BOND);
        assertEq(ledger.creditOf(person(0)) + ledger.creditOf(person(1)), 0, "nobody judged");
        assertMoney(OVER, 0);
    }

    /// @dev Two of the first round revealed in vain.
    function test_NoSecondJuryGivesTheWholeBondBackAndRewardsNobody() public {
        contested(MILD);
        address[] memory jurors = judge(DISPUTE, 2, 0);
        endStage(DISPUTE);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(bob, 0, BOND);
        jury.tally(DISPUTE);
        assertRewarded(jurors, 0, 0);
        assertEq(yuan.balanceOf(bob), BOND);
        assertMoney(OVER, 0);
        assertConserved(FUNDED);
    }

    function test_ASecondObjectionAfterOneWithoutAJuryStandsForItself() public {
        uint256 caseId = contested(MILD);
        endWithoutJury(DISPUTE);
        object(person(11), caseId);
        address[] memory jurors = judge(DISPUTE + 1, 3, 0);
        assertRewarded(jurors, 3, REWARD);
        assertEq(yuan.balanceOf(bob), BOND);
        assertEq(yuan.balanceOf(person(11)), 0);
        assertMoney(OVER + BOND - 3 * REWARD, 0);
        assertConserved(FUNDED);
    }
}
