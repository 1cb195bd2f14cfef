// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

contract PowersTest is PlanFixture {
    /// @dev Two periods and a notice, so that even who has just joined can be out first.
    uint256 private constant DELAY = 2 * 14 days + 3 days;

    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        join(alice);
        stay();
        skip(180 days);
    }

    // ---- each restricted call, tried by everybody else

    function everyone() private view returns (address[9] memory) {
        return
            [
                operator,
                supervisor,
                sponsor,
                assessors[0],
                alice,
                anyone,
                address(desk),
                address(ledger),
                address(factory)
            ];
    }

    /// @dev Refused to all but `one` and `other`, who are left out.
    function onlyFor(address one, address other, address target, bytes4 refusal, bytes memory call) private {
        address[9] memory callers = everyone();
        for (uint256 i; i < callers.length; ++i) {
            if (callers[i] == one || callers[i] == other) continue;
            vm.prank(callers[i]);
            (bool done, bytes memory answer) = target.call(call);
            assertFalse(done);
            assertEq(answer, abi.encodeWithSelector(refusal, callers[i]));
        }
    }

    function test_OnlyTheDeskSpeaksToTheLedgerOfCases() public {
        bytes4 refusal = IMutualLedger.NotDesk.selector;
        onlyFor(address(desk), address(0), address(ledger), refusal, abi.encodeCall(IMutualLedger.enqueue, (MILD)));
        bytes[] memory calls = new bytes[](5);
        calls[0] = abi.encodeCall(IMutualLedger.endMembership, (alice, memberOf(alice).joinedAt));
        calls[1] = abi.encodeCall(IMutualLedger.payCase, (anyone, FIRST, MILD));
        calls[2] = abi.encodeCall(IMutualLedger.takeBond, (alice));
        calls[3] = abi.encodeCall(IMutualLedger.releaseBond, (alice, new address[](0)));
        calls[4] = abi.encodeCall(IMutualLedger.overturn, (FIRST, MILD, new address[](0)));
        for (uint256 i; i < calls.length; ++i) {
            onlyFor(address(desk), address(0), address(ledger), refusal, calls[i]);
        }
    }

    function test_OnlyTheOperatorCollectsTheFeeAndProposes() public {
        bytes4 refusal = IMutualLedger.NotOperator.selector;
        onlyFor(operator, address(0), address(ledger), refusal, abi.encodeCall(IMutualLedger.collectFee, ()));
        onlyFor(operator, address(0), address(ledger), refusal, abi.encodeCall(IMutualLedger.proposeOperator, (anyone)));
        onlyFor(operator, address(0), address(desk), refusal, abi.encodeCall(ICaseDesk.proposePanel, (assessors)));
    }

    function test_OnlyOperatorAndSupervisorStopJoinsAndClose() public {
        bytes4 refusal = IMutualLedger.NotSupervision.selector;
        onlyFor(operator, supervisor, address(ledger), refusal, abi.encodeCall(IMutualLedger.stopJoins, ()));
        onlyFor(operator, supervisor, address(ledger), refusal, abi.encodeCall(IMutualLedger.close, ()));
    }

    function test_OnlyTheSponsorTakesTheBackstop() public {
        fundBackstop(100 * YUAN);
        bytes4 refusal = IMutualLedger.NotSponsor.selector;
        onlyFor(sponsor, address(0), address(ledger), refusal, abi.encodeCall(IMutualLedger.noticeBackstop, (YUAN)));
        onlyFor(sponsor, address(0), address(ledger), refusal, abi.encodeCall(IMutualLedger.takeBackstop, (YUAN)));
    }

    /// @dev In a plan without an attestor nobody replaces an account.
    function test_OnlyTheEnrolmentReplacesAnAccount() public {
        bytes4 refusal = IMutualLedger.NotEnrolment.selector;
        bytes memory call = abi.encodeCall(IMutualLedger.replace, (alice));
        onlyFor(address(0), address(0), address(ledger), refusal, call);
    }

    function test_OnlyTheSuccessorTakesOver() public {
        propose(bob);
        skip(DELAY);
        onlyFor(
            bob,
            address(0),
            address(ledger),
            IMutualLedger.NotSuccessor.selector,
            abi.encodeCall(IMutualLedger.acceptOperator, ())
        );
    }

    /// @dev Where a role is empty, its powers are nobody's, the zero address' included.
    function test_AnEmptyRoleIsNobodys() public {
        IMutualLedger.Roles memory none = roles();
        none.supervisor = address(0);
        none.sponsor = address(0);
        open(terms(), address(yuan), none);
        onlyFor(
            operator,
            address(0),
            address(ledger),
            IMutualLedger.NotSupervision.selector,
            abi.encodeCall(IMutualLedger.close, ())
        );
        onlyFor(
            address(0),
            address(0),
            address(ledger),
            IMutualLedger.NotSponsor.selector,
            abi.encodeCall(IMutualLedger.noticeBackstop, (YUAN))
        );
    }

    function test_RevertWhen_ThereIsNoFeeToCollect() public {
        expectRefusal(IMutualLedger.ZeroAmount.selector);
        vm.prank(operator);
        ledger.collectFee();
    }

    // ---- stopping joins

    function test_StoppedJoinsStayStoppedAndEverythingElseGoesOn() public {
        vm.expectEmit(address(ledger));
        emit IMutualLedger.JoiningStopped(supervisor);
        vm.prank(supervisor);
        ledger.stopJoins();
        queue(person(0), MILD);
        topUp(alice, YUAN);
        leave(alice);
        announce();
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), 28 * YUAN);
    }

    function test_RevertWhen_JoinsAreStoppedInAClosingPlan() public {
        close();
        expectRefusal(IMutualLedger.PlanNotOpen.selector);
        vm.prank(operator);
        ledger.stopJoins();
    }

    // ---- the operator's successor

    function propose(address successor) private {
        vm.prank(operator);
        ledger.proposeOperator(successor);
    }

    function accept(address successor) private {
        vm.prank(successor);
        ledger.acceptOperator();
    }

    function test_RevertWhen_NobodyIsProposed() public {
        expectRefusal(IMutualLedger.NoProposal.selector);
        accept(bob);
        propose(bob);
        propose(address(0));
        skip(DELAY);
        expectRefusal(IMutualLedger.NoProposal.selector);
        accept(bob);
    }

    function test_RevertWhen_MembersHadNoTimeToLeave() public {
        propose(bob);
        uint256 earliest = timeNow() + DELAY;
        vm.warp(earliest - 1);
        expectRefusal(IMutualLedger.ProposalTooEarly.selector, earliest);
        accept(bob);
        skip(1);
        vm.expectEmit(address(ledger));
        emit IMutualLedger.OperatorSucceeded(bob);
        accept(bob);
        assertEq(ledger.operator(), bob);
    }

    /// @dev Who has just joined stays two announcements, and is out before another operator can be in.
    function test_WhoHasJustJoinedIsOutBeforeTheSuccessor() public {
        vm.warp(books().announcedAt + 14 days);
        ledger.announce();
        join(carol);
        propose(bob);
        uint256 earliest = timeNow() + DELAY;
        announce();
        leave(carol);
        announce();
        withdraw(carol);
        assertEq(yuan.balanceOf(carol), 30 * YUAN);
        assertLt(timeNow(), earliest);
    }

    /// @dev A successor proposed years ago is nobody's to put in force.
    function test_RevertWhen_AStaleProposalIsTakenUp() public {
        propose(bob);
        uint256 until = timeNow() + DELAY + 14 days;
        vm.warp(until);
        expectRefusal(IMutualLedger.ProposalVoid.selector, until);
        accept(bob);
        vm.warp(until - 1);
        accept(bob);
        assertEq(ledger.operator(), bob);
    }

    function test_RevertWhen_ASuccessorAcceptsTwice() public {
        propose(bob);
        skip(DELAY);
        accept(bob);
        expectRefusal(IMutualLedger.NoProposal.selector);
        accept(bob);
    }

    function test_AProposalTellsWhenItCanComeIntoForce() public {
        vm.expectEmit(address(ledger));
        emit IMutualLedger.OperatorProposed(bob, timeNow() + DELAY, timeNow() + DELAY + 14 days);
        propose(bob);
    }

    // ---- another panel

    function proposePanel(address[] memory panel) private {
        vm.prank(operator);
        desk.proposePanel(panel);
    }

    function test_RevertWhen_NoPanelIsProposed() public {
        expectRefusal(IMutualLedger.NoProposal.selector);
        desk.installPanel();
    }

    function test_RevertWhen_ThePanelComesTooEarly() public {
        proposePanel(otherPanel());
        uint256 earliest = timeNow() + DELAY;
        vm.warp(earliest - 1);
        expectRefusal(IMutualLedger.ProposalTooEarly.selector, earliest);
        desk.installPanel();
        skip(1);
        vm.expectEmit(address(desk));
        emit ICaseDesk.PanelSeated(otherPanel());
        vm.prank(anyone);
        desk.installPanel();
        expectRefusal(IMutualLedger.NoProposal.selector);
        desk.installPanel();
    }

    function test_RevertWhen_AStalePanelIsInstalled() public {
        proposePanel(otherPanel());
        uint256 until = timeNow() + DELAY + 14 days;
        vm.warp(until);
        expectRefusal(IMutualLedger.ProposalVoid.selector, until);
        desk.installPanel();
        vm.warp(until - 1);
        desk.installPanel();
        assertTrue(desk.isAssessor(bob));
    }

    function test_AProposedPanelTellsWhenItCanComeIntoForce() public {
        vm.expectEmit(address(desk));
        emit ICaseDesk.PanelProposed(otherPanel(), timeNow() + DELAY, timeNow() + DELAY + 14 days);
        proposePanel(otherPanel());
    }

    function test_RevertWhen_ThePanelIsOfAnotherSize() public {
        vm.expectRevert(abi.encodeWithSelector(IPlanTerms.InvalidTerm.selector, "assessors", 2));
        proposePanel(new address[](2));
    }

    function test_RevertWhen_ThePanelNamesOneTwiceOrNobody() public {
        address[] memory panel = otherPanel();
        panel[2] = panel[0];
        vm.expectRevert(abi.encodeWithSelector(IPlanTerms.InvalidTerm.selector, "assessor", 0));
        proposePanel(panel);
        panel[2] = address(0);
        vm.expectRevert(abi.encodeWithSelector(IPlanTerms.InvalidTerm.selector, "assessor", 0));
        proposePanel(panel);
    }

    function test_TheNewPanelDecidesAndTheOldOneDoesNot() public {
        proposePanel(otherPanel());
        skip(DELAY);
        desk.installPanel();
        assertTrue(desk.isAssessor(bob));
        assertFalse(desk.isAssessor(assessors[0]));
        assertFalse(desk.isAssessor(anyone));

        file(alice, MILD);
        ICaseDesk.Decision memory decision = ICaseDesk.Decision(0, true, MILD, "");
        ICaseDesk.Seal[] memory signed = seals(decision, 2);
        expectRefusal(ICaseDesk.NotAssessor.selector, assessors[0]);
        desk.decide(decision, signed);
    }

    function otherPanel() private view returns (address[] memory panel) {
        panel = new address[](3);
        (panel[0], panel[1], panel[2]) = (bob, carol, operator);
    }

    // ---- everybody is gone

    /// @dev Operator, supervisor, sponsor and panel never act again: strangers announce and settle, members leave.
    function test_NobodysAbsenceLocksMoneyIn() public {
        queue(person(0), MILD);
        file(person(1), MILD);
        vm.startPrank(anyone);
        skip(14 days);
        ledger.announce();
        skip(3 days);
        desk.settle(0);
        vm.stopPrank();
        for (uint256 n; n < 9; ++n) {
            leave(person(n));
        }
        leave(alice);
        skip(14 days);
        vm.prank(anyone);
        ledger.announce();
        // No panel decides person 1's case any more; they take it back.
        vm.prank(person(1));
        desk.withdrawCase(1);
        for (uint256 n; n < 9; ++n) {
            withdraw(person(n));
        }
        withdraw(alice);
        assertEq(yuan.balanceOf(address(ledger)), books().operatorCredit + books().surplus);
    }
}
