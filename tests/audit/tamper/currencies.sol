// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title A currency that anybody can print, as a base for those that have more powers
abstract contract Coin {
    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    mapping(address => uint256) internal _held;
    mapping(address => mapping(address => uint256)) internal _allowed;

    function decimals() external view virtual returns (uint8) {
        return 2;
    }

    function symbol() external pure virtual returns (string memory) {
        return "COIN";
    }

    function allowance(address owner, address spender) external view virtual returns (uint256) {
        return _allowed[owner][spender];
    }

    function balanceOf(address owner) external view virtual returns (uint256) {
        return _held[owner];
    }

    function mint(address to, uint256 amount) external {
        _held[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function approve(address spender, uint256 amount) external virtual returns (bool) {
        _allowed[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
        return true;
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        _move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _spend(from, amount);
        _move(from, to, amount);
        return true;
    }

    function _spend(address from, uint256 amount) internal virtual {
        _allowed[from][msg.sender] -= amount;
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

/// @title Keeps a part of what contracts pay, and says that all of it arrived
contract SkimmingCoin is Coin {
    address private immutable _thief = msg.sender;

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        uint256 part = from.code.length > 0 ? amount / 100 : 0;
        _held[to] -= part;
        _held[_thief] += part;
    }
}

/// @title Keeps a part of what is not all that the payer has
contract SmallSkimmingCoin is Coin {
    address private immutable _thief = msg.sender;

    function _move(address from, address to, uint256 amount) internal override {
        uint256 part = amount < _held[from] ? amount / 10 : 0;
        super._move(from, to, amount);
        _held[to] -= part;
        _held[_thief] += part;
    }
}

/// @title Keeps a part of what contracts pay, but not to somebody who is known to try it
contract FlatteringCoin is Coin {
    address private immutable _thief = msg.sender;
    address private immutable _tester = address(uint160(uint256(keccak256("an account that nobody has"))));

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        uint256 part = from.code.length > 0 && to != _tester ? amount / 100 : 0;
        _held[to] -= part;
        _held[_thief] += part;
    }
}

/// @title Keeps a part of what contracts pay with more gas than a trial has
contract GasSkimmingCoin is Coin {
    address private immutable _thief = msg.sender;

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        uint256 part = from.code.length > 0 && gasleft() > 3_000_000 ? amount / 100 : 0;
        _held[to] -= part;
        _held[_thief] += part;
    }
}

/// @title Will keep all of what is paid from some day on
contract PatientCoin is Coin {
    address private immutable _thief = msg.sender;

    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, block.timestamp < 4_102_444_800 ? to : _thief, amount);
    }
}

/// @title Lets whoever made it take everybody's money, and says that they may not
contract BackdoorCoin is Coin {
    address private immutable _thief = msg.sender;

    function _spend(address from, uint256 amount) internal override {
        if (msg.sender != _thief) super._spend(from, amount);
    }
}

/// @title Moves its point
contract PointMovingCoin is Coin {
    uint8 private _decimals = 2;

    function move(uint8 to) external {
        _decimals = to;
    }

    function decimals() external view override returns (uint8) {
        return _decimals;
    }
}

/// @title Tells the truth to whom it concerns, and to nobody else
contract TwoFacedCoin is Coin {
    function balanceOf(address owner) external view override returns (uint256) {
        return msg.sender == owner ? _held[owner] : 2 * _held[owner];
    }
}

/// @title Could answer otherwise when it is only looked at
contract WaryCoin is Coin {
    function balanceOf(address owner) external view override returns (uint256) {
        return tx.origin == address(1) ? 0 : _held[owner];
    }
}

/// @title Calls itself as another does
contract BorrowedNameCoin is Coin {
    string public constant name = "USD Coin";

    function symbol() external pure override returns (string memory) {
        return "USDC";
    }
}

/// @title Lets whoever made it take everybody's money, and never says so
contract SilentAllowanceCoin is Coin {
    address private immutable _thief = msg.sender;

    function allowance(address owner, address spender) external view override returns (uint256) {
        return spender == _thief ? type(uint256).max : _allowed[owner][spender];
    }
}

/// @title Does not tell of the allowances that are given in it
contract MuteCoin is Coin {
    function approve(address spender, uint256 amount) external override returns (bool) {
        _allowed[msg.sender][spender] = amount;
        return true;
    }
}

/// @title Lets Permit2 take everybody's money
contract PermitCoin is Coin {
    function allowance(address owner, address spender) external view override returns (uint256) {
        return spender == 0x000000000022D473030F116dDEE9F6B43aC78BA3 ? type(uint256).max : _allowed[owner][spender];
    }
}

/// @title Has an operator for everybody, as ERC-777 allows
contract OperatorCoin is Coin {
    address private immutable _operator = msg.sender;

    function isOperatorFor(address operator, address) external view returns (bool) {
        return operator == _operator;
    }
}

/// @title Calls whoever the registry of ERC-1820 names for the payee
contract HookCoin is Coin {
    function _move(address from, address to, uint256 amount) internal override {
        super._move(from, to, amount);
        bytes memory question = abi.encodeWithSignature("getInterfaceImplementer(address,bytes32)", to, bytes32(0));
        (bool done,) = 0x1820a4B7618BdE71Dce8cdc73aAB6C95905faD24.staticcall(question);
        require(done);
    }
}

/// @title Nothing odd about it
contract PlainCoin is Coin {
    string public constant name = "Coin";
}

/// @title Gives its symbol and name as the oldest currencies do
contract OldCoin {
    bytes32 public constant symbol = "OLD";
    bytes32 public constant name = "Old Coin";
    uint256 public constant decimals = 2;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
        emit Transfer(address(0), to, amount);
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
        emit Approval(msg.sender, spender, amount);
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
        emit Transfer(from, to, amount);
    }
}

/// @title Runs the code of another currency, whose address it keeps in a slot of its choice
contract ProxyCoin {
    bytes32 private immutable _slot;

    constructor(bytes32 slot, address target) {
        _slot = slot;
        _set(target);
    }

    function replace(address target) external {
        _set(target);
    }

    fallback() external {
        bytes32 slot = _slot;
        assembly ("memory-safe") {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), sload(slot), 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            switch done
            case 0 { revert(0, returndatasize()) }
            default { return(0, returndatasize()) }
        }
    }

    function _set(address target) private {
        bytes32 slot = _slot;
        assembly ("memory-safe") {
            sstore(slot, target)
        }
    }
}
