// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {ACCIDENT, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {ContractWallet} from "./base/Signers.sol";
import {vm} from "./Test.sol";

contract DecisionsTest is PlanFixture {
    uint256 private constant CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    ICaseDesk.Decision private approval = ICaseDesk.Decision(0, true, MILD, "report");

    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        skip(180 days);
    }

    /// @dev The refusal is expected of the very next call, so the signatures are made before.
    function decideExpecting(bytes4 refusal, uint256 value, ICaseDesk.Decision memory decision) private {
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        expectRefusal(refusal, value);
        desk.decide(decision, signed);
    }

    function decideExpecting(bytes4 refusal, address who, ICaseDesk.Seal[] memory signed) private {
        expectRefusal(refusal, who);
        desk.decide(approval, signed);
    }

    // ---- the case

    function test_RevertWhen_TheCaseIsNotFiled() public {
        file(alice, MILD);
        approve(0, MILD);
        decideExpecting(ICaseDesk.CaseNotFiled.selector, 0, approval);

        file(person(0), MILD);
        vm.prank(person(0));
        desk.withdrawCase(1);
        decideExpecting(ICaseDesk.CaseNotFiled.selector, 1, ICaseDesk.Decision(1, true, MILD, ""));
    }

    function test_RevertWhen_TheTimeToDecideIsOver() public {
        file(alice, MILD);
        uint256 until = timeNow() + 30 days;
        vm.warp(until);
        decideExpecting(ICaseDesk.DecisionTooLate.selector, until, approval);
        skip(3 days);
        decideExpecting(ICaseDesk.CaseNotFiled.selector, 0, approval);
    }

    function test_TheLastSecondIsInTime() public {
        file(alice, MILD);
        skip(30 days - 1);
        approve(0, MILD);
        assertCase(0, ICaseDesk.CaseStatus.Approved);
    }

    // ---- the level

    function test_RevertWhen_TheLevelAwardedIsUnknown() public {
        file(alice, MILD);
        decideExpecting(IMutualLedger.UnknownLevel.selector, 3, ICaseDesk.Decision(0, true, 3, ""));
    }

    function test_RevertWhen_TheAwardWouldEndAMembershipThatWasNotPutAtStake() public {
        file(alice, MILD);
        decideExpecting(ICaseDesk.LevelEndsMembership.selector, SEVERE, ICaseDesk.Decision(0, true, SEVERE, ""));
    }

    function test_RevertWhen_TheMemberWasNotCoveredForTheAward() public {
        join(bob);
        file(bob, ACCIDENT);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(0, true, MILD, "");
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        expectRefusal(ICaseDesk.NotCovered.selector, bob, timeNow());
        desk.decide(decision, signed);
    }

    function test_AnotherLevelIsAwardedWithinWhatWasFiledFor() public {
        file(alice, SEVERE);
        approve(0, MILD);
        assertEq(desk.caseOf(0).level, MILD);
        assertStatus(alice, IMutualLedger.Status.Active);

        file(person(0), SEVERE);
        approve(1, ACCIDENT);
        assertStatus(person(0), IMutualLedger.Status.Claimed);
        assertEq(books().queue, (1 << 16 * MILD) | (1 << 16 * ACCIDENT));
    }

    // ---- the quorum

    function test_RevertWhen_TooFewSigned() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 1);
        expectRefusal(ICaseDesk.NoQuorum.selector, 1, 2);
        desk.decide(approval, signed);
    }

    function test_RevertWhen_AnAssessorSignsTwice() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        signed[1] = signed[0];
        decideExpecting(ICaseDesk.AssessorsNotSorted.selector, signed[1].assessor, signed);
    }

    function test_RevertWhen_TheAssessorsAreNotSorted() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        (signed[0], signed[1]) = (signed[1], signed[0]);
        decideExpecting(ICaseDesk.AssessorsNotSorted.selector, signed[1].assessor, signed);
    }

    function test_RevertWhen_TheSignerIsNotOnThePanel() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        signed[1].assessor = address(type(uint160).max);
        decideExpecting(ICaseDesk.NotAssessor.selector, signed[1].assessor, signed);
    }

    function test_RevertWhen_TheSignatureIsAnothers() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 3);
        signed[1].signature = signed[2].signature;
        decideExpecting(IMutualLedger.InvalidSignature.selector, signed[1].assessor, signed);
    }

    /// @dev Every signature has a twin with the other `s`: it must not be a second way to say the same.
    function test_RevertWhen_TheSignatureIsFlipped() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf[assessors[1]], decisionDigest(address(desk), approval));
        bytes32 flipped = bytes32(CURVE_ORDER - uint256(s));
        signed[1].signature = abi.encodePacked(r, flipped, v == 27 ? uint8(28) : uint8(27));
        decideExpecting(IMutualLedger.InvalidSignature.selector, signed[1].assessor, signed);
    }

    function test_RevertWhen_TheSignatureHasNotTheRightLength() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        signed[0].signature = "";
        decideExpecting(IMutualLedger.InvalidSignature.selector, signed[0].assessor, signed);
    }

    function test_RevertWhen_AnyOfTheWordsDiffers() public {
        file(alice, MILD);
        file(person(0), MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        wordsDiffer(ICaseDesk.Decision(1, true, MILD, "report"), signed);
        wordsDiffer(ICaseDesk.Decision(0, false, MILD, "report"), signed);
        wordsDiffer(ICaseDesk.Decision(0, false, SEVERE, "report"), signed);
        wordsDiffer(ICaseDesk.Decision(0, true, MILD, "another report"), signed);
    }

    function wordsDiffer(ICaseDesk.Decision memory decision, ICaseDesk.Seal[] memory signed) private {
        expectRefusal(IMutualLedger.InvalidSignature.selector, signed[0].assessor);
        desk.decide(decision, signed);
    }

    function test_RevertWhen_TheDecisionIsReplayedOnAnotherPlan() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        open(terms());
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        skip(180 days);
        file(alice, MILD);
        decideExpecting(IMutualLedger.InvalidSignature.selector, signed[0].assessor, signed);
    }

    function test_RevertWhen_TheDecisionIsReplayedOnAnotherChain() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        vm.chainId(vm.getChainId() + 1);
        decideExpecting(IMutualLedger.InvalidSignature.selector, signed[0].assessor, signed);
    }

    // ---- what a decision does

    function test_AnybodyBringsADecision() public {
        file(alice, SEVERE);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(0, true, SEVERE, "report");
        ICaseDesk.Seal[] memory signed = seals(decision, 3);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Queued(0, SEVERE);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BenefitEndedMembership(alice, 30 * YUAN);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseDecided(0, true, SEVERE, "report", assessors);
        vm.prank(anyone);
        desk.decide(decision, signed);

        assertCase(0, ICaseDesk.CaseStatus.Approved);
        assertEq(desk.caseOf(0).period, 0);
        assertEq(books().queue, 1);
        assertEq(books().units, 9);
        (, uint256 unpaid) = desk.pending();
        assertEq(unpaid, 1);
    }

    function test_ARejectionQueuesNothing() public {
        file(alice, SEVERE);
        reject(0);
        assertCase(0, ICaseDesk.CaseStatus.Rejected);
        assertStatus(alice, IMutualLedger.Status.Active);
        assertEq(books().queue, 0);
    }

    /// @dev A rejection may name a level that the case could not be awarded.
    function test_ARejectionNeedsNoCoverForTheLevel() public {
        join(bob);
        file(bob, ACCIDENT);
        decide(ICaseDesk.Decision(0, false, SEVERE, ""));
        assertCase(0, ICaseDesk.CaseStatus.Rejected);
    }

    function test_SilenceIsNotConsent() public {
        file(alice, MILD);
        skip(33 days - 1);
        assertCase(0, ICaseDesk.CaseStatus.Filed);
        skip(1);
        assertCase(0, ICaseDesk.CaseStatus.Expired);
    }

    function test_AContractSitsOnThePanel() public {
        address wallet = address(new ContractWallet());
        address[] memory panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (assessors[0], assessors[1], wallet);
        vm.prank(operator);
        desk.proposePanel(panel);
        skip(17 days);
        desk.installPanel();

        file(alice, MILD);
        ICaseDesk.Seal[] memory one = seals(approval, 1);
        ICaseDesk.Seal[] memory signed = new ICaseDesk.Seal[](2);
        (signed[0], signed[1]) = (one[0], ICaseDesk.Seal(wallet, ""));
        if (wallet < assessors[0]) (signed[0], signed[1]) = (signed[1], signed[0]);
        decideExpecting(IMutualLedger.InvalidSignature.selector, wallet, signed);
        ContractWallet(wallet).sign(decisionDigest(address(desk), approval));
        desk.decide(approval, signed);
        assertCase(0, ICaseDesk.CaseStatus.Approved);
    }
}
