// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Block headers for draws
/// @notice RLP-encoded headers as a chain of today hashes them, in which everything but number and randomness is zero.
library Headers {
    /// @notice The header of a block that carries this randomness.
    function header(uint256 number, bytes32 randomness) internal pure returns (bytes memory) {
        bytes memory before = bytes.concat(word(0), word(0), hex"94", new bytes(20), word(0), word(0), word(0), bloom());
        // difficulty, number, gas limit, gas used, time, extra data
        bytes memory middle = bytes.concat(hex"80", hex"88", bytes8(uint64(number)), hex"80808080");
        bytes memory fields = bytes.concat(before, middle, word(randomness), hex"88", new bytes(8), hex"80");
        return bytes.concat(hex"f9", bytes2(uint16(fields.length)), fields);
    }

    function word(bytes32 value) private pure returns (bytes memory) {
        return bytes.concat(hex"a0", value);
    }

    function bloom() private pure returns (bytes memory) {
        return bytes.concat(hex"b90100", new bytes(256));
    }
}
