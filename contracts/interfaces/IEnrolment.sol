// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Enrolment: one person, one membership
/// @notice For plans whose members an attestor vouches for.  A nullifier stands for a person without telling who; it is
/// held by one membership at a time, and for ever by one that a benefit ended.  Holds no money and can remove nobody who is
/// a member.
///
/// Who has lost the key of a membership that is over can be vouched for at a new account, in its join; the old account
/// then keeps its money only.
interface IEnrolment {
    /// @notice An attestor's word for people who join, one or a batch.  It holds once, for one payer and one tier.
    /// @param nullifiers One for each of them, in their order.
    /// @param expiry From when it holds no longer.
    /// @param signature The attestor's, over
    /// `Enrolment(address[] members,bytes32[] nullifiers,uint256 tier,address payer,uint256 expiry)`.
    struct Attestation {
        bytes32[] nullifiers;
        uint256 expiry;
        bytes signature;
    }

    /// @notice Only the plan's ledger may do this.
    error NotLedger(address caller);

    /// @notice The plan has an attestor, and nobody's word was brought.
    error AttestationMissing();

    /// @notice There must be one nullifier for each member.
    error NullifiersMismatch(uint256 members, uint256 nullifiers);

    /// @notice The attestor's word was used before.
    error AttestationUsed(bytes32 words);

    /// @notice A membership holds this nullifier: one person is one member.
    error NullifierHeld(bytes32 nullifier);

    /// @notice The lapsed member who holds the nullifier can still come back.
    error GraceNotOver(address member, uint256 until);

    /// @notice A case of the membership that holds the nullifier is not at its end.
    error CaseUnresolved(uint256 caseId);

    /// @notice The attestor's word was used, and holds no longer.
    /// @param words The hash of what was signed.
    event AttestationSpent(bytes32 indexed words);

    /// @notice A membership took a nullifier.
    event NullifierTaken(address indexed member, bytes32 indexed nullifier);

    /// @notice Check the attestor's word and take the nullifiers.
    /// @dev Refused with NotLedger, AttestationMissing, SignatureExpired, NullifiersMismatch, InvalidSignature,
    /// AttestationUsed, NullifierHeld, GraceNotOver, CaseUnresolved.
    /// @param tier The number of the tier they join, from 0.
    /// @param payer Who brings the word and pays.
    /// @param attestation The attestor's word, an ABI-encoded {Attestation}.
    function admit(address[] calldata members, uint256 tier, address payer, bytes calldata attestation) external;

    /// @notice Who vouches.
    function attestor() external view returns (address);

    /// @notice The membership that took a nullifier last, which may be over; zeros if none has.
    function holderOf(bytes32 nullifier) external view returns (address account, uint256 joinedAt);
}
