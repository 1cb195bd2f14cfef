// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Says whatever it is told to, and keeps nothing
contract Mimic {
    address public immutable jury;

    constructor(address jury_) {
        jury = jury_;
    }

    function books() external pure returns (uint256[18] memory nothing) {}

    function say(bytes32[] calldata topics, bytes calldata data) external {
        bytes memory words = data;
        (bytes32 a, bytes32 b, bytes32 c, bytes32 d) = (_at(topics, 0), _at(topics, 1), _at(topics, 2), _at(topics, 3));
        uint256 count = topics.length;
        assembly {
            let from := add(words, 32)
            let size := mload(words)
            switch count
            case 1 { log1(from, size, a) }
            case 2 { log2(from, size, a, b) }
            case 3 { log3(from, size, a, b, c) }
            default { log4(from, size, a, b, c, d) }
        }
    }

    function _at(bytes32[] calldata topics, uint256 place) private pure returns (bytes32) {
        return place < topics.length ? topics[place] : bytes32(0);
    }
}

/// @title Has several of them speak in one transaction
contract Prompter {
    struct Line {
        Mimic speaker;
        bytes32[] topics;
        bytes data;
    }

    function prompt(Line[] calldata lines) external {
        for (uint256 i; i < lines.length; ++i) {
            lines[i].speaker.say(lines[i].topics, lines[i].data);
        }
    }
}

/// @title What proxies need: codes laid down, and a constructor run in another's name
library Masks {
    /// @dev Lays a code down as it is.
    function lay(bytes memory code) internal returns (address laid) {
        bytes memory creation = bytes.concat(hex"61", bytes2(uint16(code.length)), hex"80600a3d393df3", code);
        assembly {
            laid := create(0, add(creation, 32), mload(creation))
        }
        require(laid != address(0), "not laid");
    }

    /// @dev Runs a contract's constructor on the caller's storage, and lays down the code that it leaves.
    function become(bytes memory creation) internal returns (address) {
        (bool done, bytes memory code) = lay(creation).delegatecall("");
        require(done, "not made");
        return lay(code);
    }
}

/// @title An upgradable proxy (EIP-1967), whose owner is anybody
contract UpgradableMask {
    bytes32 private constant SLOT = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;

    constructor(bytes memory creation) {
        _set(Masks.become(creation));
    }

    function upgradeTo(address target) external {
        _set(target);
    }

    fallback() external {
        assembly {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), sload(SLOT), 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch done
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }

    function _set(address target) private {
        assembly {
            sstore(SLOT, target)
        }
    }
}

/// @title A minimal proxy (EIP-1167)
contract MinimalMask {
    constructor(bytes memory creation) {
        address target = Masks.become(creation);
        bytes memory code =
            bytes.concat(hex"363d3d373d3d3d363d73", bytes20(target), hex"5af43d82803e903d91602b57fd5bf3");
        assembly {
            return(add(code, 32), mload(code))
        }
    }
}
