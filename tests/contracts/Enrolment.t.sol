// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEnrolment} from "../../contracts/interfaces/IEnrolment.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {AttestedFixture} from "./base/AttestedFixture.sol";
import {ACCIDENT, BARE, DOUBLE, MILD, SEVERE, STANDARD, YUAN} from "./base/Plans.sol";
import {ContractWallet} from "./base/Signers.sol";
import {vm} from "./Test.sol";

/// @dev One person is one member, where an attestor vouches for it.
contract EnrolmentTest is AttestedFixture {
    function refused(bytes memory refusal, address who, bytes memory attestation) private {
        fund(who, DEPOSIT);
        vm.expectRevert(refusal);
        vm.prank(who);
        ledger.join(STANDARD, DEPOSIT, attestation);
    }

    function notVouched(address who, bytes memory attestation) private {
        refused(abi.encodeWithSelector(IMutualLedger.InvalidSignature.selector, attestor), who, attestation);
    }

    function held(string memory name) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IEnrolment.NullifierHeld.selector, nullifierOf(name));
    }

    // ---- refusals

    function test_RevertWhen_NobodysWordIsBrought() public {
        refused(abi.encodeWithSelector(IEnrolment.AttestationMissing.selector), alice, "");
    }

    function test_RevertWhen_TheWordIsNone() public {
        refused("", alice, "nonsense");
    }

    /// @dev It holds up to, not including, its expiry.
    function test_RevertWhen_TheWordHasExpired() public {
        bytes memory words = wordFor(alice, "alice");
        uint256 expiry = timeNow() + 1 hours;
        vm.warp(expiry);
        refused(abi.encodeWithSelector(IMutualLedger.SignatureExpired.selector, expiry), alice, words);
        vm.warp(expiry - 1);
        joinWith(alice, words);
    }

    function test_RevertWhen_TheNumbersOfMembersAndNullifiersDiffer() public {
        (address[] memory members, bytes32[] memory nullifiers) = batch(2);
        bytes memory words = wordFor(members, one(nullifiers[0]), STANDARD, sponsor);
        fund(sponsor, 2 * DEPOSIT);
        expectRefusal(IEnrolment.NullifiersMismatch.selector, 2, 1);
        vm.prank(sponsor);
        ledger.joinMany(members, STANDARD, DEPOSIT, words);
    }

    function test_RevertWhen_SomebodyElseSigned() public {
        (, uint256 key) = makeAddrAndKey("impostor");
        uint256 expiry = timeNow() + 1 hours;
        bytes32[] memory nullifiers = one(nullifierOf("alice"));
        bytes32 digest = enrolmentDigest(one(alice), nullifiers, STANDARD, alice, expiry);
        notVouched(alice, word(nullifiers, expiry, signature(key, digest)));
        notVouched(alice, word(nullifiers, expiry, ""));
    }

    /// @dev Each part of the words is bound by the signature.
    function test_RevertWhen_AnyOfTheWordsDiffers() public {
        bytes memory words = wordFor(alice, "alice");
        notVouched(bob, words);
        IEnrolment.Attestation memory attestation = abi.decode(words, (IEnrolment.Attestation));
        notVouched(alice, word(one(nullifierOf("bob")), attestation.expiry, attestation.signature));
        notVouched(alice, word(attestation.nullifiers, attestation.expiry + 1, attestation.signature));
        joinWith(alice, words);
    }

    // ---- a word in other hands

    /// @dev A stranger would enrol its owner cheaply, or so that their own join is refused.
    function test_RevertWhen_AStrangerBringsAWord() public {
        bytes memory words = wordFor(alice, "alice");
        fund(anyone, DEPOSIT);
        expectRefusal(IMutualLedger.InvalidSignature.selector, attestor);
        vm.prank(anyone);
        ledger.joinMany(one(alice), STANDARD, DEPOSIT, words);
        joinWith(alice, words);
    }

    function test_RevertWhen_AWordForABatchIsBroughtByAnotherThanItsPayer() public {
        (address[] memory members, bytes32[] memory nullifiers) = batch(2);
        bytes memory words = wordFor(members, nullifiers);
        fund(anyone, 2 * DEPOSIT);
        expectRefusal(IMutualLedger.InvalidSignature.selector, attestor);
        vm.prank(anyone);
        ledger.joinMany(members, STANDARD, DEPOSIT, words);
    }

    function test_RevertWhen_AWordIsUsedForAnotherTier() public {
        bytes memory words = wordFor(alice, "alice");
        fund(alice, 2 * DEPOSIT);
        vm.startPrank(alice);
        expectRefusal(IMutualLedger.InvalidSignature.selector, attestor);
        ledger.join(DOUBLE, 2 * DEPOSIT, words);
        expectRefusal(IMutualLedger.InvalidSignature.selector, attestor);
        ledger.join(BARE, DEPOSIT, words);
        vm.stopPrank();
        joinWith(alice, words);
    }

    /// @dev After its member has gone and the nullifier is free, within its own time.
    function test_RevertWhen_AWordIsUsedAgain() public {
        IEnrolment.Attestation memory attestation;
        attestation.nullifiers = one(nullifierOf("alice"));
        attestation.expiry = timeNow() + 365 days;
        bytes32 digest = enrolmentDigest(one(alice), attestation.nullifiers, STANDARD, alice, attestation.expiry);
        attestation.signature = vouched(digest);
        bytes memory words = abi.encode(attestation);
        joinWith(alice, words);
        goes(alice);
        refused(abi.encodeWithSelector(IEnrolment.AttestationUsed.selector, digest), alice, words);
        joinWith(alice, wordFor(alice, "alice"));
    }

    /// @dev Leaves and withdraws as soon as may be.
    function goes(address who) private {
        announce();
        leave(who);
        announce();
        withdraw(who);
    }

    function test_RevertWhen_TheWordIsReplayedOnAnotherPlan() public {
        IMutualLedger other = ledger;
        open(terms());
        bytes memory words = wordFor(alice, "alice");
        joinWith(alice, words);
        ledger = other;
        notVouched(alice, words);
    }

    function test_RevertWhen_TheWordIsReplayedOnAnotherChain() public {
        bytes memory words = wordFor(alice, "alice");
        vm.chainId(vm.getChainId() + 1);
        notVouched(alice, words);
    }

    function test_RevertWhen_ThePersonIsAMemberAlready() public {
        joinWith(alice, wordFor(alice, "alice"));
        refused(held("alice"), bob, wordFor(bob, "alice"));
        assertHeld("alice", alice);
    }

    /// @dev By the membership that has just begun.
    function assertHeld(string memory name, address holder) private view {
        (address account, uint256 joinedAt) = enrolment.holderOf(nullifierOf(name));
        assertEq(account, holder);
        assertEq(joinedAt, memberOf(holder).joinedAt);
    }

    function test_RevertWhen_TwoOfABatchAreOnePerson() public {
        (address[] memory members, bytes32[] memory nullifiers) = batch(2);
        nullifiers[1] = nullifiers[0];
        bytes memory words = wordFor(members, nullifiers);
        fund(sponsor, 2 * DEPOSIT);
        vm.expectRevert(abi.encodeWithSelector(IEnrolment.NullifierHeld.selector, nullifiers[0]));
        vm.prank(sponsor);
        ledger.joinMany(members, STANDARD, DEPOSIT, words);
    }

    function test_RevertWhen_AnotherThanTheLedgerAdmits() public {
        bytes memory words = wordFor(alice, "alice");
        expectRefusal(IEnrolment.NotLedger.selector, attestor);
        vm.prank(attestor);
        enrolment.admit(one(alice), STANDARD, alice, words);
    }

    function test_RevertWhen_AnotherThanTheEnrolmentReplaces() public {
        joinWith(alice, wordFor(alice, "alice"));
        expectRefusal(IMutualLedger.NotEnrolment.selector, attestor);
        vm.prank(attestor);
        ledger.replace(alice);
    }

    // ---- joining

    function test_TheAttestorIsWhoThePlanNames() public view {
        assertEq(enrolment.attestor(), attestor);
    }

    function test_WhomTheAttestorVouchesForJoins() public {
        bytes memory words = wordFor(alice, "alice");
        fund(alice, DEPOSIT);
        vm.expectEmit(address(enrolment));
        emit IEnrolment.NullifierTaken(alice, nullifierOf("alice"));
        vm.prank(alice);
        ledger.join(STANDARD, DEPOSIT, words);
        assertStatus(alice, IMutualLedger.Status.Active);
        assertHeld("alice", alice);
    }

    function test_ASpentWordIsTold() public {
        IEnrolment.Attestation memory attestation;
        attestation.nullifiers = one(nullifierOf("alice"));
        attestation.expiry = timeNow() + 1 days;
        bytes32 digest = enrolmentDigest(one(alice), attestation.nullifiers, STANDARD, alice, attestation.expiry);
        attestation.signature = vouched(digest);
        fund(alice, DEPOSIT);
        vm.expectEmit(address(enrolment));
        emit IEnrolment.AttestationSpent(digest);
        vm.prank(alice);
        ledger.join(STANDARD, DEPOSIT, abi.encode(attestation));
    }

    function test_OneSignatureVouchesForABatch() public {
        (address[] memory members, bytes32[] memory nullifiers) = batch(7);
        bytes memory words = wordFor(members, nullifiers);
        fund(sponsor, 7 * DEPOSIT);
        vm.prank(sponsor);
        ledger.joinMany(members, STANDARD, DEPOSIT, words);
        assertEq(books().members, 7);
        for (uint256 n; n < 7; ++n) {
            (address account, uint256 joinedAt) = enrolment.holderOf(nullifiers[n]);
            assertEq(account, members[n]);
            assertEq(joinedAt, timeNow());
        }
    }

    function test_APermitAndAWordJoinInOneTransaction() public {
        (address owner, uint256 key) = makeAddrAndKey("owner");
        yuan.mint(owner, DEPOSIT);
        IMutualLedger.Permit memory signed = permit(owner, key, DEPOSIT);
        bytes memory words = wordFor(owner, "owner");
        vm.prank(owner);
        ledger.joinWithPermit(STANDARD, DEPOSIT, words, signed);
        assertStatus(owner, IMutualLedger.Status.Active);
    }

    function test_AnAttestorMayBeAContract() public {
        ContractWallet wallet = new ContractWallet();
        attestor = address(wallet);
        open(terms());
        uint256 expiry = timeNow() + 1 hours;
        bytes32[] memory nullifiers = one(nullifierOf("alice"));
        bytes memory words = word(nullifiers, expiry, "");
        notVouched(alice, words);
        wallet.sign(enrolmentDigest(one(alice), nullifiers, STANDARD, alice, expiry));
        joinWith(alice, words);
        assertStatus(alice, IMutualLedger.Status.Active);
    }

    // ---- an attestor whose account delegates its code (EIP-7702)

    /// @dev The account's own key counts, whatever the delegate answers: nobody's voice is taken by their wallet.
    function test_AnAttestorThatDelegatesSignsWithItsKey() public {
        vm.etch(attestor, abi.encodePacked(hex"ef0100", address(factory)));
        joinWith(alice, wordFor(alice, "alice"));
        assertStatus(alice, IMutualLedger.Status.Active);
        notVouched(bob, word(one(nullifierOf("bob")), timeNow() + 1 hours, ""));
    }

    function test_RevertWhen_SomebodyElseSignsForAnAttestorThatDelegates() public {
        vm.etch(attestor, abi.encodePacked(hex"ef0100", address(factory)));
        (, uint256 key) = makeAddrAndKey("impostor");
        uint256 expiry = timeNow() + 1 hours;
        bytes32[] memory nullifiers = one(nullifierOf("alice"));
        bytes32 digest = enrolmentDigest(one(alice), nullifiers, STANDARD, alice, expiry);
        notVouched(alice, word(nullifiers, expiry, signature(key, digest)));
    }

    /// @dev A contract that is no delegation has no key, though its code be as long as one.
    function test_RevertWhen_TheCodeIsNoDelegation() public {
        bytes memory words = wordFor(alice, "alice");
        vm.etch(attestor, abi.encodePacked(hex"fe0100", address(factory)));
        notVouched(alice, words);
        vm.etch(attestor, hex"fe");
        notVouched(alice, words);
    }

    /// @dev Where nobody vouches, nothing is asked and nothing is read.
    function test_WithoutAnAttestorAnyoneJoins() public {
        IPlanTerms.Roles memory people = roles();
        people.attestor = address(0);
        open(terms(), address(yuan), people);
        assertEq(address(enrolment), address(0));
        joinWith(alice, "nonsense");
        assertStatus(alice, IMutualLedger.Status.Active);
    }

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
