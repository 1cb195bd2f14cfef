// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IEnrolment} from "./interfaces/IEnrolment.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Membership} from "./libraries/Membership.sol";
import {countOf} from "./libraries/Rungs.sol";
import {ShareIndex} from "./libraries/ShareIndex.sol";
import {Totals} from "./Totals.sol";

/// @title The members: who is one, and what they hold
/// @dev A membership is one slot; what it holds follows from its limit and the share index (see {Totals}).
abstract contract Members is Totals {
    using Membership for Membership.Member;
    using ShareIndex for ShareIndex.History;

    IEnrolment public immutable enrolment;

    /// @dev How many announcements a membership outlasts.
    uint256 private constant MIN_STAY = 2;

    mapping(address account => Membership.Member) private _members;
    /// @inheritdoc IMutualLedger
    mapping(address account => uint256) public reinstatedAtOf;

    constructor(IEnrolment enrolment_) {
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
        if (address(enrolment) == address(0)) _needStrangers(members);
        _joinAll(members, tier, deposit, attestation);
    }

    /// @inheritdoc IMutualLedger
    function replace(address member) external {
        if (msg.sender != address(enrolment)) revert NotEnrolment(msg.sender);
        Membership.Member memory m = _members[member];
        m.endBy(Membership.Exit.Replaced);
        _members[member] = m;

        emit AccountReplaced(member);
    }

    /// @inheritdoc IMutualLedger
    function topUp(address member, uint256 amount) external nonReentrant {
        _needUnclosed(_calendar.stage);
        if (amount == 0) revert ZeroAmount();
        Membership.Member memory m = _members[member];
        Status status = _statusOf(m);
        if (status == Status.Lapsed) {
            if (msg.sender != member) revert OnlyMemberReinstates(member, msg.sender);
            _reinstate(member, m, amount);
        } else if (status == Status.Active) {
            _lift(member, m, amount);
        } else {
            revert NotActive(member);
        }

        _receive(msg.sender, amount);
    }

    /// @inheritdoc IMutualLedger
    function topUpMany(address[] calldata members, uint256[] calldata amounts)
        external
        nonReentrant
        returns (address[] memory skipped)
    {
        _needUnclosed(_calendar.stage);
        uint256 count = members.length;
        if (count != amounts.length) revert LengthsDiffer(count, amounts.length);
        if (count == 0) revert EmptyBatch();
        skipped = new address[](count);
        uint256 missed;
        uint256 total;
        uint256 floor = _floor();
        address previous;
        for (uint256 i; i < count; ++i) {
            address member = members[i];
            uint256 amount = amounts[i];
            if (member <= previous) revert MembersNotSorted(member);
            if (amount == 0) revert ZeroAmount();
            previous = member;
            Membership.Member memory m = _members[member];
            if (m.isActive(floor)) {
                total += amount;
                _lift(member, m, amount);
            } else {
                skipped[missed++] = member;
            }
        }
        // The array is as long as the members skipped.
        assembly ("memory-safe") {
            mstore(skipped, missed)
        }

        if (total > 0) _receive(msg.sender, total);
    }

    /// @inheritdoc IMutualLedger
    function leave() external {
        _needUnclosed(_calendar.stage);
        (Membership.Member memory m, Status status) = _found(msg.sender);
        if (status != Status.Active) revert NotActive(msg.sender);
        uint32 period = _calendar.period;
        if (period == m.period) revert MinimumStay(msg.sender, period + 1);

        _setApart(m);
        m.standing = Membership.Standing.Leaving;
        m.endedAt = uint40(block.timestamp);
        m.period = period;
        _members[msg.sender] = m;

        emit LeaveRequested(msg.sender, period);
    }

    /// @inheritdoc IMutualLedger
    function withdraw() external nonReentrant {
        (Membership.Member memory m, Status status) = _found(msg.sender);
        (uint256 period, ShareIndex.Checkpoint memory last) = _lastPaid(m);
        uint256 balance = _balanceOf(m, last);
        Membership.Exit exit = _exit(m, status, balance);
        (uint256 rebate, uint256 toBackstop) = _settleShared(m, status, _sharedOf(m, status, period, last));
        m.endBy(exit);
        _members[msg.sender] = m;

        emit Withdrawn(msg.sender, balance, rebate, toBackstop);

        _pay(msg.sender, balance + rebate);
    }

    /// @inheritdoc IMutualLedger
    function endMembership(address member, uint256 joinedAt) external onlyDesk {
        (Membership.Member memory m, Status status) = _found(member);
        if (m.joinedAt != joinedAt || status >= Status.Withdrawn) return;

        (uint256 period, ShareIndex.Checkpoint memory last) = _lastPaid(m);
        if (status == Status.Active) _stepOff(m);
        else if (status == Status.Leaving) _letGo(m);
        else _forgetShared(_sharedOf(m, status, period, last));
        m.endBy(Membership.Exit.Claimed);
        m.period = uint32(last.time == 0 ? period : period + 1);
        _members[member] = m;

        emit BenefitEndedMembership(member, _balanceOf(m, last));
    }

    // --- reading ---------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function memberOf(address member) external view returns (MemberView memory view_) {
        (Membership.Member memory m, Status status) = _found(member);
        ShareIndex.Checkpoint memory last;
        (view_.lastPaidIn, last) = _lastPaid(m);
        view_.status = status;
        view_.units = m.units;
        view_.limit = m.limit;
        view_.joinedAt = m.joinedAt;
        view_.coveredUntil = _coverEnds(last, status);
        view_.balance = _balanceOf(m, last);
        if (_isClosed()) (view_.rebate,) = _quoteRebate(_sharedOf(m, status, view_.lastPaidIn, last));
        view_.endedAt = m.endedAt;
        if (_hasLapsed(m)) view_.lapsedAt = last.time;
    }

    // --- joining and topping up ------------------------------------------------------------------------------

    function _join(uint256 tier, uint256 deposit, bytes calldata attestation) private {
        address[] memory members = new address[](1);
        members[0] = msg.sender;
        _joinAll(members, tier, deposit, attestation);
    }

    function _joinAll(address[] memory members, uint256 tier, uint256 deposit, bytes calldata attestation) private {
        uint256 count = members.length;
        Membership.Member memory fresh = _quote(tier, deposit, count);

        for (uint256 i; i < count; ++i) {
            _enrol(members[i], fresh);

            emit Joined(members[i], tier, deposit, fresh.limit);
        }
        uint256 units = count * fresh.units;
        _stepOn(fresh.limit, units, countOf(units, count, units * fresh.joinShares));
        if (address(enrolment) != address(0)) enrolment.admit(members, tier, msg.sender, attestation);

        _receive(msg.sender, count * deposit);
    }

    /// @dev The membership that a deposit in a tier begins today, if people may join at all.
    function _quote(uint256 tier, uint256 deposit, uint256 count) private view returns (Membership.Member memory m) {
        Calendar memory calendar = _calendar;
        _needOpen(calendar.stage);
        if (calendar.joinsStopped) revert JoinsStopped();
        TierTerms memory terms = _tierOf(tier);
        if (count == 0) revert EmptyBatch();
        uint256 steps = _wholeSteps(deposit, terms.units);
        if (deposit < terms.deposit) revert DepositTooSmall(deposit, terms.deposit);
        m.units = terms.units;
        m.limit = _limitOf(calendar.index + steps);
        m.joinedAt = uint40(block.timestamp);
        m.joinShares = calendar.shares;
        m.period = calendar.period;
        m.standing = Membership.Standing.Active;
    }

    function _enrol(address member, Membership.Member memory fresh) private {
        Membership.Member memory m = _members[member];
        if (m.isClaimed()) revert MembershipEnded(member);
        bool free = m.standing == Membership.Standing.None || m.exit == Membership.Exit.Withdrawn;
        if (!free) revert AlreadyMember(member);
        _members[member] = fresh;
    }

    /// @dev Nobody's word stands behind a batch in a plan without an attestor, so it brings back nobody who had gone.
    function _needStrangers(address[] calldata members) private view {
        for (uint256 i; i < members.length; ++i) {
            Membership.Standing standing = _members[members[i]].standing;
            if (standing != Membership.Standing.None) revert WasMember(members[i]);
        }
    }

    /// @dev Tops an active member up.
    function _lift(address member, Membership.Member memory m, uint256 amount) private {
        uint48 limit = _raise(m, amount);
        _climb(m, limit);
        m.limit = limit;
        _members[member] = m;

        emit ToppedUp(member, msg.sender, amount, limit);
    }

    /// @dev Where a top-up lifts a member.
    function _raise(Membership.Member memory m, uint256 amount) private view returns (uint48 limit) {
        return _limitOf(m.limit + _wholeSteps(amount, m.units));
    }

    /// @dev They come back as if they had never lapsed: what they missed goes from their balance to the surplus.
    function _reinstate(address member, Membership.Member memory m, uint256 amount) private {
        _needOpen(_calendar.stage);
        ShareIndex.Checkpoint memory lapse = _history.checkpoints[_lapseOf(m)];
        uint256 until = lapse.time + _grace;
        if (block.timestamp >= until) revert GraceOver(member, until);
        uint48 limit = _raise(m, amount);
        uint256 index = _calendar.index;
        uint256 floor = index + _reserveSteps;
        if (limit < floor) revert BelowReserve(amount, (floor - m.limit) * m.units * _step);

        uint256 backPay = (index - lapse.index) * m.units * _step;
        _addSurplus(backPay);
        m.limit = limit;
        _members[member] = m;
        reinstatedAtOf[member] = block.timestamp;
        _stepOn(limit, m.units, m.count());

        emit Reinstated(member, msg.sender, amount, backPay, limit);
    }

    function _wholeSteps(uint256 amount, uint256 units) private view returns (uint256) {
        uint256 multiple = units * _step;
        if (amount % multiple != 0) revert AmountNotWhole(amount, multiple);
        return amount / multiple;
    }

    function _limitOf(uint256 limit) private pure returns (uint48) {
        if (limit > type(uint48).max) revert AmountTooLarge(limit, type(uint48).max);
        return uint48(limit);
    }

    // --- leaving ---------------------------------------------------------------------------------------------

    /// @dev What a withdrawal makes of a membership, if it may be made now.
    function _exit(Membership.Member memory m, Status status, uint256 balance) private view returns (Membership.Exit) {
        if (m.exit == Membership.Exit.Claimed && balance > 0) return Membership.Exit.Collected;
        bool sharing = status == Status.Active || status == Status.Leaving;
        bool over = status == Status.Left || status == Status.Lapsed || m.exit == Membership.Exit.Replaced;
        bool closed = _isClosed();
        if (!over && !(sharing && closed)) revert NothingToWithdraw(msg.sender);
        if (!closed && m.standing == Membership.Standing.Active) _needStay(m);
        uint256 caseIdPlusOne = desk.undecidedCaseOf(msg.sender, m.joinedAt);
        if (caseIdPlusOne != 0) revert CaseUndecided(caseIdPlusOne - 1);
        return Membership.Exit.Withdrawn;
    }

    /// @dev Takes somebody's part in what is over off the totals.
    function _settleShared(Membership.Member memory m, Status status, uint256 shared)
        private
        returns (uint256 rebate, uint256 toBackstop)
    {
        if (!_isClosed()) {
            _forgetShared(shared);
            return (0, 0);
        }
        if (status == Status.Active) _stepOff(m);
        else if (status == Status.Leaving) _letGo(m);
        return _takeRebate(shared);
    }

    /// @dev Who has lapsed waits for as many announcements as who leaves.
    function _needStay(Membership.Member memory m) private view {
        uint256 stay = m.period + MIN_STAY;
        if (_calendar.period < stay) revert MinimumStay(msg.sender, stay);
    }

    // --- what follows from index and period ------------------------------------------------------------------

    function _found(address account) internal view returns (Membership.Member memory m, Status status) {
        m = _members[account];
        status = _statusOf(m);
    }

    function _statusOf(Membership.Member memory m) internal view returns (Status) {
        bool hasLeft;
        if (m.standing == Membership.Standing.Leaving && m.exit == Membership.Exit.None) {
            (, ShareIndex.Checkpoint memory last) = _history.departureOf(m.period);
            hasLeft = last.time != 0;
        }
        return m.statusOf(_floor(), hasLeft);
    }

    function _hasLapsed(Membership.Member memory m) private view returns (bool) {
        return m.hasLapsed(m.isClaimed() ? _history.indexIn(m.period) + _reserveSteps : _floor());
    }

    function _floor() private view returns (uint256) {
        return _calendar.index + _reserveSteps;
    }

    /// @dev The last announcement that a member paid, and what it left; the open period and what is so far, if they go on.
    function _lastPaid(Membership.Member memory m)
        private
        view
        returns (uint256 period, ShareIndex.Checkpoint memory last)
    {
        if (_hasLapsed(m)) {
            period = _lapseOf(m);
            return (period, _history.checkpoints[period]);
        }
        if (m.standing == Membership.Standing.Leaving && !m.isClaimed()) {
            (period, last) = _history.departureOf(m.period);
            if (last.time != 0) return (period, last);
        }
        Calendar memory calendar = _calendar;
        period = calendar.period;
        (last.index, last.shares) = (calendar.index, calendar.shares);
        if (m.isClaimed()) last.index = uint48(_history.indexIn(m.period));
    }

    /// @dev What somebody has shared, in steps, who has a part in what is over in a closing; with the last that they paid.
    function _sharedOf(Membership.Member memory m, Status status, uint256 period, ShareIndex.Checkpoint memory last)
        private
        view
        returns (uint256)
    {
        bool closing = _calendar.stage != Stage.Open && status < Status.Withdrawn;
        bool hasPart = closing && period >= _pending.closingIn;
        return hasPart ? m.units * uint256(last.shares - m.joinShares) : 0;
    }

    /// @dev With what the last announcement left that they paid.
    function _coverEnds(ShareIndex.Checkpoint memory last, Status status) private view returns (uint256 until) {
        if (status == Status.Active || status == Status.Leaving) until = type(uint40).max;
        else if (status == Status.Left || status == Status.Lapsed) until = last.time;
        if (_calendar.stage != Stage.Open) until = Math.min(until, _pending.closingAt);
    }

    function _balanceOf(Membership.Member memory m, ShareIndex.Checkpoint memory last) private view returns (uint256) {
        bool paidOut = m.exit == Membership.Exit.Withdrawn || m.exit == Membership.Exit.Collected;
        return paidOut || m.units == 0 ? 0 : (m.limit - last.index) * m.units * _step;
    }
}
