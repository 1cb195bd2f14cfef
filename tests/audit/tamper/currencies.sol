// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A currency that anybody can print, as a base for those that have more powers
abstract contract Coin {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    uint8 public constant decimals = 2;
    string public constant symbol = "COIN";
    mapping(address => uint256) internal _held;
    mapping(address => mapping(address => uint256)) public allowance;

    function balanceOf(address owner) external view virtual returns (uint256) {
        return _held[owner];
    }

    function mint(address to, uint256 amount) external {
        _held[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
        return true;
    }

    function _move(address from, address to, uint256 amount) internal virtual {
        _held[from] -= amount;
        _held[to] += amount;
        emit Transfer(from, to, amount);
    }
}

/// @title Makes everybody's money more or less, without a transfer
contract RebasingCoin is Coin {
    uint256 private _percent = 100;

    function rebase(uint256 percent) external {
        _percent = percent;
    }

    function balanceOf(address owner) external view override returns (uint256) {
        return _held[owner] * _percent / 100;
    }
}

/// @title Begins one day to keep a part of every transfer
contract TaxingCoin is Coin {
    uint256 private _percent;
    address private _owner = msg.sender;

    function setFee(uint256 percent) external {
        _percent = percent;
    }

    function _move(address from, address to, uint256 amount) internal override {
        uint256 fee = amount * _percent / 100;
        super._move(from, to, amount - fee);
        if (fee > 0) super._move(from, _owner, fee);
    }
}

/// @title Can be stopped, for all or for one
contract FreezingCoin is Coin {
    bool private _paused;
    mapping(address => bool) private _frozen;

    function pause() external {
        _paused = true;
    }

    function freeze(address account) external {
        _frozen[account] = true;
    }

    function _move(address from, address to, uint256 amount) internal override {
        require(!_paused && !_frozen[from] && !_frozen[to], "frozen");
        super._move(from, to, amount);
    }
}
