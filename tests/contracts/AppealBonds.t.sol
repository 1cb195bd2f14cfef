// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {BondsFixture} from "./base/BondsFixture.sol";
import {BlockingToken, BurningToken, CallingToken} from "./base/OddTokens.sol";
import {MILD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev What becomes of an appellant's bond, and how jurors come to their rewards.
contract AppealBondsTest is BondsFixture {
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
