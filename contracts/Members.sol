// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IEnrolment} from "./interfaces/IEnrolment.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Membership} from "./libraries/Membership.sol";
import {Rungs} from "./libraries/Rungs.sol";
import {ShareIndex} from "./libraries/ShareIndex.sol";
import {Totals} from "./Totals.sol";

/// @title The members: who is one, and what they hold
/// @dev A membership is one slot; what it holds follows from its limit and the share index (see {Totals}).
abstract contract Members is Totals, EIP712 {
    using Membership for Membership.Member;
    using Rungs for Rungs.Ladder;
    using ShareIndex for ShareIndex.History;

    bytes32 private constant REINSTATEMENT =
        keccak256("Reinstatement(address member,uint256 amount,uint256 limit,uint256 expiry)");

    IEnrolment public immutable enrolment;

    mapping(address account => Membership.Member) private _members;

    constructor(IEnrolment enrolment_) EIP712("openmutual ledger", "1") {
        enrolment = enrolment_;
    }

    // --- members ---------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function join(uint256 tier, uint256 deposit, bytes calldata attestation) external nonReentrant {
        _join(tier, deposit, attestation);
    }

    /// @inheritdoc IMutualLedger
    function joinWithPermit(uint256 tier, uint256 deposit, bytes calldata attestation, Permit calldata permit)
        external
        nonReentrant
    {
        // Whoever saw the permit may have spent it first; what counts is the allowance it leaves.
        try IERC20Permit(address(token))
            .permit(msg.sender, address(this), deposit, permit.deadline, permit.v, permit.r, permit.s) {}
            catch {}
        _join(tier, deposit, attestation);
    }

    /// @inheritdoc IMutualLedger
    function joinMany(address[] calldata members, uint256 tier, uint256 deposit, bytes calldata attestation)
        external
        nonReentrant
    {
        _joinAll(members, tier, deposit, attestation);
    }

    /// @inheritdoc IMutualLedger
    function topUp(address member, uint256 amount) external nonReentrant {
        if (_pool.stage == Stage.Closed) revert PlanClosed();
        if (amount == 0) revert ZeroAmount();
        Membership.Member memory m = _members[member];
        Status status = _statusOf(m);
        if (status == Status.Lapsed) {
            if (msg.sender != member) revert OnlyMemberReinstates(member, msg.sender);
            _reinstate(member, m, amount);
        } else if (status == Status.Active) {
            uint256 limit = _raise(m, amount);
            _climb(m, limit);
            _members[member].limit = uint48(limit);

            emit ToppedUp(member, msg.sender, amount, limit);
        } else {
            revert NotActive(member);
        }

        _receive(msg.sender, amount);
    }

    /// @inheritdoc IMutualLedger
    function reinstate(address member, uint256 amount, uint256 expiry, bytes calldata signature) external nonReentrant {
        _needUnclosed(_pool.stage);
        if (amount == 0) revert ZeroAmount();
        if (block.timestamp > expiry) revert SignatureExpired(expiry);
        (Membership.Member memory m, Status status) = _found(member);
        if (status != Status.Lapsed) revert NotActive(member);
        bytes32 words = _hashTypedDataV4(keccak256(abi.encode(REINSTATEMENT, member, amount, m.limit, expiry)));
        if (!SignatureChecker.isValidSignatureNow(member, words, signature)) revert InvalidSignature(member);

        _reinstate(member, m, amount);

        _receive(msg.sender, amount);
    }

    /// @inheritdoc IMutualLedger
    function leave() external {
        Pool memory pool = _pool;
        if (pool.stage == Stage.Closed) revert PlanClosed();
        Membership.Member memory m = _members[msg.sender];
        Status status = m.statusOf(pool.index + _reserveSteps, pool.period);
        if (status != Status.Active) revert NotActive(msg.sender);

        _setApart(pool, m);
        m.standing = Membership.Standing.Leaving;
        m.leavesAfter = pool.period;
        _members[msg.sender] = m;

        emit LeaveRequested(msg.sender, pool.period);
    }

    /// @inheritdoc IMutualLedger
    function withdraw() external nonReentrant {
        Membership.Member memory m = _members[msg.sender];
        Status status = _statusOf(m);
        uint256 balance = _balanceOf(m, status);
        uint256 rebate;
        uint256 forfeited;
        if (status == Status.Claimed && balance > 0) {
            _members[msg.sender].limit = m.endIndex;
        } else if (status == Status.Left || status == Status.Lapsed) {
            _quit();
        } else if ((status == Status.Active || status == Status.Leaving) && _pool.stage == Stage.Closed) {
            (rebate, forfeited) = _leaveClosed(m);
            _quit();
        } else {
            revert NothingToWithdraw(msg.sender);
        }

        emit Withdrawn(msg.sender, balance, rebate, forfeited);

        _pay(msg.sender, balance + rebate);
    }

    /// @inheritdoc IMutualLedger
    function endMembership(address member, uint256 joinedAt) external onlyDesk {
        Pool memory pool = _pool;
        (Membership.Member memory m, Status status) = _found(member);
        bool standing = m.standing == Membership.Standing.Active || m.standing == Membership.Standing.Leaving;
        if (!standing || m.joinedAt != joinedAt) return;

        m.endIndex = uint48(_endIndexOf(m, status));
        if (status == Status.Active) {
            _stepOff(pool, m);
        } else if (status == Status.Leaving) {
            pool.leavingUnits -= m.units;
        }
        m.standing = Membership.Standing.Claimed;
        _members[member] = m;
        _setPool(pool);

        emit BenefitEndedMembership(member, _balanceOf(m, Status.Claimed));
    }

    // --- reading ---------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function memberOf(address member) external view returns (MemberView memory) {
        (Membership.Member memory m, Status status) = _found(member);
        uint256 rebate = status == Status.Active && _earnsRebate(m) ? m.units * _rebatePerUnit : 0;
        return MemberView(status, m.units, m.limit, m.joinedAt, _coverEnds(m, status), _balanceOf(m, status), rebate);
    }

    /// @inheritdoc IMutualLedger
    function coverOf(address member) external view returns (uint256 joinedAt, uint256 until) {
        (Membership.Member memory m, Status status) = _found(member);
        return (m.joinedAt, _coverEnds(m, status));
    }

    // --- joining and topping up ------------------------------------------------------------------------------

    function _join(uint256 tier, uint256 deposit, bytes calldata attestation) private {
        address[] memory members = new address[](1);
        members[0] = msg.sender;
        _joinAll(members, tier, deposit, attestation);
    }

    function _joinAll(address[] memory members, uint256 tier, uint256 deposit, bytes calldata attestation) private {
        uint256 count = members.length;
        (uint256 units, uint256 limit) = _quote(tier, deposit, count);

        for (uint256 i; i < count; ++i) {
            _enrol(members[i], units, tier, deposit, limit);
        }
        _admit(limit, units, count);
        if (address(enrolment) != address(0)) enrolment.admit(members, attestation);

        _receive(msg.sender, count * deposit);
    }

    /// @dev What a deposit in a tier buys today, if people may join at all.
    function _quote(uint256 tier, uint256 deposit, uint256 count) private view returns (uint256 units, uint256 limit) {
        Pool memory pool = _pool;
        if (pool.stage != Stage.Open) revert PlanNotOpen();
        if (pool.joinsStopped) revert JoinsStopped();
        TierTerms memory terms = _tierOf(tier);
        if (count == 0) revert EmptyBatch();
        units = terms.units;
        uint256 steps = _wholeSteps(deposit, units);
        if (deposit < terms.deposit) revert DepositTooSmall(deposit, terms.deposit);
        limit = _limitOf(pool.index + steps);
    }

    function _enrol(address member, uint256 units, uint256 tier, uint256 deposit, uint256 limit) private {
        Membership.Standing standing = _members[member].standing;
        if (standing == Membership.Standing.Claimed) revert MembershipEnded(member);
        bool free = standing == Membership.Standing.None || standing == Membership.Standing.Withdrawn;
        if (!free) revert AlreadyMember(member);
        _members[member] =
            Membership.Member(uint32(units), uint48(limit), uint40(block.timestamp), Membership.Standing.Active, 0, 0);

        emit Joined(member, tier, deposit, limit);
    }

    /// @dev Where a top-up lifts a member.
    function _raise(Membership.Member memory m, uint256 amount) private view returns (uint256 limit) {
        return _limitOf(m.limit + _wholeSteps(amount, m.units));
    }

    /// @dev They come back as if they had never lapsed: what they missed goes from their balance to the surplus.
    function _reinstate(address member, Membership.Member memory m, uint256 amount) private {
        _needOpen(_pool.stage);
        ShareIndex.Checkpoint memory lapse = _lapseOf(m);
        uint256 until = lapse.time + _grace;
        if (block.timestamp >= until) revert GraceOver(member, until);
        uint256 limit = _raise(m, amount);
        uint256 index = _pool.index;
        uint256 floor = index + _reserveSteps;
        if (limit < floor) revert BelowReserve(amount, (floor - m.limit) * m.units * _step);

        uint256 backPay = (index - lapse.index) * m.units * _step;
        _addSurplus(backPay);
        _members[member].limit = uint48(limit);
        _admit(limit, m.units, 1);

        emit Reinstated(member, msg.sender, amount, backPay, limit);
    }

    function _wholeSteps(uint256 amount, uint256 units) private view returns (uint256) {
        uint256 multiple = units * _step;
        if (amount % multiple != 0) revert AmountNotWhole(amount, multiple);
        return amount / multiple;
    }

    function _limitOf(uint256 limit) private pure returns (uint256) {
        if (limit > type(uint48).max) revert AmountTooLarge(limit, type(uint48).max);
        return limit;
    }

    // --- leaving ---------------------------------------------------------------------------------------------

    /// @dev Takes an active or leaving member off a closed plan's totals.
    function _leaveClosed(Membership.Member memory m) private returns (uint256 rebate, uint256 forfeited) {
        Pool memory pool = _pool;
        if (m.standing == Membership.Standing.Leaving) {
            pool.leavingUnits -= m.units;
        } else {
            _stepOff(pool, m);
            uint256 part = m.units * _rebatePerUnit;
            (rebate, forfeited) = _earnsRebate(m) ? (part, uint256(0)) : (uint256(0), part);
            _takeRebate(part, forfeited);
        }
        _setPool(pool);
    }

    /// @dev Ends the caller's membership by their own will: the person is free to join anew.
    function _quit() private {
        _members[msg.sender].standing = Membership.Standing.Withdrawn;
        if (address(enrolment) != address(0)) enrolment.release(msg.sender);
    }

    /// @dev Nobody joins at the last moment to share the surplus.
    function _earnsRebate(Membership.Member memory m) private view returns (bool) {
        return m.joinedAt + _filing <= _calendar.closingAt;
    }

    // --- what follows from index and period ------------------------------------------------------------------

    function _found(address account) internal view returns (Membership.Member memory m, Status status) {
        m = _members[account];
        status = _statusOf(m);
    }

    function _statusOf(Membership.Member memory m) internal view returns (Status) {
        return m.statusOf(_pool.index + _reserveSteps, _pool.period);
    }

    /// @dev Where the index stood, or stands, when the member last paid.
    function _endIndexOf(Membership.Member memory m, Status status) internal view returns (uint256) {
        if (status == Status.Active || status == Status.Leaving) return _pool.index;
        if (status == Status.Left) return _history.checkpoints[m.leavesAfter].index;
        if (status == Status.Lapsed) return _lapseOf(m).index;
        return status == Status.Claimed ? m.endIndex : m.limit;
    }

    function _coverEnds(Membership.Member memory m, Status status) private view returns (uint256 until) {
        if (status == Status.Active || status == Status.Leaving) until = type(uint40).max;
        else if (status == Status.Left) until = _history.checkpoints[m.leavesAfter].time;
        else if (status == Status.Lapsed) until = _lapseOf(m).time;
        if (_pool.stage != Stage.Open) until = Math.min(until, _calendar.closingAt);
    }

    function _balanceOf(Membership.Member memory m, Status status) internal view returns (uint256) {
        return (m.limit - _endIndexOf(m, status)) * m.units * _step;
    }
}
