// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A currency for local runs
/// @notice Anyone can make any amount of it: worthless on purpose.  The deployer refuses it on a real chain.
contract TestYuan is ERC20Permit {
    uint8 private immutable _decimals;

    constructor(uint8 decimals_) ERC20("Test Yuan", "tCNY") ERC20Permit("Test Yuan") {
        _decimals = decimals_;
    }

    /// @notice Make money out of nothing.
    /// @param to Whose it will be.
    /// @param amount How much.
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public view override returns (uint8) {
        return _decimals;
    }
}
