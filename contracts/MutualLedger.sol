// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IEnrolment} from "./interfaces/IEnrolment.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {LevelCounts} from "./libraries/LevelCounts.sol";
import {Membership} from "./libraries/Membership.sol";
import {Rungs} from "./libraries/Rungs.sol";
import {ShareIndex} from "./libraries/ShareIndex.sol";
import {Sharing} from "./libraries/Sharing.sol";
import {Charter} from "./Charter.sol";
import {Powers} from "./Powers.sol";
import {Roster} from "./Roster.sol";
import {Till} from "./Till.sol";

/// @title The mutual-aid ledger
/// @dev The calendar of a plan: it announces, closes, and pays what was announced.  Members and their balances are the
/// {Roster}'s, money in and out the {Till}'s, roles the {Powers}', terms the {Charter}'s; together one contract.
contract MutualLedger is Roster {
    using LevelCounts for uint256;
    using Rungs for Rungs.Ladder;

    uint256 private _queue;

    constructor(
        IERC20 token_,
        ICaseDesk desk_,
        IEnrolment enrolment_,
        bytes32 planHash,
        Terms memory terms,
        Roles memory roles
    ) Charter(terms) Powers(desk_, roles) Till(token_) Roster(enrolment_) {
        _calendar.announcedAt = uint40(block.timestamp);

        emit PlanOpened(planHash, address(token_), address(desk_), address(enrolment_), terms, roles);
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

    /// @inheritdoc IMutualLedger
    function overturn(uint256 period, uint256 level, address[] calldata jurors) external onlyDesk nonReentrant {
        (uint256 byMembers, uint256 byBackstop) = fundingOf(period, level);
        uint256 each = jurors.length == 0 ? 0 : Math.min(_reward, byMembers / jurors.length);
        uint256 toJurors = each * jurors.length;
        _money.surplus += _bounded(byMembers - toJurors);
        _money.backstop += _bounded(byBackstop);

        emit CaseOverturned(period, level, toJurors, byMembers - toJurors, byBackstop);

        _payJurors(jurors, each);
    }

    // --- reading ---------------------------------------------------------------------------------------------

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
            bonds: _bonds,
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
        // Both are parts of what the ledger holds.
        _money = Money(uint120(funding.surplus), money.backstop - uint120(funding.drawn), true);
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

    function _cutDown(uint256 amount, ShareIndex.Ratio memory ratio) private pure returns (uint256) {
        return Sharing.cutDown(amount, ratio.part, ratio.whole);
    }
}
