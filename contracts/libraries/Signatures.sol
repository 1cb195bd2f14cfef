// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Who has signed
/// @notice An account without code signs with its key, a contract by ERC-1271.  An account that delegates its code
/// (EIP-7702) keeps its key, so its key's signature counts as well: a delegate that answers nothing, or wrongly, takes
/// nobody's voice.
library Signatures {
    /// @dev A delegated account's code is these three bytes and the delegate's address.
    bytes3 private constant DELEGATION = 0xef0100;
    uint256 private constant DELEGATION_LENGTH = 23;

    /// @notice Whether `signer` has signed the words with this hash.
    function areOf(bytes32 hash, address signer, bytes memory signature) internal view returns (bool) {
        uint256 length = signer.code.length;
        if (length == 0 || (length == DELEGATION_LENGTH && bytes3(signer.code) == DELEGATION)) {
            (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecover(hash, signature);
            if (failure == ECDSA.RecoverError.NoError && recovered == signer) return true;
        }
        return length > 0 && SignatureChecker.isValidERC1271SignatureNow(signer, hash, signature);
    }
}
