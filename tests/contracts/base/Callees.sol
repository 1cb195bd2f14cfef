// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @title Writes down who called, and with what
contract Recorder {
    address[] public callers;
    bytes[] public heard;

    fallback() external {
        callers.push(msg.sender);
        heard.push(msg.data);
    }

    function count() external view returns (uint256) {
        return callers.length;
    }
}

/// @title Refuses with whatever it was told to
contract Refuser {
    function refuse(bytes calldata with) external pure {
        LowLevelCall.bubbleRevert(with);
    }

    function panic(uint256 by) external pure returns (uint256) {
        return 1 / by;
    }
}

/// @title Called by an account, calls the account back with what it was told
contract Caller {
    bytes public refusal;

    function callBack(bytes calldata data) external {
        if (!LowLevelCall.callNoReturn(msg.sender, data)) LowLevelCall.bubbleRevert();
    }

    /// @dev Takes a refusal quietly.
    function tryBack(bytes calldata data) external {
        if (!LowLevelCall.callNoReturn(msg.sender, data)) refusal = LowLevelCall.returnData();
    }
}
