// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {IYuan} from "./base/IYuan.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {BlockingToken, BurningToken, CallingToken, FeeToken} from "./base/OddTokens.sol";
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

    /// @dev The first of the jurors are credited that, and the others nothing; the token moved for none of them.
    function assertRewarded(address[] memory jurors, uint256 faithful, uint256 each) private view {
        for (uint256 i; i < jurors.length; ++i) {
            assertEq(ledger.creditOf(jurors[i]), i < faithful ? each : 0, "credit");
            assertEq(yuan.balanceOf(jurors[i]), 0, "juror");
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

    // ---- appeals

    function test_AWonAppealRewardsTheJurorsAndGivesBackTheRestOfTheBond() public {
        appealed(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 4, 0);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(alice, 4 * REWARD, BOND - 4 * REWARD);
        jury.tally(DISPUTE);
        assertRewarded(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(alice), BOND - 4 * REWARD);
        assertMoney(0, 0);
        assertConserved(0);
    }

    function test_ALostAppealLeavesTheRestOfTheBondToTheSurplus() public {
        appealed(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 0, 4);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BondReleased(address(0), 4 * REWARD, BOND - 4 * REWARD);
        jury.tally(DISPUTE);
        assertRewarded(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(alice), 0);
        assertMoney(BOND - 4 * REWARD, 0);
        assertConserved(0);
    }

    function test_AnAppealWithoutAVerdictGivesTheBondBackLessTheRewards() public {
        appealed(MILD);
        address[] memory jurors = judge(DISPUTE, 2, 2);
        assertRewarded(jurors, 4, REWARD);
        assertEq(yuan.balanceOf(alice), BOND - 4 * REWARD);
        assertMoney(0, 0);
        assertConserved(0);
    }

    function test_AnAppealWithoutAJuryGivesTheWholeBondBack() public {
        appealed(MILD);
        endWithoutJury(DISPUTE);
        assertEq(yuan.balanceOf(alice), BOND);
        assertMoney(0, 0);
        assertConserved(0);
    }

    function test_AnAppealWithoutASecondJuryGivesTheWholeBondBackAndRewardsNobody() public {
        appealed(MILD);
        address[] memory jurors = judge(DISPUTE, 0, 2);
        endWithoutJury(DISPUTE);
        assertRewarded(jurors, 0, 0);
        assertEq(yuan.balanceOf(alice), BOND);
        assertMoney(0, 0);
        assertConserved(0);
    }

    /// @dev A bond of nothing but rewards, and a bond of nothing at all.
    function test_BondsWithoutARest() public {
        IPlanTerms.Terms memory with = terms();
        with.jury.reward = 10 * YUAN;
        openWith(with, address(yuan));
        appealed(MILD);
        address[] memory jurors = judge(DISPUTE, 5, 0);
        assertRewarded(jurors, 5, 10 * YUAN);
        assertEq(yuan.balanceOf(alice), 0);
        assertMoney(0, 0);

        (with.jury.bond, with.jury.reward) = (0, 0);
        openWith(with, address(yuan));
        contested(MILD);
        judge(DISPUTE, 0, 5);
        assertMoney(OVER + FUNDED, 0);
        assertConserved(0);
    }

    // ---- credits, and payments that the token refuses

    function test_AJurorCollectsTheRewardToAnyAddress() public {
        contested(MILD);
        address[] memory jurors = judge(DISPUTE, 3, 0);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.CreditCollected(jurors[0], anyone, REWARD);
        vm.prank(jurors[0]);
        ledger.collectCredit(anyone);
        assertEq(yuan.balanceOf(anyone), REWARD);
        assertEq(ledger.creditOf(jurors[0]), 0);
    }

    function test_RewardsOfSeveralDisputesAddUp() public {
        contested(MILD);
        judge(DISPUTE, 5, 0);
        judgeAnAppeal();
        uint256 credited;
        for (uint256 n; n < VOLUNTEERS; ++n) {
            credited += ledger.creditOf(person(n));
        }
        assertEq(credited, 10 * REWARD);
        assertConserved(FUNDED);
    }

    function judgeAnAppeal() private {
        uint256 caseId = file(person(11), MILD);
        reject(caseId);
        appeal(person(11), caseId);
        judge(DISPUTE + 1, 5, 0);
    }

    function test_ABlockedJurorOrObjectorHoldsUpNobody() public {
        BlockingToken token = new BlockingToken();
        openWith(terms(), address(token));
        contested(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 0, 3);
        token.setBlocked(jurors[1], true);
        token.setBlocked(bob, true);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.JurorRewarded(jurors[1], REWARD);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Credited(bob, BOND);
        jury.tally(DISPUTE);

        assertRewarded(jurors, 3, REWARD);
        assertEq(ledger.creditOf(bob), BOND);
        assertConserved(0);
    }

    /// @dev Two jurors' wallets that burn all the gas they are given held up a verdict, and with it the closing, for ever.
    function test_NoJurorsWalletIsCalledByAVerdict() public {
        BurningToken token = new BurningToken();
        openWith(terms(), address(token));
        contested(MILD);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 0, 5);
        for (uint256 i; i < 5; ++i) {
            token.burnGasOf(jurors[i]);
        }
        jury.tally{gas: 1_000_000}(DISPUTE);
        assertRewarded(jurors, 5, REWARD);
        closeAndFinish();
        assertStage(IMutualLedger.Stage.Closed);
    }

    /// @dev The paid objector's callback finds the dispute decided, the case overturned and the ledger locked.
    function test_RevertWhen_APaymentReenters() public {
        CallingToken token = new CallingToken();
        openWith(terms(), address(token));
        contested(MILD);
        draw(DISPUTE);
        vote(DISPUTE, 0, 3);
        again(token, address(jury), abi.encodeCall(IJury.tally, (DISPUTE)), IJury.WrongStage.selector);
        again(token, address(desk), abi.encodeCall(ICaseDesk.settle, (CASE)), ICaseDesk.CaseNotPayable.selector);
    }

    function again(CallingToken token, address target, bytes memory call, bytes4 refusal) private {
        uint256 before = vm.snapshotState();
        (address[] memory callers, bytes[] memory calls) = (new address[](1), new bytes[](1));
        (callers[0], calls[0]) = (anyone, call);
        token.tell(target, callers, calls);
        jury.tally(DISPUTE);
        bytes[] memory answers = token.answers();
        assertEq(answers.length, 1);
        assertEq(bytes32(bytes4(answers[0])), bytes32(refusal));
        assertMoney(OVER + FUNDED - 3 * REWARD, 0);
        vm.revertToState(before);
    }
}
