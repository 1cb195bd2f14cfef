// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {vm} from "../Test.sol";

/// @title A token that keeps the rules, as a base for those that do not
abstract contract PlainToken {
    uint8 public decimals = 6;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function transfer(address to, uint256 amount) external virtual returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external virtual returns (bool) {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
        return true;
    }

    function _move(address from, address to, uint256 amount) internal virtual {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @title Keeps one percent of every transfer
contract FeeToken is PlainToken {
    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        balanceOf[to] -= amount / 100;
    }
}

/// @title Brings more than was asked for
contract GenerousToken is PlainToken {
    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        balanceOf[to] += 1;
    }
}

/// @title Says false instead of failing
contract FalseToken is PlainToken {
    bool public says = true;

    function say(bool what) external {
        says = what;
    }

    function transfer(address to, uint256 amount) external override returns (bool) {
        if (says) _move(msg.sender, to, amount);
        return says;
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        if (says) _move(from, to, amount);
        return says;
    }
}

/// @title Answers a transfer with nothing, as the oldest tokens do
contract SilentToken {
    uint8 public constant decimals = 6;
    mapping(address => uint256) public balanceOf;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address, uint256) external pure returns (bool) {
        return true;
    }

    function transfer(address to, uint256 amount) external {
        balanceOf[msg.sender] -= amount;
        balanceOf[to] += amount;
    }

    function transferFrom(address from, address to, uint256 amount) external {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @title Refuses some, or for a time all
contract BlockingToken is PlainToken {
    error Blocked(address account);

    mapping(address => bool) public blocked;
    bool public paused;

    function setBlocked(address account, bool to) external {
        blocked[account] = to;
    }

    function setPaused(bool to) external {
        paused = to;
    }

    function _move(address from, address to, uint256 amount) internal override {
        if (paused || blocked[to]) revert Blocked(to);
        super._move(from, to, amount);
    }
}

/// @title Calls back on every transfer
contract CallingToken is PlainToken {
    address private _target;
    address[] private _callers;
    bytes[] private _calls;
    bytes[] private _answers;

    /// @notice What to try within the next transfers, and in whose name.
    function tell(address target, address[] calldata callers, bytes[] calldata calls) external {
        _target = target;
        _callers = callers;
        delete _calls;
        for (uint256 i; i < calls.length; ++i) {
            _calls.push(calls[i]);
        }
    }

    /// @notice What came of it since it was asked last, call by call; empty for a call that was not refused.
    function answers() external returns (bytes[] memory since) {
        since = _answers;
        delete _answers;
    }

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        for (uint256 i; i < _calls.length; ++i) {
            vm.prank(_callers[i]);
            (bool done, bytes memory answer) = _target.call(_calls[i]);
            _answers.push(done ? bytes("") : answer);
        }
    }
}

/// @title Lets some payees burn all the gas that a transfer to them is given
contract BurningToken is PlainToken {
    mapping(address => bool) private _burns;

    function burnGasOf(address account) external {
        _burns[account] = true;
    }

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        if (_burns[to]) while (true) {}
    }
}
