// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IEnrolment} from "../../contracts/interfaces/IEnrolment.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {AttestedFixture} from "./base/AttestedFixture.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

uint256 constant TURN = 1 << 32;

/// @dev In February 2106 seconds outgrow 32 bits.  Whatever began before it goes on after it, and the other way round.
contract Year2106Test is PlanFixture {
    function setUp() public override {
        super.setUp();
        vm.warp(TURN - 300 days);
        open(terms());
        enrol(0, 20, STANDARD, 30 * YUAN);
        join(alice, BARE, 5 * YUAN);
        stay();
        skip(180 days);
        assertLt(timeNow() + 14 days, TURN);
    }

    function passTheTurn() private {
        vm.warp(TURN + 5 days);
    }

    function test_ACaseOfBeforeIsAnnouncedAndPaidAfterIt() public {
        vm.warp(TURN - 2 days);
        uint256 caseId = file(person(0), SEVERE);
        passTheTurn();
        approve(caseId, SEVERE);
        ledger.announce();
        (, uint256 time) = ledger.announcementOf(books().period - 1);
        assertEq(time, TURN + 5 days);
        assertEq(memberOf(person(0)).endedAt, TURN + 5 days);
        skip(3 days - 1);
        expectRefusal(ICaseDesk.CaseNotPayable.selector, caseId);
        desk.settle(caseId);
        skip(1);
        desk.settle(caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Settled);
        assertEq(desk.caseOf(caseId).filedAt, TURN - 2 days);
    }

    function test_AClosingWaitsForTheCaseFiledLastAfterIt() public {
        passTheTurn();
        file(person(0), SEVERE);
        (uint256 quietFrom,) = desk.pending();
        assertEq(quietFrom, TURN + 5 days + 30 days + 3 days);
    }

    function test_ALapseOfBeforeIsMadeGoodAfterIt() public {
        queue(person(0), MILD);
        vm.warp(TURN - 10 days);
        ledger.announce();
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        vm.warp(TURN + 20 days - 1);
        topUp(alice, 10 * YUAN);
        assertEq(ledger.reinstatedAtOf(alice), TURN + 20 days - 1);
    }

    function test_RevertWhen_TheGraceOfALapseOfBeforeIsOver() public {
        queue(person(0), MILD);
        vm.warp(TURN - 10 days);
        ledger.announce();
        vm.warp(TURN + 20 days);
        expectRefusal(IMutualLedger.GraceOver.selector, alice, TURN + 20 days);
        vm.prank(alice);
        ledger.topUp(alice, 10 * YUAN);
    }

    function test_WhoJoinsAfterItWaitsAndStaysAndGoes() public {
        passTheTurn();
        join(bob);
        assertEq(memberOf(bob).joinedAt, TURN + 5 days);
        vm.prank(bob);
        expectRefusal(ICaseDesk.NotCovered.selector, bob, TURN + 5 days);
        desk.file(MILD, TURN + 5 days, "sealed", address(0));
        announce();
        leave(bob);
        announce();
        assertEq(memberOf(bob).coveredUntil, timeNow());
        withdraw(bob);
        assertEq(yuan.balanceOf(bob), 30 * YUAN);
    }

    function test_RevertWhen_APlanOfAfterItAnnouncesWithinItsFirstPeriod() public {
        passTheTurn();
        IMutualLedger.Terms memory with = terms();
        deploy(with, address(yuan), roles());
        uint256 earliest = timeNow() + with.period;
        expectRefusal(IMutualLedger.AnnouncementTooEarly.selector, earliest);
        ledger.announce();
        vm.warp(earliest);
        ledger.announce();
    }

    function test_NoticesAndProposalsOfBeforeComeIntoForceAfterIt() public {
        fundBackstop(YUAN);
        vm.warp(TURN - 17 days);
        vm.prank(sponsor);
        ledger.noticeBackstop(YUAN);
        vm.warp(TURN);
        vm.prank(sponsor);
        ledger.takeBackstop(YUAN);
        vm.warp(TURN + 1);
        vm.prank(operator);
        ledger.proposeOperator(bob);
        skip(31 days);
        vm.prank(bob);
        ledger.acceptOperator();
        assertEq(ledger.operator(), bob);
    }

    function test_AClosingOfBeforeIsFinishedAfterIt() public {
        vm.warp(TURN - 1);
        close();
        assertEq(books().closingAt, TURN - 1);
        vm.warp(TURN + 180 days - 2);
        expectRefusal(IMutualLedger.FinishTooEarly.selector, TURN + 180 days - 1);
        ledger.finish();
        skip(1);
        ledger.finish();
        withdraw(person(0));
        assertEq(yuan.balanceOf(person(0)), 30 * YUAN);
    }

    function test_TooFewMembersSinceBeforeCloseThePlanAfterIt() public {
        for (uint256 n; n < 20; ++n) {
            leave(person(n));
        }
        leave(alice);
        vm.warp(TURN - 10 days);
        ledger.announce();
        assertEq(books().belowSince, TURN - 10 days);
        vm.warp(TURN + 20 days - 1);
        ledger.announce();
        assertStage(IMutualLedger.Stage.Open);
        skip(14 days);
        ledger.announce();
        assertEq(books().closingAt, TURN + 34 days - 1);
    }
}

/// @dev Disputes and the panel, whose plan has gone on for eighty years by then.
contract DisputesIn2106Test is JuryFixture {
    function setUp() public override {
        super.setUp();
        vm.warp(TURN - 1 days);
    }

    function test_ADisputeOfBeforeIsDrawnVotedOnAndCountedAfterIt() public {
        uint256 caseId = contested(MILD);
        assertEq(disputeOf(DISPUTE).ends, TURN + 1 days);
        vm.warp(TURN + 1 days - 1);
        address[] memory jurors = draw(DISPUTE);
        vote(DISPUTE, 3, 0);
        vm.expectEmit(address(jury));
        emit IJury.JurorBarred(jurors[3], timeNow() + 90 days);
        jury.tally(DISPUTE);
        assertEq(ledger.creditOf(jurors[0]), REWARD);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
        desk.settle(caseId);
        assertEq(yuan.balanceOf(alice), 50 * YUAN);
    }

    function test_WhoResignedBeforeItVolunteersAgainAfterIt() public {
        resign(person(0));
        vm.warp(TURN + 89 days - 1);
        expectRefusal(IJury.ResignedLately.selector, person(0), TURN + 89 days);
        vm.prank(person(0));
        jury.volunteer();
        skip(1);
        volunteer(person(0));
        assertFalse(jury.isCandidate(DISPUTE - 1, person(0)), "of a dispute of before");
    }

    function test_APanelProposedBeforeItDecidesAfterIt() public {
        address[] memory panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (assessors[0], assessors[1], carol);
        vm.prank(operator);
        desk.proposePanel(panel);
        uint256 earliest = TURN - 1 days + 2 * 14 days + 3 days;
        vm.warp(earliest - 1);
        expectRefusal(IMutualLedger.ProposalTooEarly.selector, earliest);
        desk.installPanel();
        skip(1);
        desk.installPanel();
        assertTrue(desk.isAssessor(carol));
        uint256 caseId = file(alice, MILD);
        approve(caseId, MILD);
        assertCase(caseId, ICaseDesk.CaseStatus.Approved);
    }
}

/// @dev What the enrolment and the jury remember in seconds, once these need more than 32 bits.
contract EnrolmentAfter2106Test is AttestedFixture {
    function setUp() public override {
        super.setUp();
        vm.warp(TURN + 5 days);
    }

    function test_RevertWhen_OnePersonJoinsTwiceAfterIt() public {
        joinWith(alice, wordFor(alice, "alice"));
        (address account, uint256 joinedAt) = enrolment.holderOf(nullifierOf("alice"));
        assertEq(account, alice);
        assertEq(joinedAt, TURN + 5 days);
        bytes memory words = wordFor(bob, "alice");
        fund(bob, DEPOSIT);
        vm.expectRevert(abi.encodeWithSelector(IEnrolment.NullifierHeld.selector, nullifierOf("alice")));
        vm.prank(bob);
        ledger.join(STANDARD, DEPOSIT, words);
    }
}

contract JuryAfter2106Test is JuryFixture {
    function setUp() public override {
        PlanFixture.setUp();
        vm.warp(TURN + 5 days);
        populate();
    }

    function test_RevertWhen_WhoResignedAfterItVolunteersLately() public {
        resign(person(0));
        vm.prank(person(0));
        expectRefusal(IJury.ResignedLately.selector, person(0), timeNow() + 90 days);
        jury.volunteer();
    }

    function test_ACaseOfAfterItIsJudged() public {
        uint256 caseId = contested(MILD);
        judge(DISPUTE, 5, 0);
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
    }

    function test_WhoVolunteersAfterTheCaseSitsOnNoJuryOfIt() public {
        uint256 caseId = announced(MILD);
        skip(1);
        volunteer(person(10));
        resign(person(0));
        object(bob, caseId);
        assertEq(disputeOf(DISPUTE).pool, SEATS);
        assertFalse(jury.isCandidate(DISPUTE, person(10)));
    }

    function test_WhoResignsAfterTheOpeningStaysACandidate() public {
        contested(MILD);
        skip(1);
        resign(person(0));
        assertTrue(jury.isCandidate(DISPUTE, person(0)));
    }

    function test_WhoTookTheirSeatAgainAfterTheCaseIsNoCandidate() public {
        resign(person(0));
        skip(90 days);
        uint256 caseId = announced(MILD);
        skip(1);
        volunteer(person(0));
        skip(1);
        object(bob, caseId);
        assertFalse(jury.isCandidate(DISPUTE, person(0)));
    }

    function test_WhoKeptSilentIsBarredFromTheNext() public {
        contested(MILD);
        address[] memory jurors = judge(DISPUTE, 4, 0);
        object(bob, queueAnother());
        assertFalse(jury.isCandidate(DISPUTE + 1, jurors[4]));
        assertTrue(jury.isCandidate(DISPUTE + 1, jurors[0]));
    }

    function queueAnother() private returns (uint256 caseId) {
        caseId = queue(person(11), MILD);
        announce();
    }
}
