// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title Enrolment: one person, one membership
/// @notice For plans whose members an attestor vouches for.  A nullifier stands for a person without telling who; it is
/// held by one membership at a time, and for ever by one that a benefit ended.  Holds no money and can remove nobody.
interface IEnrolment {
    /// @notice An attestor's word for people who join, one or a batch.
    /// @param nullifiers One for each of them, in their order.
    /// @param expiry The last second in which it holds.
    /// @param signature The attestor's, over `Enrolment(address[] members,bytes32[] nullifiers,uint256 expiry)`.
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

    /// @notice A membership holds this nullifier: one person is one member.
    error NullifierHeld(bytes32 nullifier);

    /// @notice A membership took a nullifier.
    event NullifierTaken(address indexed member, bytes32 indexed nullifier);

    /// @notice A withdrawn membership freed its nullifier.
    event NullifierFreed(address indexed member, bytes32 indexed nullifier);

    /// @notice Check the attestor's word and take the nullifiers.
    /// @dev Refused with NotLedger, AttestationMissing, SignatureExpired, NullifiersMismatch, InvalidSignature,
    /// NullifierHeld.
    /// @param attestation The attestor's word, an ABI-encoded {Attestation}.
    function admit(address[] calldata members, bytes calldata attestation) external;

    /// @notice Free the nullifier of a withdrawn membership.
    /// @dev Refused with NotLedger.
    function release(address member) external;

    /// @notice Who vouches.
    function attestor() external view returns (address);

    /// @notice Who holds a nullifier; the zero address if nobody does.
    function holderOf(bytes32 nullifier) external view returns (address);
}
