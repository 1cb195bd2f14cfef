// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMemberAccount} from "../../../contracts/interfaces/IMemberAccount.sol";
import {vm} from "../Test.sol";
import {Ghost} from "./Ghost.sol";

/// @title How calls come to the contracts: by whoever wants them, or signed by an account and brought by somebody else
abstract contract Relays is Ghost {
    /// @notice The number of an account's next signed calls.
    mapping(address account => uint256) public nextNonce;

    /// @dev The account whose call was brought last, and what was brought.
    address internal relayedLast;
    bytes internal relayed;

    /// @dev Accounts outlast plans, and so do their numbers.
    function setUp() public virtual override {
        super.setUp();
        for (uint256 who; who < PEOPLE; ++who) {
            nextNonce[accountOf(who)] = IMemberAccount(accountOf(who)).nextNonce();
        }
    }

    function make(address caller, address target, bytes memory call) internal returns (bool, bytes memory) {
        vm.prank(caller);
        return target.call(call);
    }

    /// @dev Signed by the account and brought by somebody else: the ledger must find no difference.
    function relay(address account, address target, bytes memory call)
        internal
        returns (bool done, bytes memory answer)
    {
        bytes memory brought = signedCall(account, IMemberAccount.Call(target, call), timeNow() + 1);
        (done, answer) = make(anyone, account, brought);
        if (done) {
            ++nextNonce[account];
            (relayedLast, relayed) = (account, brought);
        }
        ++count[done ? "relay" : "relayed refusal"];
    }

    /// @dev What brings a call of an account's under the number that is next.
    function signedCall(address account, IMemberAccount.Call memory one, uint256 expiry)
        internal
        view
        returns (bytes memory)
    {
        return broughtCall(account, nextNonce[account], one, one, expiry);
    }

    /// @dev One call is signed, and perhaps another is brought.
    function broughtCall(
        address account,
        uint256 nonce,
        IMemberAccount.Call memory signed,
        IMemberAccount.Call memory brought,
        uint256 expiry
    ) internal view returns (bytes memory) {
        IMemberAccount.Call[] memory batch = new IMemberAccount.Call[](1);
        batch[0] = signed;
        bytes memory seal = signature(keyOf[account], callsDigest(account, batch, nonce, expiry));
        batch[0] = brought;
        return abi.encodeCall(IMemberAccount.execute, (batch, nonce, expiry, seal));
    }
}
