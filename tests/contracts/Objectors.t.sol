// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {ObjectingFixture} from "./base/ObjectingFixture.sol";
import {BARE, MILD, SEVERE, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Who may object to an announced case, and give reasons of their own.
contract ObjectorsTest is ObjectingFixture {
    // ---- who may object

    function test_RevertWhen_TheObjectorNeverWasAMember() public {
        mayNot(anyone, announced(MILD));
    }

    /// @dev An accomplice could use up the only objection at once.
    function test_RevertWhen_TheObjectorJoinedInTheSecondOfTheAnnouncementOrLater() public {
        uint256 caseId = announced(MILD);
        join(carol);
        skip(1);
        join(person(40));
        mayNot(carol, caseId);
        mayNot(person(40), caseId);
    }

    function test_WhoJoinedASecondBeforeTheAnnouncementMayObject() public {
        uint256 caseId = queue(alice, MILD);
        join(carol);
        skip(1);
        announce();
        may(carol, caseId);
    }

    /// @dev Also a new membership of who had shared in many cases.
    function test_RevertWhen_TheObjectorJoinedAnewSince() public {
        leave(person(14));
        uint256 caseId = announced(MILD);
        withdraw(person(14));
        join(person(14));
        mayNot(person(14), caseId);
    }

    /// @dev The announcement took their last money, or they had asked to leave after it: they paid for it.
    function test_WhoLapsedOrLeftHavingPaidForTheAnnouncementMayObject() public {
        join(carol, BARE, 3 * YUAN);
        stay();
        leave(person(14));
        uint256 caseId = announced(MILD);
        assertStatus(carol, IMutualLedger.Status.Lapsed);
        assertStatus(person(14), IMutualLedger.Status.Left);
        may(carol, caseId);
        may(person(14), caseId);
    }

    /// @dev Within a notice that outlasts the next announcement.
    function test_WhoLapsedOrLeftLaterHavingPaidForTheAnnouncementMayObject() public {
        openLong();
        join(carol, BARE, 6 * YUAN);
        stay();
        uint256 caseId = announced(MILD);
        leave(person(14));
        queue(person(11), MILD);
        announce();
        assertStatus(carol, IMutualLedger.Status.Lapsed);
        assertStatus(person(14), IMutualLedger.Status.Left);
        may(carol, caseId);
        may(person(14), caseId);
    }

    function test_RevertWhen_TheObjectorLapsedOrLeftBeforeTheAnnouncement() public {
        join(carol, BARE, 3 * YUAN);
        stay();
        leave(person(14));
        queue(person(11), MILD);
        announce();
        uint256 caseId = announced(MILD);
        mayNot(carol, caseId);
        mayNot(person(14), caseId);
    }

    function test_RevertWhen_TheObjectorHasWithdrawn() public {
        join(carol, BARE, 3 * YUAN);
        stay();
        leave(person(14));
        uint256 caseId = announced(MILD);
        withdraw(person(14));
        withdraw(carol);
        mayNot(carol, caseId);
        mayNot(person(14), caseId);
    }

    function test_RevertWhen_ABenefitHasEndedTheObjectorsMembership() public {
        uint256 caseId = announced(MILD);
        queue(person(13), SEVERE);
        mayNot(person(13), caseId);
    }

    /// @dev Nothing is contested on credit.
    function test_RevertWhen_TheBondIsNotThere() public {
        uint256 caseId = announced(MILD);
        vm.startPrank(bob);
        yuan.approve(address(ledger), BOND - 1);
        vm.expectRevert();
        desk.object(caseId, "reason");
        vm.stopPrank();
        assertCase(caseId, ICaseDesk.CaseStatus.Announced);
        assertEq(books().bonds, 0);
    }

    function test_RevertWhen_AContestedCaseIsPaid() public {
        uint256 caseId = contested(MILD);
        notPayable(caseId);
        skip(3 days);
        notPayable(caseId);
        skip(365 days);
        notPayable(caseId);
    }

    function test_RevertWhen_AnotherThanTheJuryConcludes() public {
        uint256 caseId = contested(MILD);
        expectRefusal(ICaseDesk.NotJury.selector, operator);
        vm.prank(operator);
        desk.conclude(caseId, IJury.Verdict.Refuses, bob, new address[](0));
    }

    // ---- reasons of others

    function reason(address who, uint256 caseId) private {
        vm.prank(who);
        desk.addReason(caseId, "another reason");
    }

    function test_RevertWhen_AReasonIsGivenAgainstACaseThatIsNotContested() public {
        uint256 caseId = file(alice, MILD);
        noReason(caseId);
        approve(caseId, MILD);
        noReason(caseId);
        announce();
        noReason(caseId);
        object(bob, caseId);
        reason(person(11), caseId);
        judge(DISPUTE, 5, 0);
        noReason(caseId);
    }

    function noReason(uint256 caseId) private {
        expectRefusal(ICaseDesk.CaseNotContestable.selector, caseId);
        reason(person(11), caseId);
    }

    function test_RevertWhen_AReasonComesFromWhoCouldNotObject() public {
        join(carol, BARE, 3 * YUAN);
        stay();
        vm.prank(alice);
        uint256 caseId = desk.file(MILD, timeNow(), "sealed", person(13));
        approve(caseId, MILD);
        announce();
        join(person(40));
        object(bob, caseId);
        withdraw(carol);
        expectRefusal(ICaseDesk.OwnCase.selector, alice);
        reason(alice, caseId);
        expectRefusal(ICaseDesk.OwnCase.selector, person(13));
        reason(person(13), caseId);
        expectRefusal(ICaseDesk.MayNotObject.selector, carol);
        reason(carol, caseId);
        expectRefusal(ICaseDesk.MayNotObject.selector, person(40));
        reason(person(40), caseId);
        expectRefusal(ICaseDesk.MayNotObject.selector, anyone);
        reason(anyone, caseId);
    }

    /// @dev Long after the notice too, as long as the case is contested; and as often as they like.
    function test_WhoCouldObjectAddsAReasonWithoutABond() public {
        uint256 caseId = contested(MILD);
        skip(4 days);
        uint256 bonds = books().bonds;
        for (uint256 n = 11; n < 13; ++n) {
            vm.expectEmit(address(desk));
            emit ICaseDesk.ReasonAdded(caseId, person(n), "another reason");
            reason(person(n), caseId);
        }
        reason(person(11), caseId);
        assertEq(books().bonds, bonds);
        assertCase(caseId, ICaseDesk.CaseStatus.Contested);
    }
}
