// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {CaseFixture} from "./base/CaseFixture.sol";
import {ACCIDENT, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {ContractWallet} from "./base/Signers.sol";
import {vm} from "./Test.sol";

contract DecisionsTest is CaseFixture {
    uint256 private constant CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

    ICaseDesk.Decision private approval = ICaseDesk.Decision(CASE, true, MILD, "report");

    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        skip(180 days);
        fileEarlier(3);
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
        approve(CASE, MILD);
        decideExpecting(ICaseDesk.CaseNotFiled.selector, CASE, approval);

        file(person(0), MILD);
        vm.prank(person(0));
        desk.withdrawCase(CASE + 1);
        decideExpecting(ICaseDesk.CaseNotFiled.selector, CASE + 1, ICaseDesk.Decision(CASE + 1, true, MILD, ""));
    }

    function test_RevertWhen_TheTimeToDecideIsOver() public {
        file(alice, MILD);
        uint256 until = timeNow() + 30 days;
        vm.warp(until);
        decideExpecting(ICaseDesk.DecisionTooLate.selector, until, approval);
        skip(3 days);
        decideExpecting(ICaseDesk.CaseNotFiled.selector, CASE, approval);
    }

    function test_TheLastSecondIsInTime() public {
        file(alice, MILD);
        skip(30 days - 1);
        approve(CASE, MILD);
        assertCase(CASE, ICaseDesk.CaseStatus.Approved);
    }

    // ---- the level

    function test_RevertWhen_TheLevelAwardedIsUnknown() public {
        file(alice, MILD);
        decideExpecting(IMutualLedger.UnknownLevel.selector, 4, ICaseDesk.Decision(CASE, true, 4, ""));
    }

    function test_RevertWhen_TheAwardWouldEndAMembershipThatWasNotPutAtStake() public {
        file(alice, MILD);
        decideExpecting(ICaseDesk.LevelEndsMembership.selector, SEVERE, ICaseDesk.Decision(CASE, true, SEVERE, ""));
    }

    function test_RevertWhen_TheMemberWasNotCoveredForTheAward() public {
        join(bob);
        file(bob, ACCIDENT);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(CASE, true, MILD, "");
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        expectRefusal(ICaseDesk.NotCovered.selector, bob, timeNow());
        desk.decide(decision, signed);
    }

    function test_AnotherLevelIsAwardedWithinWhatWasFiledFor() public {
        file(alice, SEVERE);
        approve(CASE, MILD);
        assertEq(desk.caseOf(CASE).level, MILD);
        assertStatus(alice, IMutualLedger.Status.Active);

        file(person(0), SEVERE);
        approve(CASE + 1, ACCIDENT);
        assertStatus(person(0), IMutualLedger.Status.Claimed);
        assertEq(books().queue, (1 << 16 * MILD) | (1 << 16 * ACCIDENT));
    }

    /// @dev More than was asked for, too, as long as it costs no membership.
    function test_AnyLevelThatEndsNothingIsAwardedToWhoPutNothingAtStake() public {
        file(alice, MILD);
        approve(CASE, 0);
        assertEq(desk.caseOf(CASE).level, 0);

        file(person(0), 0);
        approve(CASE + 1, MILD);
        assertEq(desk.caseOf(CASE + 1).level, MILD);
        assertStatus(person(0), IMutualLedger.Status.Active);
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
        wordsDiffer(ICaseDesk.Decision(CASE + 1, true, MILD, "report"), signed);
        wordsDiffer(ICaseDesk.Decision(CASE, false, MILD, "report"), signed);
        wordsDiffer(ICaseDesk.Decision(CASE, false, SEVERE, "report"), signed);
        wordsDiffer(ICaseDesk.Decision(CASE, true, MILD, "another report"), signed);
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
        for (uint256 n; n < 6; ++n) {
            file(person(3 + n), MILD);
        }
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
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(CASE, true, SEVERE, "report");
        ICaseDesk.Seal[] memory signed = seals(decision, 3);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.Queued(FIRST, SEVERE);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.BenefitEndedMembership(alice, 30 * YUAN);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseDecided(CASE, true, SEVERE, "report", assessors);
        vm.prank(anyone);
        desk.decide(decision, signed);

        assertCase(CASE, ICaseDesk.CaseStatus.Approved);
        assertEq(desk.caseOf(CASE).period, FIRST);
        assertEq(books().queue, 1 << 16 * SEVERE);
        assertEq(books().units, 9);
        (, uint256 unpaid) = desk.pending();
        assertEq(unpaid, 1);
    }

    function test_ARejectionIsTold() public {
        file(alice, SEVERE);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(CASE, false, MILD, "report");
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        address[] memory signers = new address[](2);
        (signers[0], signers[1]) = (assessors[0], assessors[1]);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseDecided(CASE, false, MILD, "report", signers);
        desk.decide(decision, signed);
    }

    /// @dev Only those whose signature was brought; the third assessor has judged nobody.
    function test_WhoHasSignedIsAJudgeForEver() public {
        address outsider = assessors[2];
        address[] memory panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (alice, bob, carol);
        assertTrue(desk.isJudge(outsider), "sits on the panel");
        install(panel);
        assertTrue(desk.isJudge(assessors[0]));
        assertTrue(desk.isJudge(assessors[1]));
        assertFalse(desk.isJudge(outsider));
        assertTrue(desk.isJudge(alice));
        for (uint256 i; i < 3; ++i) {
            assertFalse(desk.isAssessor(assessors[i]));
            assertTrue(desk.isAssessor(panel[i]));
        }
    }

    function install(address[] memory panel) private {
        vm.prank(operator);
        desk.proposePanel(panel);
        skip(31 days);
        desk.installPanel();
    }

    function test_ARejectionQueuesNothing() public {
        file(alice, SEVERE);
        reject(CASE);
        assertCase(CASE, ICaseDesk.CaseStatus.Rejected);
        assertStatus(alice, IMutualLedger.Status.Active);
        assertEq(books().queue, 0);
    }

    /// @dev A rejection may name a level that the case could not be awarded.
    function test_ARejectionNeedsNoCoverForTheLevel() public {
        join(bob);
        file(bob, ACCIDENT);
        decide(ICaseDesk.Decision(CASE, false, SEVERE, ""));
        assertCase(CASE, ICaseDesk.CaseStatus.Rejected);
    }

    function test_SilenceIsNotConsent() public {
        file(alice, MILD);
        skip(33 days - 1);
        assertCase(CASE, ICaseDesk.CaseStatus.Filed);
        skip(1);
        assertCase(CASE, ICaseDesk.CaseStatus.Expired);
    }

    function test_AProposedPanelIsToldAndTakesItsSeats() public {
        address[] memory panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (alice, bob, carol);
        uint256 earliest = timeNow() + 2 * 14 days + 3 days;
        vm.expectEmit(address(desk));
        emit ICaseDesk.PanelProposed(panel, earliest, earliest + 14 days);
        vm.prank(operator);
        desk.proposePanel(panel);
        vm.warp(earliest);
        vm.expectEmit(address(desk));
        emit ICaseDesk.PanelSeated(panel);
        vm.prank(anyone);
        desk.installPanel();
    }

    // ---- assessors with code

    /// @dev Two seals of a wallet and the first assessor, in their order.
    function sealsWith(address wallet) private view returns (ICaseDesk.Seal[] memory signed) {
        signed = new ICaseDesk.Seal[](2);
        (signed[0], signed[1]) = (seals(approval, 1)[0], ICaseDesk.Seal(wallet, ""));
        if (wallet < assessors[0]) (signed[0], signed[1]) = (signed[1], signed[0]);
    }

    function test_AContractSitsOnThePanel() public {
        address wallet = address(new ContractWallet());
        address[] memory panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (assessors[0], assessors[1], wallet);
        install(panel);

        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = sealsWith(wallet);
        decideExpecting(IMutualLedger.InvalidSignature.selector, wallet, signed);
        ContractWallet(wallet).sign(decisionDigest(address(desk), approval));
        desk.decide(approval, signed);
        assertCase(CASE, ICaseDesk.CaseStatus.Approved);
    }

    /// @dev As an EIP-7702 authorization leaves an account: its code names another contract, which runs in its place.
    function delegate(address account, address to) private {
        vm.etch(account, abi.encodePacked(hex"ef0100", to));
    }

    /// @dev Whatever the delegate can do: it may not know of signatures at all.
    function test_ADelegatedAssessorSignsWithTheirKey() public {
        delegate(assessors[0], address(yuan));
        file(alice, MILD);
        approve(CASE, MILD);
        assertCase(CASE, ICaseDesk.CaseStatus.Approved);
    }

    function test_RevertWhen_ADelegatedAssessorsSignatureIsAnothers() public {
        delegate(assessors[0], address(yuan));
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        signed[0].signature = signed[1].signature;
        decideExpecting(IMutualLedger.InvalidSignature.selector, assessors[0], signed);
        signed[0].signature = "";
        decideExpecting(IMutualLedger.InvalidSignature.selector, assessors[0], signed);
    }

    /// @dev The words are in the account's own storage.
    function test_ADelegatedAssessorSignsByERC1271IfTheirDelegateAnswers() public {
        delegate(assessors[0], address(new ContractWallet()));
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        signed[0].signature = "by the delegate";
        decideExpecting(IMutualLedger.InvalidSignature.selector, assessors[0], signed);
        ContractWallet(assessors[0]).sign(decisionDigest(address(desk), approval));
        desk.decide(approval, signed);
        assertCase(CASE, ICaseDesk.CaseStatus.Approved);
    }

    /// @dev Only a delegation leaves the key in charge: 23 other bytes, or a longer code that begins alike, do not.
    function test_RevertWhen_AContractIsSignedForWithAKey() public {
        file(alice, MILD);
        ICaseDesk.Seal[] memory signed = seals(approval, 2);
        vm.etch(assessors[0], abi.encodePacked(hex"600000", address(yuan)));
        decideExpecting(IMutualLedger.InvalidSignature.selector, assessors[0], signed);
        vm.etch(assessors[0], address(yuan).code);
        decideExpecting(IMutualLedger.InvalidSignature.selector, assessors[0], signed);
    }
}
