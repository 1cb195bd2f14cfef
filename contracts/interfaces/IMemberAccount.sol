// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";

/// @title Member account (代付账户): a member's own account, whose signed calls anybody may bring
/// @notice For members without ether.  An externally owned account delegates to this code (EIP-7702); from then on
/// whoever brings calls that the account's own key has signed has them made in the account's name, and pays the gas.
/// Who brings them can only be late: what is called, with what, in which order, on which chain and for which account
/// is signed.  The key keeps all its powers, and can send transactions of its own or delegate elsewhere at any time.
///
/// Nobody else has any power here: there is no owner, no upgrade, no delegatecall, and no call without a signature.
interface IMemberAccount is IERC1271 {
    /// @notice One call in the account's name.  It carries no ether: what the account has of it, its key spends by
    /// transactions of its own.
    /// @param target Whom to call.
    /// @param data The call data.
    struct Call {
        address target;
        bytes data;
    }

    /// @notice The time for these calls is over.
    /// @param expiry The first second in which they do not hold.
    error SignatureExpired(uint256 expiry);

    /// @notice Calls are made in the order in which they were numbered, and once.
    /// @param given The number that the calls bear: below the expected one they were made already, or others in their
    /// place; above it, others come first.
    error WrongNonce(uint256 given, uint256 expected);

    /// @notice These calls were not signed by the account's own key, or for another account, or on another chain.
    error NotSignedByAccount(address account);

    /// @notice The target is no contract, or not yet one: a call to it would be taken for done.
    error TargetWithoutCode(address target);

    /// @notice Signed calls were made, all of them.
    /// @param nonce Their number.
    /// @param relayer Who brought them.
    event CallsMade(uint256 indexed nonce, address indexed relayer);

    /// @notice Make signed calls in the account's name, in their order, all or none.  Anyone.
    /// @dev Refused with SignatureExpired, WrongNonce, NotSignedByAccount, TargetWithoutCode,
    /// ReentrancyGuardReentrantCall; and with whatever one of the calls is refused with, to the last byte.
    /// @param calls What to call.  None at all only uses the number up, so that nothing else can be made under it.
    /// @param nonce The number of these calls: how many times calls were made before.
    /// @param expiry The first second in which they do not hold.
    /// @param signature The account's own, 65 bytes, over
    /// `Calls(Call[] calls,uint256 nonce,uint256 expiry)Call(address target,bytes data)`.
    function execute(Call[] calldata calls, uint256 nonce, uint256 expiry, bytes calldata signature) external;

    /// @notice The number that the next calls must bear.
    /// @dev It is kept when the account delegates elsewhere, and counts on when it comes back.
    function nextNonce() external view returns (uint256);
}
