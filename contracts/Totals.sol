// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Membership} from "./libraries/Membership.sol";
import {Rungs} from "./libraries/Rungs.sol";
import {ShareIndex} from "./libraries/ShareIndex.sol";
import {Treasury} from "./Treasury.sol";

/// @title The totals: who shares, counted together, and how far the share index has come
/// @dev How shares are charged without a loop.  Per-unit money is counted in whole steps.  A member who joins at index
/// `i` with `d` steps a unit stands at `limit = i + d`; after any number of announcements each unit holds exactly
/// `limit − index` steps, because every announcement takes the same number of steps from every unit.  The floor is
/// `index + reserve`: whoever stands below it has lapsed.  An announcement raises the floor by at most 4,096 rungs and
/// counts who stands on them; a single one can never take more than the reserve, so nobody's money can fall short.
abstract contract Totals is Treasury {
    using Rungs for Rungs.Ladder;
    using ShareIndex for ShareIndex.History;

    /// @dev Bits: 48 + 32 + 56 + 56 + 40 + 8 + 8 + 8 = 256, one slot.
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

    /// @dev Bits: 40 + 40 + 40 + 16 + 48 = 184, one slot.
    struct Calendar {
        uint40 announcedAt;
        uint40 belowSince;
        uint40 closingAt;
        uint16 year;
        uint48 charged; // steps a unit has paid in shares this plan year
    }

    Pool internal _pool;
    Calendar internal _calendar;
    uint256 internal _rebatePerUnit;
    Rungs.Ladder internal _ladder;
    ShareIndex.History internal _history;

    constructor() {
        _calendar.announcedAt = uint40(block.timestamp);
    }

    // --- who shares ------------------------------------------------------------------------------------------

    /// @dev Counts `count` members of `units` each among those who share.
    function _admit(uint256 limit, uint256 units, uint256 count) internal {
        Pool memory pool = _pool;
        uint256 added = units * count;
        uint256 total = pool.units + added;
        if (total + pool.leavingUnits > type(uint56).max) revert AmountTooLarge(total, type(uint56).max);
        pool.units = uint56(total);
        pool.members += uint40(count);
        if (pool.members >= _minMembers) pool.reachedMinimum = true;
        _pool = pool;
        _ladder.add(limit, added, count);
    }

    /// @dev Takes an active member off their rung and out of the pool.
    function _stepOff(Pool memory pool, Membership.Member memory m) internal {
        _ladder.remove(m.limit, m.units);
        pool.units -= m.units;
        pool.members -= 1;
    }

    /// @dev Counts a leaver apart, who pays for one announcement more.
    function _setApart(Pool memory pool, Membership.Member memory m) internal {
        _ladder.remove(m.limit, m.units);
        pool.units -= m.units;
        pool.members -= 1;
        pool.leavingUnits += m.units;
        _pool = pool;
    }

    /// @dev Moves an active member to a higher rung.
    function _climb(Membership.Member memory m, uint256 limit) internal {
        _ladder.remove(m.limit, m.units);
        _ladder.add(limit, m.units, 1);
    }

    function _setPool(Pool memory pool) internal {
        _pool = pool;
    }

    // --- the announcement, and the end -----------------------------------------------------------------------

    /// @dev Charges everybody who shares, lapses whoever the floor passes, and opens the next period.
    function _raiseIndex(
        Pool memory pool,
        AnnouncementFigures memory figures,
        ShareIndex.Checkpoint memory checkpoint,
        uint256 steps
    ) internal {
        uint256 floor = pool.index + _reserveSteps;
        (figures.lapsedUnits, figures.lapsedMembers) = _ladder.passed(floor, floor + steps);
        pool.index += uint48(steps);
        pool.units -= uint56(figures.lapsedUnits);
        pool.members -= uint40(figures.lapsedMembers);
        pool.leavingUnits = 0;

        checkpoint.index = pool.index;
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

    function _setTotals(Pool memory pool, Calendar memory calendar) internal {
        _pool = pool;
        _calendar = calendar;
    }

    function _startClosing(address by) internal {
        _pool.stage = Stage.Closing;
        _calendar.closingAt = uint40(block.timestamp);

        emit ClosingStarted(by);
    }

    function _stopJoins() internal {
        _needOpen(_pool.stage);
        _pool.joinsStopped = true;
    }

    /// @dev The end: so much of the surplus for each unit that is still there.
    function _closePool(uint256 rebatePerUnit) internal {
        _rebatePerUnit = rebatePerUnit;
        _pool.stage = Stage.Closed;
    }

    // --- what follows from index and stage -------------------------------------------------------------------

    /// @dev The announcement at which a lapsed member lapsed: the first that left less than the reserve.
    function _lapseOf(Membership.Member memory m) internal view returns (ShareIndex.Checkpoint memory) {
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
