// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";

/// @title A currency of the tests, by what they call
interface IYuan is IERC20, IERC20Permit {
    function mint(address to, uint256 amount) external;
}
