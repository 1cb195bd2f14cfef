// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Membership} from "./libraries/Membership.sol";
import {Count, countOf, MAX_UNITS, Rungs} from "./libraries/Rungs.sol";
import {ShareIndex} from "./libraries/ShareIndex.sol";
import {Treasury} from "./Treasury.sol";

/// @title The totals: who shares, counted together, and how far the share index has come
/// @dev How shares are charged without a loop.  Per-unit money is counted in whole steps.  A member who joins at index
/// `i` with `d` steps a unit stands at `limit = i + d`; after any number of announcements each unit holds exactly
/// `limit − index` steps, because every announcement takes the same number of steps from every unit.  The floor is
/// `index + reserve`: whoever stands below it has lapsed.  An announcement raises the floor by at most 4,096 rungs and
/// counts who stands on them; a single one can never take more than the reserve, so nobody's money can fall short.
///
/// What somebody has shared is their units times the shares since they joined.  Summed over many it is their units times
/// all shares so far, less the shares there had been when each joined; only that second sum is kept.
abstract contract Totals is Treasury {
    using Rungs for Rungs.Ladder;
    using ShareIndex for ShareIndex.History;

    /// @dev Bits: 48 + 48 + 32 + 8 + 8 + 8 = 152, one slot.
    struct Pool {
        uint48 index;
        uint48 shares; // of a unit so far, dues left out, in steps
        uint32 period;
        Stage stage;
        bool joinsStopped;
        uint8 enough; // announcements in a row that found enough members; `ENOUGH` stays
    }

    /// @dev Bits: 40 + 40 + 40 + 32 + 16 + 48 + 32 = 248, one slot.
    struct Calendar {
        uint40 announcedAt;
        uint40 belowSince;
        uint40 closingAt;
        uint32 closingIn; // the period whose announcement began the closing, or was the next
        uint16 year;
        uint48 charged; // steps a unit has paid in shares this plan year
        uint32 queuedIn; // the period in which the queue began
    }

    /// @dev How many announcements in a row must find enough members before too few can close the plan.
    uint8 internal constant ENOUGH = 2;

    Pool internal _pool;
    Calendar internal _calendar;
    /// @dev Active members, and leavers who still pay.
    Count internal _active;
    Count internal _leaving;
    /// @dev What those have shared together who left or lapsed in the closing, in steps.
    uint256 private _sharedByGone;
    Rungs.Ladder private _ladder;
    ShareIndex.History internal _history;

    constructor() {
        _calendar.announcedAt = uint40(block.timestamp);
    }

    // --- who shares ------------------------------------------------------------------------------------------

    /// @dev Counts members of `units` each who join among those who share.
    function _admit(uint256 limit, uint256 units, uint256 count) internal {
        uint256 added = units * count;
        _needRoom(added);
        _stepOn(limit, countOf(added, count, added * _pool.shares));
    }

    /// @dev Counts a lapsed member in again.
    function _readmit(uint256 limit, Membership.Member memory m) internal {
        _needRoom(m.units);
        _stepOn(limit, _countOf(m));
    }

    function _needRoom(uint256 units) private view {
        uint256 total = _active.unitsOf() + _leaving.unitsOf() + units;
        if (total > MAX_UNITS) revert AmountTooLarge(total, MAX_UNITS);
    }

    function _stepOn(uint256 limit, Count added) private {
        _active = _active + added;
        _ladder.add(limit, added);
    }

    /// @dev Takes an active member off their rung and out of the count.
    function _stepOff(Membership.Member memory m) internal returns (Count gone) {
        gone = _countOf(m);
        _ladder.remove(m.limit, gone);
        _active = _active - gone;
    }

    /// @dev Counts a leaver apart, who pays for one announcement more.
    function _setApart(Membership.Member memory m) internal {
        _leaving = _leaving + _stepOff(m);
    }

    /// @dev Takes a leaver out who need not wait any more.
    function _letGo(Membership.Member memory m) internal {
        _leaving = _leaving - _countOf(m);
    }

    /// @dev Moves an active member to a higher rung.
    function _climb(Membership.Member memory m, uint256 limit) internal {
        Count one = _countOf(m);
        _ladder.remove(m.limit, one);
        _ladder.add(limit, one);
    }

    /// @dev A member alone, as a part of a count.
    function _countOf(Membership.Member memory m) internal view returns (Count) {
        return countOf(m.units, 1, m.units * _sharesBefore(m.joinedIn));
    }

    // --- the announcement, and the end -----------------------------------------------------------------------

    /// @dev Charges everybody who shares, lapses whoever the floor passes, lets leavers go if they are not held, and
    /// opens the next period.
    /// @return sharedByGone What those who lapsed or left have shared together, in steps.
    function _raiseIndex(
        Pool memory pool,
        AnnouncementFigures memory figures,
        ShareIndex.Checkpoint memory checkpoint,
        uint256 shareSteps,
        uint256 duesSteps
    ) internal returns (uint256 sharedByGone) {
        uint256 floor = pool.index + _reserveSteps;
        Count gone = _ladder.passed(floor, floor + shareSteps + duesSteps);
        (figures.lapsedUnits, figures.lapsedMembers) = (gone.unitsOf(), gone.membersOf());
        _active = _active - gone;
        if (!checkpoint.held) {
            gone = gone + _leaving;
            _leaving = Count.wrap(0);
        }
        pool.index += uint48(shareSteps + duesSteps);
        pool.shares += uint48(shareSteps);
        sharedByGone = _sharedBy(gone, pool.shares);

        (checkpoint.index, checkpoint.shares) = (pool.index, pool.shares);
        checkpoint.time = uint40(block.timestamp);
        _history.checkpoints[pool.period] = checkpoint;
        pool.period += 1;
    }

    /// @dev How cases were cut in a period, or the backstop shared out; kept only where one was.
    function _recordCut(uint256 period, uint256 pot, uint256 need) internal {
        _history.cuts[period] = ShareIndex.Ratio(_bounded(pot), _bounded(need));
    }

    function _recordBackstop(uint256 period, uint256 backstop, uint256 gap) internal {
        _history.backstopRatios[period] = ShareIndex.Ratio(_bounded(backstop), _bounded(gap));
    }

    /// @dev Where a queue that had waited was announced.
    function _recordWait(uint256 queue, uint256 period) internal {
        _history.announcedIn[queue] = period;
    }

    function _setTotals(Pool memory pool, Calendar memory calendar) internal {
        _pool = pool;
        _calendar = calendar;
    }

    /// @dev Whoever lapses or leaves in the announcement `from` or a later one keeps their part of the surplus.
    function _startClosing(address by, uint256 from) internal {
        _pool.stage = Stage.Closing;
        _calendar.closingAt = uint40(block.timestamp);
        _calendar.closingIn = uint32(from);

        emit ClosingStarted(by);
    }

    /// @dev Keeps in mind what those have shared who are gone, for as long as the plan is closing.
    function _keepShared(uint256 steps) internal {
        if (steps > 0) _sharedByGone += steps;
    }

    function _forgetShared(uint256 steps) internal {
        if (steps > 0) _sharedByGone -= steps;
    }

    function _stopJoins() internal {
        _needOpen(_pool.stage);
        _pool.joinsStopped = true;
    }

    /// @dev The end.
    /// @return shared What everybody has shared who has a part in what is over, in steps.
    function _closePool() internal returns (uint256 shared) {
        _pool.stage = Stage.Closed;
        return _sharedBy(_active + _leaving, _pool.shares) + _sharedByGone;
    }

    /// @dev What members have shared together by the time that a unit has paid so many shares.
    function _sharedBy(Count members, uint256 shares) private pure returns (uint256) {
        return members.unitsOf() * shares - members.joinSharesOf();
    }

    // --- what follows from index and stage -------------------------------------------------------------------

    /// @dev The shares there had been when a period was opened.
    function _sharesBefore(uint256 period) internal view returns (uint256) {
        return period == 0 ? 0 : _history.checkpoints[period - 1].shares;
    }

    /// @dev The announcement at which a lapsed member lapsed: the first that left less than the reserve.
    function _lapseOf(Membership.Member memory m) internal view returns (uint256 period) {
        return _history.firstAbove(m.limit - _reserveSteps, _pool.period);
    }

    function _needOpen(Stage stage_) internal pure {
        if (stage_ != Stage.Open) revert PlanNotOpen();
    }

    function _needUnclosed(Stage stage_) internal pure {
        if (stage_ == Stage.Closed) revert PlanClosed();
    }

    function _isClosed() internal view override returns (bool) {
        return _pool.stage == Stage.Closed;
    }
}
