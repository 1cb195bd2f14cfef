// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Assertions, VM_ADDRESS, vm} from "./Assertions.sol";

/// @title What every forge test of the project stands on
/// @notice Forge runs every function named `test…` of a test contract on the state that `setUp` left; one that has
/// parameters runs with many values for them. Cheatcodes: `import {Test, vm} from "./Test.sol"`.
///
/// `vm.expectRevert(E.selector)` means an error without values. For one with values give all of its data, or only
/// the selector to `vm.expectPartialRevert`.
abstract contract Test is Assertions {
    // Forge prints these when it runs with `-vv`.
    event log_named_uint(string name, uint256 value);
    event log_named_int(string name, int256 value);
    event log_named_address(string name, address value);
    event log_named_bytes32(string name, bytes32 value);
    event log_named_string(string name, string value);

    /// @notice Tells forge that this is a test contract.
    bool public constant IS_TEST = true;

    /// @notice Whether an assertion failed without reverting.
    function failed() public view returns (bool) {
        return vm.load(VM_ADDRESS, bytes32("failed")) != bytes32(0);
    }

    /// @notice Maps a random number into `[least, most]`, with the ends coming up more often than by chance.
    function bound(uint256 x, uint256 least, uint256 most) internal pure returns (uint256) {
        require(least <= most, "bound: least > most");
        if (x >= least && x <= most) return x;
        if (x < 3) return x <= most - least ? least + x : most;
        if (x >= type(uint256).max - 3) {
            uint256 back = type(uint256).max - x;
            return back <= most - least ? most - back : least;
        }
        uint256 size = most - least + 1;
        return size == 0 ? x : least + x % size;
    }

    /// @notice A named account, the same on every run, which shows by its name in traces.
    function makeAddr(string memory name) internal returns (address account) {
        (account,) = makeAddrAndKey(name);
    }

    /// @notice A named account together with the key it signs with.
    function makeAddrAndKey(string memory name) internal returns (address account, uint256 privateKey) {
        privateKey = uint256(keccak256(bytes(name)));
        account = vm.addr(privateKey);
        vm.label(account, name);
    }

    /// @notice A signature in the 65 bytes that `ECDSA.recover` takes.
    function signature(uint256 privateKey, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(privateKey, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @notice Lets time pass.
    function skip(uint256 duration) internal {
        vm.warp(vm.getBlockTimestamp() + duration);
    }
}

/// @title A test that makes random histories
/// @notice Forge checks every function named `invariant_…` after each call of the history. `setUp` says what may be
/// called: a handler, named by `targetContract`, and, if not all of its functions are meant, by `targetSelector`.
abstract contract InvariantTest is Test {
    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    address[] private _targets;
    address[] private _senders;
    address[] private _excludedSenders;
    address[] private _excludedContracts;
    FuzzSelector[] private _selectors;

    function targetContract(address target) internal {
        _targets.push(target);
    }

    function targetSelector(address target, bytes4[] memory selectors) internal {
        _selectors.push(FuzzSelector(target, selectors));
    }

    function targetSender(address sender) internal {
        _senders.push(sender);
    }

    function excludeSender(address sender) internal {
        _excludedSenders.push(sender);
    }

    function excludeContract(address excluded) internal {
        _excludedContracts.push(excluded);
    }

    // ---- what forge asks

    function targetContracts() public view returns (address[] memory) {
        return _targets;
    }

    function targetSelectors() public view returns (FuzzSelector[] memory) {
        return _selectors;
    }

    function targetSenders() public view returns (address[] memory) {
        return _senders;
    }

    function excludeSenders() public view returns (address[] memory) {
        return _excludedSenders;
    }

    function excludeContracts() public view returns (address[] memory) {
        return _excludedContracts;
    }
}
