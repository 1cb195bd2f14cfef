// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMemberAccount} from "../../../contracts/interfaces/IMemberAccount.sol";
import {vm} from "../Test.sol";
import {PlanFixture} from "./PlanFixture.sol";

/// @title What an account that delegates its code (EIP-7702) signs for a relayer to bring
/// @notice Every forge test of delegated accounts needs a chain since Prague: `forge-config` stands at the contract.
abstract contract SignedCalls is PlanFixture {
    /// @dev As an authorization (EIP-7702) in a transaction does.
    function delegateTo(address account, address code) internal {
        vm.etch(account, abi.encodePacked(hex"ef0100", code));
    }

    function callsDigest(address account, IMemberAccount.Call[] memory batch, uint256 nonce, uint256 expiry)
        internal
        view
        returns (bytes32)
    {
        bytes32 one = keccak256("Call(address target,bytes data)");
        bytes32 kind = keccak256("Calls(Call[] calls,uint256 nonce,uint256 expiry)Call(address target,bytes data)");
        bytes32[] memory hashes = new bytes32[](batch.length);
        for (uint256 i; i < batch.length; ++i) {
            hashes[i] = keccak256(abi.encode(one, batch[i].target, keccak256(batch[i].data)));
        }
        bytes32 words = keccak256(abi.encode(kind, keccak256(abi.encodePacked(hashes)), nonce, expiry));
        return typedDigest("openmutual member account", account, words);
    }
}
