// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMemberAccount} from "../../../contracts/interfaces/IMemberAccount.sol";
import {OrderActions} from "./OrderActions.sol";

/// @title Relayers who bring something else than was signed, or bring it again, too late, too early or elsewhere
abstract contract RelayActions is OrderActions {
    /// @notice Bringing just what was signed is done, so that each refusal is for what was changed.
    function relayWithAChange(uint256 who, uint256 how) external {
        letTimePass(how);
        who = pick(who);
        address account = accountOf(who);
        IMemberAccount.Call memory harmless = IMemberAccount.Call(address(yuan), abi.encodeCall(yuan.approve, (carol, 1)));
        IMemberAccount.Call memory harmful = IMemberAccount.Call(address(yuan), abi.encodeCall(yuan.approve, (anyone, 1)));
        uint256 soon = timeNow() + 1;
        uint256 nonce = nextNonce[account];
        attempt(false, anyone, account, broughtCall(account, nonce, harmless, harmful, soon));
        attempt(false, anyone, account, broughtCall(account, nonce + 1, harmless, harmless, soon));
        attempt(false, anyone, account, signedCall(account, harmless, timeNow()));
        attempt(false, anyone, accountOf(next(who)), signedCall(account, harmless, soon));
        attempt(false, anyone, account, signedCall(account, IMemberAccount.Call(carol, ""), soon));
        bytes memory brought = signedCall(account, harmless, soon);
        attempt(true, anyone, account, brought);
        ++nextNonce[account];
        attempt(false, anyone, account, brought);
        ++count["relayed with a change"];
    }

    /// @notice What was brought last, again.
    function relayAgain(uint256 how) external {
        letTimePass(how);
        if (relayed.length == 0) return;
        attempt(false, anyone, relayedLast, relayed);
        ++count["relayed again"];
    }
}
