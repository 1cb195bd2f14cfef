// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {LevelCounts} from "./libraries/LevelCounts.sol";
import {Membership} from "./libraries/Membership.sol";
import {Rungs} from "./libraries/Rungs.sol";
import {ShareIndex} from "./libraries/ShareIndex.sol";
import {Sharing} from "./libraries/Sharing.sol";
import {Charter} from "./Charter.sol";
import {Powers} from "./Powers.sol";
import {Till} from "./Till.sol";

/// @title The mutual-aid ledger
/// @dev How shares are charged without a loop.  Per-unit money is counted in whole steps.  A member who joins at index
/// `i` with `d` steps a unit stands at `limit = i + d`; after any number of announcements each unit holds exactly
/// `limit − index` steps, because every announcement takes the same number of steps from every unit.  The floor is
/// `index + reserve`: whoever stands below it has lapsed.  An announcement raises the floor by at most 4,096 rungs and
/// counts who stands on them; a single one can never take more than the reserve, so nobody's money can fall short.
contract MutualLedger is Till, EIP712 {
    using LevelCounts for uint256;
    using Membership for Membership.Member;
    using Rungs for Rungs.Ladder;
    using ShareIndex for ShareIndex.History;

    struct Pool {
        uint48 index;
        uint32 period;
        uint56 units;
        uint56 leavingUnits;
        uint40 members;
        Stage stage;
        bool joinsStopped;
        bool reachedMinimum;
    }

    struct Calendar {
        uint40 announcedAt;
        uint40 belowSince;
        uint40 closingAt;
        uint16 year;
        uint48 charged; // steps a unit has paid in shares this plan year
    }

    bytes32 private constant REINSTATEMENT =
        keccak256("Reinstatement(address member,uint256 amount,uint256 limit,uint256 expiry)");

    Pool private _pool;
    Calendar private _calendar;
    uint256 private _queue;
    uint256 private _rebatePerUnit;

    mapping(address account => Membership.Member) private _members;
    Rungs.Ladder private _ladder;
    ShareIndex.History private _history;

    constructor(IERC20 token_, ICaseDesk desk_, bytes32 planHash, Terms memory terms, Roles memory roles)
        Charter(terms)
        Powers(desk_, roles)
        Till(token_)
        EIP712("openmutual ledger", "1")
    {
        _calendar.announcedAt = uint40(block.timestamp);

        emit PlanOpened(planHash, address(token_), address(desk_), terms, roles);
    }

    // --- members ---------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function join(uint256 tier, uint256 deposit) external nonReentrant {
        _join(tier, deposit);
    }

    /// @inheritdoc IMutualLedger
    function joinWithPermit(uint256 tier, uint256 deposit, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
    {
        // Whoever saw the permit may have spent it first; what counts is the allowance it leaves.
        try IERC20Permit(address(token)).permit(msg.sender, address(this), deposit, deadline, v, r, s) {} catch {}
        _join(tier, deposit);
    }

    /// @inheritdoc IMutualLedger
    function joinMany(address[] calldata members, uint256 tier, uint256 deposit) external nonReentrant {
        uint256 count = members.length;
        (uint256 units, uint256 limit) = _quote(tier, deposit, count);

        for (uint256 i; i < count; ++i) {
            _enrol(members[i], units, tier, deposit, limit);
        }
        _admit(limit, units, count);

        _receive(count * deposit);
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
            _ladder.remove(m.limit, m.units);
            _ladder.add(limit, m.units, 1);
            _members[member].limit = uint48(limit);

            emit ToppedUp(member, msg.sender, amount, limit);
        } else {
            revert NotActive(member);
        }

        _receive(amount);
    }

    /// @inheritdoc IMutualLedger
    function reinstate(address member, uint256 amount, uint256 expiry, bytes calldata signature) external nonReentrant {
        if (_pool.stage == Stage.Closed) revert PlanClosed();
        if (amount == 0) revert ZeroAmount();
        if (block.timestamp > expiry) revert SignatureExpired(expiry);
        Membership.Member memory m = _members[member];
        if (_statusOf(m) != Status.Lapsed) revert NotActive(member);
        bytes32 words = _hashTypedDataV4(keccak256(abi.encode(REINSTATEMENT, member, amount, m.limit, expiry)));
        if (!SignatureChecker.isValidSignatureNow(member, words, signature)) revert InvalidSignature(member);

        _reinstate(member, m, amount);

        _receive(amount);
    }

    /// @inheritdoc IMutualLedger
    function leave() external {
        Pool memory pool = _pool;
        if (pool.stage == Stage.Closed) revert PlanClosed();
        Membership.Member memory m = _members[msg.sender];
        if (_statusOf(m) != Status.Active) revert NotActive(msg.sender);

        _stepOff(pool, m);
        pool.leavingUnits += m.units;
        _pool = pool;
        m.standing = Membership.Standing.Leaving;
        m.leavesAfter = pool.period;
        _members[msg.sender] = m;

        emit Leaving(msg.sender, pool.period);
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
            _members[msg.sender].standing = Membership.Standing.Withdrawn;
        } else if ((status == Status.Active || status == Status.Leaving) && _pool.stage == Stage.Closed) {
            (rebate, forfeited) = _quitClosed(m);
            _members[msg.sender].standing = Membership.Standing.Withdrawn;
        } else {
            revert NothingToWithdraw(msg.sender);
        }

        emit Withdrawn(msg.sender, balance, rebate, forfeited);

        _pay(msg.sender, balance + rebate);
    }

    // --- calendar --------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function announce() external {
        Pool memory pool = _pool;
        Calendar memory calendar = _calendar;
        Round memory round;
        round.queue = _queue;
        round.units = uint256(pool.units) + pool.leavingUnits;
        if (pool.stage == Stage.Closed) revert PlanClosed();
        uint256 earliest = calendar.announcedAt + _period;
        if (block.timestamp < earliest) revert AnnouncementTooEarly(earliest);
        if (round.units == 0 && round.queue == 0) revert NothingToAnnounce();

        ShareIndex.Mark memory mark;
        uint256 shareSteps = _fund(pool.period, calendar, round, mark);
        uint256 duesSteps = pool.stage == Stage.Open ? _duesSteps : 0;
        if (duesSteps > 0) _payable.operatorCredit += _bounded(duesSteps * round.units * _step);
        _raiseIndex(pool, round, mark, shareSteps + duesSteps);
        calendar.announcedAt = uint40(block.timestamp);
        calendar.charged += uint48(shareSteps);
        if (round.queue != 0) delete _queue;
        round.share = shareSteps * _step;
        round.dues = duesSteps * _step;

        emit Announced(pool.period - 1, round);

        if (_isTooSmall(pool, calendar)) _startClosing(pool, calendar, address(0));
        _pool = pool;
        _calendar = calendar;
    }

    /// @inheritdoc IMutualLedger
    function finish() external {
        Pool memory pool = _pool;
        if (pool.stage != Stage.Closing) revert PlanNotClosing();
        (uint256 quietFrom, uint256 unpaid) = desk.pending();
        uint256 earliest = Math.max(_calendar.closingAt + _runOff, quietFrom);
        if (block.timestamp < earliest) revert FinishTooEarly(earliest);
        if (unpaid > 0) revert CasesOpen(unpaid);

        Money memory money = _money;
        uint256 rebate = pool.units == 0 ? 0 : money.surplus / pool.units;
        uint120 rebatePool = _bounded(rebate * pool.units);
        uint120 rest = money.surplus - rebatePool;
        _rebatePerUnit = rebate;
        _payable.rebatePool = rebatePool;
        _money = Money(0, money.backstop + rest, true);
        _pool.stage = Stage.Closed;

        emit Finished(rebate, rebatePool, rest);
    }

    // --- powers ----------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function stopJoins() external onlySupervision {
        if (_pool.stage != Stage.Open) revert PlanNotOpen();
        _pool.joinsStopped = true;

        emit JoiningStopped(msg.sender);
    }

    /// @inheritdoc IMutualLedger
    function close() external onlySupervision {
        if (_pool.stage != Stage.Open) revert PlanNotOpen();
        Pool memory pool = _pool;
        Calendar memory calendar = _calendar;
        _startClosing(pool, calendar, msg.sender);
        _pool = pool;
        _calendar = calendar;
    }

    // --- the case desk ---------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function enqueue(uint256 level) external onlyDesk returns (uint256 period) {
        uint256 queue = _queue;
        if (queue.countAt(level) == LevelCounts.MOST) revert QueueFull(level);
        _queue = queue.oneMore(level);
        period = _pool.period;

        emit Queued(period, level);
    }

    /// @inheritdoc IMutualLedger
    function endMembership(address member, uint256 joinedAt) external onlyDesk {
        Pool memory pool = _pool;
        Membership.Member memory m = _members[member];
        bool standing = m.standing == Membership.Standing.Active || m.standing == Membership.Standing.Leaving;
        if (!standing || m.joinedAt != joinedAt) return;

        Status status = _statusOf(m);
        m.endIndex = uint48(_endIndexOf(m, status));
        if (status == Status.Active) {
            _stepOff(pool, m);
        } else if (status == Status.Leaving) {
            pool.leavingUnits -= m.units;
        }
        m.standing = Membership.Standing.Claimed;
        _members[member] = m;
        _pool = pool;

        emit BenefitEndedMembership(member, _balanceOf(m, Status.Claimed));
    }

    /// @inheritdoc IMutualLedger
    function payCase(address payee, uint256 period, uint256 level)
        external
        onlyDesk
        nonReentrant
        returns (uint256 benefit, uint256 fee)
    {
        (uint256 byMembers, uint256 byBackstop) = fundingOf(period, level);
        uint256 payout = byMembers + byBackstop;
        (benefit,) = _dueOf(level);
        benefit = Math.min(benefit, payout);
        fee = payout - benefit;
        if (fee > 0) _payable.operatorCredit += _bounded(fee);

        emit CasePaid(payee, period, level, benefit, fee);

        _pay(payee, benefit);
    }

    // --- reading ---------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function memberOf(address member) external view returns (MemberView memory) {
        Membership.Member memory m = _members[member];
        Status status = _statusOf(m);
        (, uint256 until) = coverOf(member);
        uint256 rebate = status == Status.Active && _earnsRebate(m) ? m.units * _rebatePerUnit : 0;
        return MemberView(status, m.units, m.limit, m.joinedAt, until, _balanceOf(m, status), rebate);
    }

    /// @inheritdoc IMutualLedger
    function coverOf(address member) public view returns (uint256 joinedAt, uint256 until) {
        Membership.Member memory m = _members[member];
        Status status = _statusOf(m);
        if (status == Status.Active || status == Status.Leaving) until = type(uint40).max;
        else if (status == Status.Left) until = _history.marks[m.leavesAfter].time;
        else if (status == Status.Lapsed) until = _lapseOf(m).time;
        if (_pool.stage != Stage.Open) until = Math.min(until, _calendar.closingAt);
        return (m.joinedAt, until);
    }

    /// @inheritdoc IMutualLedger
    function books() external view returns (Books memory) {
        return Books({
            stage: _pool.stage,
            period: _pool.period,
            index: _pool.index,
            members: _pool.members,
            units: _pool.units,
            leavingUnits: _pool.leavingUnits,
            surplus: _money.surplus,
            backstop: _money.backstop,
            operatorCredit: _payable.operatorCredit,
            rebatePool: _payable.rebatePool,
            rebatePerUnit: _rebatePerUnit,
            announcedAt: _calendar.announcedAt,
            belowSince: _calendar.belowSince,
            closingAt: _calendar.closingAt,
            chargedThisYear: _calendar.charged,
            queue: _queue
        });
    }

    /// @inheritdoc IMutualLedger
    function announcedAt(uint256 period) external view returns (uint256) {
        return _history.marks[period].time;
    }

    /// @inheritdoc IMutualLedger
    function fundingOf(uint256 period, uint256 level) public view returns (uint256 byMembers, uint256 byBackstop) {
        ShareIndex.Mark memory mark = _history.marks[period];
        (, uint256 due) = _dueOf(level);
        byMembers = Sharing.askable(due, _caseCap, mark.units);
        if (mark.cut) byMembers = _cutDown(byMembers, _history.cuts[period]);
        if (mark.draw != ShareIndex.Draw.None) byBackstop = due - byMembers;
        if (mark.draw == ShareIndex.Draw.Part) byBackstop = _cutDown(byBackstop, _history.draws[period]);
    }

    /// @inheritdoc IMutualLedger
    function stage() external view returns (Stage, uint256 closingAt) {
        return (_pool.stage, _calendar.closingAt);
    }

    // --- joining and topping up ------------------------------------------------------------------------------

    function _join(uint256 tier, uint256 deposit) private {
        (uint256 units, uint256 limit) = _quote(tier, deposit, 1);

        _enrol(msg.sender, units, tier, deposit, limit);
        _admit(limit, units, 1);

        _receive(deposit);
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

    /// @dev Counts `count` members of `units` each among those who share.
    function _admit(uint256 limit, uint256 units, uint256 count) private {
        Pool memory pool = _pool;
        uint256 added = units * count;
        uint256 total = pool.units + added;
        if (total + pool.leavingUnits > type(uint56).max) revert AmountTooLarge(total, type(uint56).max);
        pool.units = uint56(total);
        pool.members += uint40(count);
        if (pool.members >= _enough) pool.reachedMinimum = true;
        _pool = pool;
        _ladder.add(limit, added, count);
    }

    /// @dev Where a top-up lifts a member.
    function _raise(Membership.Member memory m, uint256 amount) private view returns (uint256 limit) {
        return _limitOf(m.limit + _wholeSteps(amount, m.units));
    }

    /// @dev They come back as if they had never lapsed: what they missed goes from their balance to the surplus.
    function _reinstate(address member, Membership.Member memory m, uint256 amount) private {
        Pool memory pool = _pool;
        if (pool.stage != Stage.Open) revert PlanNotOpen();
        ShareIndex.Mark memory lapse = _lapseOf(m);
        uint256 until = lapse.time + _grace;
        if (block.timestamp >= until) revert GraceOver(member, until);
        uint256 limit = _raise(m, amount);
        uint256 floor = pool.index + _reserveSteps;
        if (limit < floor) revert BelowReserve(amount, (floor - m.limit) * m.units * _step);

        uint256 backPay = (uint256(pool.index) - lapse.index) * m.units * _step;
        _money.surplus += _bounded(backPay);
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

    // --- the announcement ------------------------------------------------------------------------------------

    /// @dev Gathers what the cases need: from the members up to the caps, then from the backstop.  What each case gets
    /// is not written down; it follows from the mark (see {fundingOf}), and from a ratio where money fell short.
    function _fund(uint256 period, Calendar memory calendar, Round memory round, ShareIndex.Mark memory mark)
        private
        returns (uint256 shareSteps)
    {
        Money memory money = _money;
        uint256 backstop = _backstopCap == 0 ? money.backstop : Math.min(money.backstop, _backstopCap);
        Sharing.Means memory means = Sharing.Means(round.units, _step, _mostSteps(calendar), money.surplus, backstop);
        Sharing.Funding memory funding = Sharing.fund(_batches(round), means);
        mark.units = uint56(round.units);
        if (funding.pot < funding.need) {
            mark.cut = true;
            _history.cuts[period] = ShareIndex.Ratio(_bounded(funding.pot), _bounded(funding.need));
        }
        if (funding.gap > 0 && backstop >= funding.gap) {
            mark.draw = ShareIndex.Draw.Whole;
        } else if (funding.gap > 0 && backstop > 0) {
            mark.draw = ShareIndex.Draw.Part;
            _history.draws[period] = ShareIndex.Ratio(uint120(backstop), _bounded(funding.gap));
        }
        _money = Money(_bounded(funding.surplus), money.backstop - _bounded(funding.drawn), true);
        (round.need, round.surplus, round.drawn) = (funding.need, funding.surplus, funding.drawn);
        return funding.shareSteps;
    }

    /// @dev The most a unit may be charged now; a new plan year starts its count anew.
    function _mostSteps(Calendar memory calendar) private view returns (uint256) {
        uint256 year = (block.timestamp - _deployedAt) / 365 days;
        if (year != calendar.year) {
            calendar.year = uint16(year);
            calendar.charged = 0;
        }
        if (_yearCapSteps == 0) return _periodCapSteps;
        return Math.min(_periodCapSteps, _yearCapSteps - calendar.charged);
    }

    /// @dev The queue, level by level.
    function _batches(Round memory round) private view returns (Sharing.Batch[] memory batches) {
        batches = new Sharing.Batch[](round.queue.occupied());
        uint256 filled;
        for (uint256 level; filled < batches.length; ++level) {
            uint256 count = round.queue.countAt(level);
            if (count == 0) continue;
            (, uint256 due) = _dueOf(level);
            batches[filled++] = Sharing.Batch(count, due, Sharing.askable(due, _caseCap, round.units));
        }
    }

    /// @dev Charges everybody who shares, lapses whoever the floor passes, and opens the next period.
    function _raiseIndex(Pool memory pool, Round memory round, ShareIndex.Mark memory mark, uint256 steps) private {
        uint256 floor = pool.index + _reserveSteps;
        (round.lapsedUnits, round.lapsedMembers) = _ladder.passed(floor, floor + steps);
        pool.index += uint48(steps);
        pool.units -= uint56(round.lapsedUnits);
        pool.members -= uint40(round.lapsedMembers);
        pool.leavingUnits = 0;

        mark.index = pool.index;
        mark.time = uint40(block.timestamp);
        _history.marks[pool.period] = mark;
        pool.period += 1;
    }

    /// @dev Whether there have been too few members for longer than the grace; keeps count of since when.
    function _isTooSmall(Pool memory pool, Calendar memory calendar) private view returns (bool) {
        if (pool.stage != Stage.Open || !pool.reachedMinimum) return false;
        if (pool.members >= _enough) {
            calendar.belowSince = 0;
            return false;
        }
        if (calendar.belowSince == 0) calendar.belowSince = uint40(block.timestamp);
        return block.timestamp >= calendar.belowSince + _grace;
    }

    function _startClosing(Pool memory pool, Calendar memory calendar, address by) private {
        pool.stage = Stage.Closing;
        calendar.closingAt = uint40(block.timestamp);

        emit ClosingStarted(by);
    }

    // --- leaving ---------------------------------------------------------------------------------------------

    /// @dev Takes an active or leaving member off a closed plan's totals.
    function _quitClosed(Membership.Member memory m) private returns (uint256 rebate, uint256 forfeited) {
        Pool memory pool = _pool;
        if (m.standing == Membership.Standing.Leaving) {
            pool.leavingUnits -= m.units;
        } else {
            _stepOff(pool, m);
            uint256 part = m.units * _rebatePerUnit;
            (rebate, forfeited) = _earnsRebate(m) ? (part, uint256(0)) : (uint256(0), part);
            _payable.rebatePool -= uint120(part);
            if (forfeited > 0) _money.backstop += uint120(forfeited);
        }
        _pool = pool;
    }

    /// @dev Takes an active member off their rung and out of the pool.
    function _stepOff(Pool memory pool, Membership.Member memory m) private {
        _ladder.remove(m.limit, m.units);
        pool.units -= m.units;
        pool.members -= 1;
    }

    /// @dev Nobody joins at the last moment to share the surplus.
    function _earnsRebate(Membership.Member memory m) private view returns (bool) {
        return m.joinedAt + _filing <= _calendar.closingAt;
    }

    // --- what follows from index and period ------------------------------------------------------------------

    function _statusOf(Membership.Member memory m) private view returns (Status) {
        return m.statusOf(_pool.index + _reserveSteps, _pool.period);
    }

    /// @dev The announcement at which a lapsed member lapsed: the first that left less than the reserve.
    function _lapseOf(Membership.Member memory m) private view returns (ShareIndex.Mark memory) {
        return _history.firstAbove(m.limit - _reserveSteps, _pool.period);
    }

    /// @dev Where the index stood, or stands, when the member last paid.
    function _endIndexOf(Membership.Member memory m, Status status) private view returns (uint256) {
        if (status == Status.Active || status == Status.Leaving) return _pool.index;
        if (status == Status.Left) return _history.marks[m.leavesAfter].index;
        if (status == Status.Lapsed) return _lapseOf(m).index;
        return status == Status.Claimed ? m.endIndex : m.limit;
    }

    function _balanceOf(Membership.Member memory m, Status status) private view returns (uint256) {
        return (m.limit - _endIndexOf(m, status)) * m.units * _step;
    }

    function _cutDown(uint256 amount, ShareIndex.Ratio memory ratio) private pure returns (uint256) {
        return Sharing.cutDown(amount, ratio.part, ratio.whole);
    }

    function _isClosed() internal view override returns (bool) {
        return _pool.stage == Stage.Closed;
    }
}
