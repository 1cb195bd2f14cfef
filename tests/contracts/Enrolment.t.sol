// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEnrolment} from "../../contracts/interfaces/IEnrolment.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {AttestedFixture} from "./base/AttestedFixture.sol";
import {SEVERE, STANDARD} from "./base/Plans.sol";
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

    function test_RevertWhen_TheWordHasExpired() public {
        bytes memory words = wordFor(alice, "alice");
        uint256 expiry = timeNow() + 1 hours;
        vm.warp(expiry + 1);
        refused(abi.encodeWithSelector(IMutualLedger.SignatureExpired.selector, expiry), alice, words);
        vm.warp(expiry);
        joinWith(alice, words);
    }

    function test_RevertWhen_TheNumbersOfMembersAndNullifiersDiffer() public {
        (address[] memory members, bytes32[] memory nullifiers) = batch(2);
        bytes memory words = wordFor(members, one(nullifiers[0]));
        fund(sponsor, 2 * DEPOSIT);
        expectRefusal(IEnrolment.NullifiersMismatch.selector, 2, 1);
        vm.prank(sponsor);
        ledger.joinMany(members, STANDARD, DEPOSIT, words);
    }

    function test_RevertWhen_SomebodyElseSigned() public {
        (, uint256 key) = makeAddrAndKey("impostor");
        uint256 expiry = timeNow() + 1 hours;
        bytes32[] memory nullifiers = one(nullifierOf("alice"));
        bytes32 digest = enrolmentDigest(one(alice), nullifiers, expiry);
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

    function test_RevertWhen_TheWordIsReplayedOnAnotherPlan() public {
        bytes memory words = wordFor(alice, "alice");
        joinWith(alice, words);
        open(terms());
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
        assertEq(enrolment.holderOf(nullifierOf("alice")), alice);
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

    function test_RevertWhen_AnotherThanTheLedgerAdmitsOrReleases() public {
        bytes memory words = wordFor(alice, "alice");
        vm.startPrank(attestor);
        expectRefusal(IEnrolment.NotLedger.selector, attestor);
        enrolment.admit(one(alice), words);
        expectRefusal(IEnrolment.NotLedger.selector, attestor);
        enrolment.release(alice);
        vm.stopPrank();
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
        assertEq(enrolment.holderOf(nullifierOf("alice")), alice);
    }

    function test_OneSignatureVouchesForABatch() public {
        (address[] memory members, bytes32[] memory nullifiers) = batch(7);
        bytes memory words = wordFor(members, nullifiers);
        fund(sponsor, 7 * DEPOSIT);
        vm.prank(sponsor);
        ledger.joinMany(members, STANDARD, DEPOSIT, words);
        assertEq(books().members, 7);
        for (uint256 n; n < 7; ++n) {
            assertEq(enrolment.holderOf(nullifiers[n]), members[n]);
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
        wallet.sign(enrolmentDigest(one(alice), nullifiers, expiry));
        joinWith(alice, words);
        assertStatus(alice, IMutualLedger.Status.Active);
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
        leave(alice);
        refused(held("alice"), carol, wordFor(carol, "alice"));
        announce();
        refused(held("alice"), carol, wordFor(carol, "alice"));
        vm.expectEmit(address(enrolment));
        emit IEnrolment.NullifierFreed(alice, nullifierOf("alice"));
        withdraw(alice);
        assertEq(enrolment.holderOf(nullifierOf("alice")), address(0));
        joinWith(carol, wordFor(carol, "alice"));
        assertEq(enrolment.holderOf(nullifierOf("alice")), carol);
    }

    function test_AWithdrawalFromAClosedPlanFreesTheNullifier() public {
        joinWith(alice, wordFor(alice, "alice"));
        closeAndFinish();
        withdraw(alice);
        assertEq(enrolment.holderOf(nullifierOf("alice")), address(0));
    }

    /// @dev The old account's leaving does not free what the new one holds.
    function test_AnAccountThatJoinsAnewHoldsItsNewNullifierOnly() public {
        test_AWithdrawalFreesTheNullifier();
        joinWith(alice, wordFor(alice, "dora"));
        leave(alice);
        announce();
        withdraw(alice);
        assertEq(enrolment.holderOf(nullifierOf("dora")), address(0));
        assertEq(enrolment.holderOf(nullifierOf("alice")), carol);
    }

    function test_ABenefitNeverFreesTheNullifier() public {
        joinWith(alice, wordFor(alice, "alice"));
        joinWith(bob, wordFor(bob, "bob"));
        skip(180 days);
        queue(alice, SEVERE);
        withdraw(alice);
        assertEq(enrolment.holderOf(nullifierOf("alice")), alice);
        refused(held("alice"), carol, wordFor(carol, "alice"));
        bytes4 ended = IMutualLedger.MembershipEnded.selector;
        refused(abi.encodeWithSelector(ended, alice), alice, wordFor(alice, "another name"));
    }
}
