// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

import {IEnrolment} from "./interfaces/IEnrolment.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";

/// @title Enrolment: one person, one membership
contract Enrolment is IEnrolment, EIP712 {
    bytes32 private constant ENROLMENT = keccak256("Enrolment(address[] members,bytes32[] nullifiers,uint256 expiry)");

    IMutualLedger public immutable ledger;
    /// @inheritdoc IEnrolment
    address public immutable attestor;

    /// @inheritdoc IEnrolment
    mapping(bytes32 nullifier => address) public holderOf;
    mapping(address member => bytes32) private _nullifierOf;

    modifier onlyLedger() {
        if (msg.sender != address(ledger)) revert NotLedger(msg.sender);
        _;
    }

    constructor(IMutualLedger ledger_, address attestor_) EIP712("openmutual enrolment", "1") {
        ledger = ledger_;
        attestor = attestor_;
    }

    /// @inheritdoc IEnrolment
    function admit(address[] calldata members, bytes calldata attestation) external onlyLedger {
        if (attestation.length == 0) revert AttestationMissing();
        Attestation memory word = abi.decode(attestation, (Attestation));
        if (block.timestamp > word.expiry) revert IMutualLedger.SignatureExpired(word.expiry);
        uint256 count = members.length;
        if (count != word.nullifiers.length) revert NullifiersMismatch(count, word.nullifiers.length);
        if (!_vouches(members, word)) revert IMutualLedger.InvalidSignature(attestor);

        for (uint256 i; i < count; ++i) {
            bytes32 nullifier = word.nullifiers[i];
            if (holderOf[nullifier] != address(0)) revert NullifierHeld(nullifier);
            holderOf[nullifier] = members[i];
            _nullifierOf[members[i]] = nullifier;

            emit NullifierTaken(members[i], nullifier);
        }
    }

    /// @inheritdoc IEnrolment
    function release(address member) external onlyLedger {
        bytes32 nullifier = _nullifierOf[member];
        delete holderOf[nullifier];
        delete _nullifierOf[member];

        emit NullifierFreed(member, nullifier);
    }

    function _vouches(address[] calldata members, Attestation memory word) private view returns (bool) {
        bytes32 people = keccak256(abi.encodePacked(members));
        bytes32 nullifiers = keccak256(abi.encodePacked(word.nullifiers));
        bytes32 words = _hashTypedDataV4(keccak256(abi.encode(ENROLMENT, people, nullifiers, word.expiry)));
        return SignatureChecker.isValidSignatureNow(attestor, words, word.signature);
    }
}
