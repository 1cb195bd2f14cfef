// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEnrolment} from "../../contracts/interfaces/IEnrolment.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {EnrolmentFixture} from "./base/EnrolmentFixture.sol";
import {BARE, DOUBLE, STANDARD} from "./base/Plans.sol";
import {ContractWallet} from "./base/Signers.sol";
import {vm} from "./Test.sol";

/// @dev One person is one member, where an attestor vouches for it.
contract EnrolmentTest is EnrolmentFixture {
    function notVouched(address who, bytes memory attestation) private {
        refused(abi.encodeWithSelector(IMutualLedger.InvalidSignature.selector, attestor), who, attestation);
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
}
