// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";

import {IMemberAccount} from "./interfaces/IMemberAccount.sol";

/// @title Member account: a member's own account, whose signed calls anybody may bring
/// @dev Runs as the account itself, on the account's storage.  It has no immutables, so that whoever is about to
/// delegate to it can compare the code at its address byte by byte; and no storage but one slot that no other code the
/// account may have delegated to will have chosen.
///
/// Numbers rise one by one, so that a relayer can neither leave calls out nor turn their order round.  For the same
/// reason calls cannot be brought from within others: those would come in between.
contract MemberAccount is IMemberAccount, ReentrancyGuardTransient {
    bytes32 private constant DOMAIN =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant NAME = keccak256("openmutual member account");
    bytes32 private constant VERSION = keccak256("1");
    bytes32 private constant CALL = keccak256("Call(address target,bytes data)");
    bytes32 private constant CALLS =
        keccak256("Calls(Call[] calls,uint256 nonce,uint256 expiry)Call(address target,bytes data)");

    /// @dev Where the number of the next calls stands (ERC-7201).
    bytes32 private constant NEXT_NONCE =
        keccak256(abi.encode(uint256(keccak256("openmutual.account.nonce")) - 1)) & ~bytes32(uint256(0xff));

    /// @dev An account takes ether after delegating as it did before.
    receive() external payable {}

    /// @inheritdoc IMemberAccount
    function execute(Call[] calldata calls, uint256 nonce, uint256 expiry, bytes calldata signature)
        external
        nonReentrant
    {
        StorageSlot.Uint256Slot storage next = StorageSlot.getUint256Slot(NEXT_NONCE);
        if (block.timestamp >= expiry) revert SignatureExpired(expiry);
        if (nonce != next.value) revert WrongNonce(nonce, next.value);
        if (!_isSigned(_digest(calls, nonce, expiry), signature)) revert NotSignedByAccount(address(this));

        next.value = nonce + 1;

        emit CallsMade(nonce, msg.sender);

        for (uint256 i; i < calls.length; ++i) {
            _make(calls[i]);
        }
    }

    /// @inheritdoc IERC1271
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return _isSigned(hash, signature) ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @inheritdoc IMemberAccount
    function nextNonce() external view returns (uint256) {
        return StorageSlot.getUint256Slot(NEXT_NONCE).value;
    }

    function _make(Call calldata call) private {
        if (call.target.code.length == 0) revert TargetWithoutCode(call.target);
        if (!LowLevelCall.callNoReturn(call.target, call.data)) LowLevelCall.bubbleRevert();
    }

    /// @dev The library takes a signature in one form only: 65 bytes, the lower `s`.
    function _isSigned(bytes32 hash, bytes calldata signature) private view returns (bool) {
        (address signer,,) = ECDSA.tryRecoverCalldata(hash, signature);
        return signer == address(this);
    }

    function _digest(Call[] calldata calls, uint256 nonce, uint256 expiry) private view returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](calls.length);
        for (uint256 i; i < calls.length; ++i) {
            hashes[i] = keccak256(abi.encode(CALL, calls[i].target, keccak256(calls[i].data)));
        }
        bytes32 domain = keccak256(abi.encode(DOMAIN, NAME, VERSION, block.chainid, address(this)));
        bytes32 words = keccak256(abi.encode(CALLS, keccak256(abi.encodePacked(hashes)), nonce, expiry));
        return MessageHashUtils.toTypedDataHash(domain, words);
    }
}
