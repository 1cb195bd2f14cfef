// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IEnrolment} from "../../contracts/interfaces/IEnrolment.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {EnrolmentFixture} from "./base/EnrolmentFixture.sol";
import {ACCIDENT, BARE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Who has left may come back, and who has lost a key at another account.
contract LostKeysTest is EnrolmentFixture {
    // ---- who left may come back

    function test_AWithdrawalFreesTheNullifier() public {
        joinWith(alice, wordFor(alice, "alice"));
        joinWith(bob, wordFor(bob, "bob"));
        announce();
        leave(alice);
        refused(held("alice"), carol, wordFor(carol, "alice"));
        announce();
        withdraw(alice);
        joinWith(carol, wordFor(carol, "alice"));
        assertHeld("alice", carol);
    }

    function test_AnAccountThatWithdrewComesBackAsTheSamePerson() public {
        joinWith(alice, wordFor(alice, "alice"));
        goes(alice);
        joinWith(alice, wordFor(alice, "alice"));
        assertHeld("alice", alice);
        refused(held("alice"), carol, wordFor(carol, "alice"));
    }

    /// @dev The old account's later membership does not hold what the new one took.
    function test_AnAccountThatJoinsAnewHoldsItsNewNullifierOnly() public {
        test_AWithdrawalFreesTheNullifier();
        joinWith(alice, wordFor(alice, "dora"));
        goes(alice);
        assertHeld("alice", carol);
        refused(held("alice"), person(0), wordFor(person(0), "alice"));
        address dora = makeAddr("dora");
        joinWith(dora, wordFor(dora, "dora"));
        assertHeld("dora", dora);
    }

    /// @dev An account that joins as another person frees who it was, and hides nothing.
    function test_AnEarlierMembershipOfTheSameAccountHoldsNothing() public {
        joinWith(alice, wordFor(alice, "alice"));
        goes(alice);
        joinWith(alice, wordFor(alice, "dora"));
        joinWith(carol, wordFor(carol, "alice"));
        assertHeld("alice", carol);
        assertHeld("dora", alice);
    }

    function test_ABenefitNeverFreesTheNullifier() public {
        joinWith(alice, wordFor(alice, "alice"));
        joinWith(bob, wordFor(bob, "bob"));
        skip(180 days);
        queue(alice, SEVERE);
        refused(held("alice"), carol, wordFor(carol, "alice"));
        withdraw(alice);
        assertHeld("alice", alice);
        refused(held("alice"), carol, wordFor(carol, "alice"));
        bytes4 ended = IMutualLedger.MembershipEnded.selector;
        refused(abi.encodeWithSelector(ended, alice), alice, wordFor(alice, "another name"));
    }

    /// @dev Who is paid an ending benefit after leaving cannot have come back under another account before.
    function test_AnEndingBenefitEndsThoughItsClaimantLeftAtOnce() public {
        joinWith(alice, wordFor(alice, "alice"));
        joinWith(bob, wordFor(bob, "bob"));
        announce();
        leave(alice);
        uint256 caseId = file(alice, ACCIDENT);
        announce();
        expectRefusal(IMutualLedger.CaseUndecided.selector, caseId);
        vm.prank(alice);
        ledger.withdraw();
        openCase(caseId);
        approve(caseId, ACCIDENT);
        withdraw(alice);
        assertStatus(alice, IMutualLedger.Status.Claimed);
        refused(held("alice"), carol, wordFor(carol, "alice"));
    }

    // ---- a lost key

    /// @dev Alice lapses, with two yuan left; the others have enough.
    function lapse() private returns (uint256 until) {
        fund(alice, 5 * YUAN);
        bytes memory words = wordFor(one(alice), one(nullifierOf("alice")), BARE, alice);
        vm.prank(alice);
        ledger.join(BARE, 5 * YUAN, words);
        joinWith(bob, wordFor(bob, "bob"));
        announce();
        skip(180 days);
        queue(bob, MILD);
        announce();
        assertStatus(alice, IMutualLedger.Status.Lapsed);
        return timeNow() + terms().grace;
    }

    function test_RevertWhen_AKeyIsSaidToBeLostBeforeTheGraceIsOver() public {
        uint256 until = lapse();
        vm.warp(until - 1);
        bytes4 refusal = IEnrolment.GraceNotOver.selector;
        refused(abi.encodeWithSelector(refusal, alice, until), carol, wordFor(carol, "alice"));
        skip(1);
        bytes memory words = wordFor(carol, "alice");
        vm.expectEmit(address(ledger));
        emit IMutualLedger.AccountReplaced(alice);
        vm.expectEmit(address(enrolment));
        emit IEnrolment.NullifierTaken(carol, nullifierOf("alice"));
        vm.prank(carol);
        ledger.join(STANDARD, DEPOSIT, words);
        assertHeld("alice", carol);
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
        assertStatus(carol, IMutualLedger.Status.Active);
    }

    /// @dev Of who has left there is no grace to wait for.
    function test_WhoHasLeftComesBackAtANewAccountAtOnce() public {
        joinWith(alice, wordFor(alice, "alice"));
        announce();
        leave(alice);
        refused(held("alice"), carol, wordFor(carol, "alice"));
        announce();
        joinWith(carol, wordFor(carol, "alice"));
        assertHeld("alice", carol);
        assertEq(memberOf(alice).balance, DEPOSIT);
    }

    function test_RevertWhen_TheMemberOfALostKeyIsStillOne() public {
        joinWith(alice, wordFor(alice, "alice"));
        refused(held("alice"), carol, wordFor(carol, "alice"));
        announce();
        leave(alice);
        refused(held("alice"), carol, wordFor(carol, "alice"));
        assertStatus(alice, IMutualLedger.Status.Leaving);
    }

    /// @dev Filed or approved: the benefit would go to one account and the next membership to another.
    function test_RevertWhen_TheMemberOfALostKeyHasAnOpenCase() public {
        uint256 caseId = fileAndLeave();
        openCase(caseId);
        approve(caseId, MILD);
        openCase(caseId);
        announce();
        joinWith(carol, wordFor(carol, "alice"));
    }

    function test_RevertWhen_TheMemberOfALostKeyCanStillAppeal() public {
        uint256 caseId = fileAndLeave();
        reject(caseId);
        uint256 until = timeNow() + 3 days;
        vm.warp(until - 1);
        openCase(caseId);
        skip(1);
        joinWith(carol, wordFor(carol, "alice"));
    }

    function test_RevertWhen_TheMemberOfALostKeyHasAppealed() public {
        uint256 caseId = fileAndLeave();
        reject(caseId);
        fund(alice, 50 * YUAN);
        vm.prank(alice);
        desk.appeal(caseId, "reason");
        openCase(caseId);
    }

    /// @dev Two rejections within one notice; the later is appealed and lost before the earlier is beyond appeal.
    function test_RevertWhen_TheMemberOfALostKeyCanStillAppealAnEarlierCase() public {
        uint256 earlier = fileAndLeave();
        uint256 diagnosed = timeNow() - 1;
        reject(earlier);
        uint256 until = timeNow() + 3 days;
        vm.prank(alice);
        uint256 later = desk.file(ACCIDENT, diagnosed, "sealed", address(0));
        reject(later);
        fund(alice, 50 * YUAN);
        vm.prank(alice);
        desk.appeal(later, "reason");
        openCase(later);
        skip(2 days);
        jury.tally(0);
        assertCase(later, ICaseDesk.CaseStatus.Rejected);
        openCase(earlier);
        vm.warp(until - 1);
        openCase(earlier);
        skip(1);
        joinWith(carol, wordFor(carol, "alice"));
    }

    /// @dev Alice, who has left; the first case of the plan is bob's.
    function fileAndLeave() private returns (uint256 caseId) {
        joinWith(alice, wordFor(alice, "alice"));
        joinWith(bob, wordFor(bob, "bob"));
        skip(180 days);
        announce();
        leave(alice);
        file(bob, MILD);
        caseId = file(alice, ACCIDENT);
        announce();
    }

    function openCase(uint256 caseId) private {
        refused(abi.encodeWithSelector(IEnrolment.CaseUnresolved.selector, caseId), carol, wordFor(carol, "alice"));
    }

    /// @dev Whoever has the old key has its money, at any time, and nothing else.
    function test_TheOldAccountWithdrawsAndFreesNothing() public {
        vm.warp(lapse());
        joinWith(carol, wordFor(carol, "alice"));
        assertEq(memberOf(alice).balance, 2 * YUAN);
        bytes4 refusal = IMutualLedger.AlreadyMember.selector;
        refused(abi.encodeWithSelector(refusal, alice), alice, wordFor(alice, "dora"));
        uint256 wallet = yuan.balanceOf(alice);
        withdraw(alice);
        assertEq(yuan.balanceOf(alice), wallet + 2 * YUAN);
        assertEq(memberOf(alice).balance, 0);
        refused(held("alice"), alice, wordFor(alice, "alice"));
        assertHeld("alice", carol);
        expectRefusal(IMutualLedger.NothingToWithdraw.selector, alice);
        vm.prank(alice);
        ledger.withdraw();
        joinWith(alice, wordFor(alice, "dora"));
        assertStatus(alice, IMutualLedger.Status.Active);
    }

    /// @dev No way out before the minimum stay.
    function test_RevertWhen_AReplacedAccountHasNotStayed() public {
        joinWith(bob, wordFor(bob, "bob"));
        skip(180 days);
        fund(alice, 5 * YUAN);
        bytes memory words = wordFor(one(alice), one(nullifierOf("alice")), BARE, alice);
        vm.prank(alice);
        ledger.join(BARE, 5 * YUAN, words);
        queue(bob, MILD);
        announce();
        skip(30 days);
        joinWith(carol, wordFor(carol, "alice"));
        expectRefusal(IMutualLedger.MinimumStay.selector, alice, FIRST + 2);
        vm.prank(alice);
        ledger.withdraw();
        announce();
        withdraw(alice);
        assertEq(memberOf(alice).balance, 0);
    }

    function test_RevertWhen_AReplacedAccountComesBackByATopUp() public {
        vm.warp(lapse());
        joinWith(carol, wordFor(carol, "alice"));
        expectRefusal(IMutualLedger.NotActive.selector, alice);
        vm.prank(alice);
        ledger.topUp(alice, 10 * YUAN);
    }
}
