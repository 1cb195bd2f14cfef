// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMemberAccount} from "../../../contracts/interfaces/IMemberAccount.sol";
import {vm} from "../Test.sol";
import {STANDARD, YUAN} from "./Plans.sol";
import {SignedCalls} from "./SignedCalls.sol";

/// @title A plan, and members who sign their calls and let others bring them
abstract contract MemberAccountFixture is SignedCalls {
    uint256 internal constant DEPOSIT = 30 * YUAN;

    address internal immutable relayer = makeAddr("relayer");
    /// @dev The code that accounts delegate to.
    address internal delegate;

    function setUp() public virtual override {
        super.setUp();
        delegate = vm.deployCode("MemberAccount.sol:MemberAccount");
        delegateTo(alice, delegate);
        delegateTo(bob, delegate);
    }

    // ---- what is signed

    function call(address target, bytes memory data) internal pure returns (IMemberAccount.Call memory) {
        return IMemberAccount.Call(target, data);
    }

    function calls(address target, bytes memory data) internal pure returns (IMemberAccount.Call[] memory batch) {
        batch = new IMemberAccount.Call[](1);
        batch[0] = call(target, data);
    }

    /// @dev Approves the deposit and joins with it.
    function joining() internal view returns (IMemberAccount.Call[] memory batch) {
        batch = new IMemberAccount.Call[](2);
        batch[0] = call(address(yuan), abi.encodeCall(yuan.approve, (address(ledger), DEPOSIT)));
        batch[1] = call(address(ledger), abi.encodeCall(ledger.join, (STANDARD, DEPOSIT, "")));
    }

    function soon() internal view returns (uint256) {
        return timeNow() + 1 hours;
    }

    /// @dev By the key of a named account.
    function signedBy(string memory name, bytes32 digest) internal returns (bytes memory) {
        (, uint256 key) = makeAddrAndKey(name);
        return signature(key, digest);
    }

    /// @dev Alice's signature under calls of hers.
    function signed(IMemberAccount.Call[] memory batch, uint256 nonce, uint256 expiry) internal returns (bytes memory) {
        return signedBy("alice", callsDigest(alice, batch, nonce, expiry));
    }

    // ---- bringing it

    function bring(IMemberAccount.Call[] memory batch, uint256 nonce, uint256 expiry, bytes memory signature_)
        internal
    {
        vm.prank(relayer);
        IMemberAccount(alice).execute(batch, nonce, expiry, signature_);
    }

    /// @dev Alice signs under the number that is next, and the relayer brings it.
    function relay(IMemberAccount.Call[] memory batch) internal {
        uint256 nonce = IMemberAccount(alice).nextNonce();
        bytes memory mine = signed(batch, nonce, soon());
        bring(batch, nonce, soon(), mine);
    }

    function relay(address target, bytes memory data) internal {
        relay(calls(target, data));
    }
}
