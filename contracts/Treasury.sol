// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Sharing} from "./libraries/Sharing.sol";
import {PlanRoles} from "./PlanRoles.sol";

/// @title Money in and out, and the money that is no member's balance
/// @dev The only code that speaks to the token.  Accounts never follow the token's balance: it is read to measure a
/// deposit and for nothing else, so a gift to the contract changes nothing.  No deposit is accepted that would lift the
/// holding above 120 bits; every sum the ledger keeps is a part of it and fits as well.
abstract contract Treasury is PlanRoles, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev `used` keeps the slot from zero, so that the first surplus costs no more gas than the next.
    /// Bits: 120 + 120 + 8 = 248, one slot.
    struct Money {
        uint120 surplus;
        uint120 backstop;
        bool used;
    }

    /// @dev `used` as in {Money}.
    /// Bits: 120 + 120 + 8 = 248, one slot.
    struct Payable {
        uint120 operatorCredit;
        uint120 rebatePool;
        bool used;
    }

    /// @dev Bits: 120 + 104 = 224, one slot.
    struct Rebate {
        uint120 pool;
        uint104 shared; // by all who have a part in it, in steps
    }

    /// @dev Bits: 120 + 40 = 160, one slot.
    struct Notice {
        uint120 amount;
        uint40 opens;
    }

    /// @inheritdoc IMutualLedger
    IERC20 public immutable token;

    Money internal _money;
    Payable internal _payable;
    uint256 internal _bonds;
    Rebate internal _rebate;
    /// @dev What those have shared, in steps, who still have their part in the rebate pool.
    uint256 private _rebateLeft;
    Notice private _backstopNotice;
    mapping(address owner => uint256) private _credits;

    constructor(IERC20 token_) {
        uint256 decimals = IERC20Metadata(address(token_)).decimals();
        if (decimals > 18) revert InvalidTerm("currency", decimals);
        token = token_;
        _money.used = true;
        _payable.used = true;
    }

    // --- the backstop ----------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function fundBackstop(uint256 amount) external nonReentrant {
        if (_isClosed()) revert PlanClosed();
        if (amount == 0) revert ZeroAmount();
        _money.backstop = _bounded(uint256(_money.backstop) + amount);

        emit BackstopFunded(msg.sender, amount);

        _receive(msg.sender, amount);
    }

    /// @inheritdoc IMutualLedger
    function noticeBackstop(uint256 amount) external onlySponsor {
        uint256 opens = amount == 0 ? 0 : block.timestamp + _period + _notice;
        _backstopNotice = Notice(_bounded(amount), uint40(opens));

        emit BackstopNoticed(amount, opens, _closes(opens));
    }

    /// @inheritdoc IMutualLedger
    function takeBackstop(uint256 amount) external onlySponsor nonReentrant {
        if (amount == 0) revert ZeroAmount();
        if (!_isClosed()) _useNotice(amount);
        uint120 backstop = _money.backstop;
        if (amount > backstop) revert BackstopTooSmall(amount, backstop);
        _money.backstop = backstop - uint120(amount);

        emit BackstopTaken(msg.sender, amount);

        _pay(msg.sender, amount);
    }

    /// @dev The notice must be in force, and of that amount at least; it shrinks by what is taken.
    function _useNotice(uint256 amount) private {
        Notice memory notice = _backstopNotice;
        uint256 closes = _closes(notice.opens);
        if (block.timestamp < notice.opens || block.timestamp >= closes) {
            revert NoBackstopNotice(notice.opens, closes);
        }
        if (amount > notice.amount) revert MoreThanNoticed(amount, notice.amount);
        _backstopNotice.amount = notice.amount - uint120(amount);
    }

    function _closes(uint256 opens) private view returns (uint256) {
        return opens == 0 ? 0 : opens + _period;
    }

    // --- the operator's credit, and credits of payees --------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function collectFee() external onlyOperator nonReentrant {
        uint256 amount = _payable.operatorCredit;
        if (amount == 0) revert ZeroAmount();
        _payable.operatorCredit = 0;

        emit FeeCollected(msg.sender, amount);

        _pay(msg.sender, amount);
    }

    /// @inheritdoc IMutualLedger
    function collectCredit(address to) external nonReentrant {
        uint256 amount = _credits[msg.sender];
        if (amount == 0) revert NoCredit(msg.sender);
        delete _credits[msg.sender];

        emit CreditCollected(msg.sender, to, amount);

        token.safeTransfer(to, amount);
    }

    /// @inheritdoc IMutualLedger
    function creditOf(address owner) external view returns (uint256) {
        return _credits[owner];
    }

    // --- bonds and jurors ------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function takeBond(address payer) external onlyDesk nonReentrant {
        _bonds += _bond;

        emit BondTaken(payer, _bond);

        _receive(payer, _bond);
    }

    /// @inheritdoc IMutualLedger
    function releaseBond(address owner, address[] calldata jurors) external onlyDesk nonReentrant {
        uint256 toJurors = jurors.length * _reward;
        uint256 rest = _bond - toJurors;
        _bonds -= _bond;
        if (owner == address(0)) _addSurplus(rest);

        emit BondReleased(owner, toJurors, rest);

        _creditJurors(jurors, _reward);
        if (owner != address(0)) _pay(owner, rest);
    }

    /// @dev At most as many as a jury has.  They collect it themselves, so that no juror's wallet can hold up a verdict.
    function _creditJurors(address[] calldata jurors, uint256 each) internal {
        if (each == 0) return;
        for (uint256 i; i < jurors.length; ++i) {
            _credits[jurors[i]] += each;

            emit JurorRewarded(jurors[i], each);
        }
    }

    // --- money in and out ------------------------------------------------------------------------------------

    /// @dev Takes exactly `amount` from the payer, as the token's own balances show.
    function _receive(address payer, uint256 amount) internal {
        uint256 before = token.balanceOf(address(this));
        token.safeTransferFrom(payer, address(this), amount);
        uint256 held = token.balanceOf(address(this));
        uint256 received = held > before ? held - before : 0;
        if (received != amount) revert TransferMismatch(amount, received);
        _bounded(held);
    }

    /// @dev Pays, or credits what the token refuses to pay, so that no payee can hold up another.  A caller who starves
    /// the transfer of gas has not enough left to write the credit.
    function _pay(address owner, uint256 amount) internal {
        if (amount == 0 || token.trySafeTransfer(owner, amount)) return;
        _credits[owner] += amount;

        emit Credited(owner, amount);
    }

    // --- what the other parts need of it ---------------------------------------------------------------------

    function _addSurplus(uint256 amount) internal {
        _money.surplus += _bounded(amount);
    }

    function _addBackstop(uint256 amount) internal {
        _money.backstop += _bounded(amount);
    }

    function _creditOperator(uint256 amount) internal {
        _payable.operatorCredit += _bounded(amount);
    }

    /// @dev What an announcement leaves.  Both are parts of what the ledger holds, and fit.
    function _setFunds(uint256 surplus, uint256 backstop) internal {
        _money = Money(uint120(surplus), uint120(backstop), true);
    }

    /// @dev Sets the surplus apart as a pool for those who shared; in a plan without a sponsor with what is left of the
    /// backstop, which then is members' money.  If nobody has shared anything, the surplus becomes backstop.
    function _openRebate(uint256 shared) internal returns (uint256 pool, uint256 backstop) {
        Money memory money = _money;
        (pool, backstop) = (money.surplus, money.backstop);
        if (shared == 0) (pool, backstop) = (0, pool + backstop);
        else if (sponsor == address(0)) (pool, backstop) = (pool + backstop, 0);
        _payable.rebatePool = uint120(pool);
        _rebate = Rebate(uint120(pool), uint104(shared));
        _rebateLeft = shared;
        _setFunds(0, backstop);
    }

    /// @dev Takes out of the rebate pool the part of who has shared so much.
    function _takeRebate(uint256 shared) internal returns (uint256 rebate, uint256 toBackstop) {
        if (shared == 0) return (0, 0);
        (rebate, toBackstop) = _quoteRebate(shared);
        _rebateLeft -= shared;
        _payable.rebatePool -= uint120(rebate + toBackstop);
        if (toBackstop > 0) _addBackstop(toBackstop);
    }

    /// @dev The part of who has shared so much in the pool of a closed plan, rounded down.  What rounding leaves goes out
    /// with the last: to the backstop, or to them in a plan without a sponsor.
    function _quoteRebate(uint256 shared) internal view returns (uint256 rebate, uint256 toBackstop) {
        if (shared == 0) return (0, 0);
        Rebate memory all = _rebate;
        rebate = Sharing.cutDown(all.pool, shared, all.shared);
        if (shared < _rebateLeft) return (rebate, 0);
        uint256 pool = _payable.rebatePool;
        return sponsor == address(0) ? (pool, uint256(0)) : (rebate, pool - rebate);
    }

    function _bounded(uint256 amount) internal pure returns (uint120) {
        if (amount > type(uint120).max) revert AmountTooLarge(amount, type(uint120).max);
        return uint120(amount);
    }

    function _isClosed() internal view virtual returns (bool);
}
