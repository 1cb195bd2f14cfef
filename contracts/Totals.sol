// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Membership} from "./libraries/Membership.sol";
import {Count, leaversOf, MAX_UNITS, Rungs} from "./libraries/Rungs.sol";
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
    using Membership for Membership.Member;
    using Rungs for Rungs.Ladder;
    using ShareIndex for ShareIndex.History;

    /// @dev What every announcement changes.
    /// Bits: 48 + 48 + 32 + 40 + 48 + 8 + 8 + 8 + 8 + 8 = 256, one slot.
    struct Calendar {
        uint48 index;
        uint48 shares; // of a unit so far, dues left out, in steps
        uint32 period;
        uint40 announcedAt;
        uint48 charged; // steps a unit has paid in shares this plan year
        uint8 year; // counts round
        Stage stage;
        Enough enough;
        bool queueWaits;
        bool joinsStopped;
    }

    /// @dev What lasts until something ends it, and most calls need not look at.
    /// Bits: 104 + 40 + 40 + 32 + 32 = 248, one slot.
    struct Pending {
        uint104 leaverShares; // the join shares of leavers who still pay
        uint40 belowSince; // since when there are too few members
        uint40 closingAt;
        uint32 closingIn; // the period whose announcement began the closing, or was the next
        uint32 queuedIn; // the period in which a queue began that waits
    }

    /// @dev Whether the minimum was reached, by two announcements in a row that found enough members.
    enum Enough {
        Never,
        Once,
        Reached,
        Below
    }

    Calendar internal _calendar;
    Pending internal _pending;
    /// @dev Active members, and the units of leavers who still pay.
    Count internal _sharing;
    /// @dev What those have shared together who left or lapsed in the closing, in steps.
    uint256 private _sharedByGone;
    Rungs.Ladder private _ladder;
    ShareIndex.History internal _history;

    constructor() {
        _calendar.announcedAt = uint40(block.timestamp);
    }

    // --- who shares ------------------------------------------------------------------------------------------

    /// @dev Counts members in and puts them on a rung.
    /// @param units Their units together, which may be too many for a count.
    function _stepOn(uint256 limit, uint256 units, Count added) internal {
        Count sharing = _sharing;
        units += sharing.unitsOf() + sharing.leavingUnitsOf();
        if (units > MAX_UNITS) revert AmountTooLarge(units, MAX_UNITS);
        _sharing = sharing + added;
        _ladder.add(limit, added);
    }

    /// @dev Takes an active member off their rung and out of the count.
    function _stepOff(Membership.Member memory m) internal {
        _ladder.remove(m.limit, m.count());
        _sharing = _sharing - m.count();
    }

    /// @dev Counts a leaver apart, who pays for one announcement more.
    function _setApart(Membership.Member memory m) internal {
        _ladder.remove(m.limit, m.count());
        _sharing = _sharing - m.count() + leaversOf(m.units);
        _pending.leaverShares += uint104(m.count().joinSharesOf());
    }

    /// @dev Takes a leaver out who need not wait any more.
    function _letGo(Membership.Member memory m) internal {
        _sharing = _sharing - leaversOf(m.units);
        _pending.leaverShares -= uint104(m.count().joinSharesOf());
    }

    /// @dev Moves an active member to a higher rung.
    function _climb(Membership.Member memory m, uint256 limit) internal {
        _ladder.remove(m.limit, m.count());
        _ladder.add(limit, m.count());
    }

    // --- the announcement, and the end -----------------------------------------------------------------------

    /// @dev Charges everybody who shares, lapses whoever the floor passes, lets leavers go if they are not held, and
    /// opens the next period.
    /// @return sharedByGone What those who lapsed or left have shared together, in steps.
    function _raiseIndex(
        Calendar memory calendar,
        AnnouncementFigures memory figures,
        ShareIndex.Checkpoint memory checkpoint,
        uint256 shareSteps,
        uint256 duesSteps
    ) internal returns (uint256 sharedByGone) {
        uint256 floor = calendar.index + _reserveSteps;
        calendar.index += uint48(shareSteps + duesSteps);
        calendar.shares += uint48(shareSteps);
        Count sharing = _sharing;
        Count gone = _ladder.passed(floor, calendar.index + _reserveSteps);
        (figures.lapsedUnits, figures.lapsedMembers) = (gone.unitsOf(), gone.membersOf());
        sharedByGone = gone.unitsOf() * calendar.shares - gone.joinSharesOf();
        uint256 leaving = checkpoint.held ? 0 : sharing.leavingUnitsOf();
        if (leaving > 0) {
            gone = gone + leaversOf(leaving);
            sharedByGone += leaving * calendar.shares - _pending.leaverShares;
            _pending.leaverShares = 0;
        }
        _sharing = sharing - gone;

        (checkpoint.index, checkpoint.shares) = (calendar.index, calendar.shares);
        checkpoint.time = uint40(block.timestamp);
        _history.checkpoints[calendar.period] = checkpoint;
        calendar.announcedAt = uint40(block.timestamp);
        calendar.period += 1;
    }

    /// @dev How cases were cut in a period, or the backstop shared out; kept only where one was.
    function _recordCut(uint256 period, uint256 pot, uint256 need) internal {
        _history.cuts[period] = ShareIndex.Ratio(_bounded(pot), _bounded(need));
    }

    function _recordBackstop(uint256 period, uint256 backstop, uint256 gap) internal {
        _history.backstopRatios[period] = ShareIndex.Ratio(_bounded(backstop), _bounded(gap));
    }

    /// @dev Where a queue began that waits, and where it was announced.
    function _beginWait(uint256 queuedIn) internal {
        _pending.queuedIn = uint32(queuedIn);
    }

    function _endWait(uint256 queuedIn, uint256 period) internal {
        _history.announcedIn[queuedIn] = period;
    }

    function _setCalendar(Calendar memory calendar) internal {
        _calendar = calendar;
    }

    function _setBelowSince(uint256 time) internal {
        _pending.belowSince = uint40(time);
    }

    /// @dev Whoever lapses or leaves in the announcement `from` or a later one keeps their part of the surplus.
    function _startClosing(address by, uint256 from) internal {
        _calendar.stage = Stage.Closing;
        _pending.closingAt = uint40(block.timestamp);
        _pending.closingIn = uint32(from);

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
        _needOpen(_calendar.stage);
        _calendar.joinsStopped = true;
    }

    /// @dev The end.
    /// @return shared What everybody has shared who has a part in what is over, in steps.
    function _closePlan() internal returns (uint256 shared) {
        Count all = _sharing;
        shared = (all.unitsOf() + all.leavingUnitsOf()) * _calendar.shares + _sharedByGone;
        shared -= all.joinSharesOf() + _pending.leaverShares;
        _calendar.stage = Stage.Closed;
    }

    // --- what follows from index and stage -------------------------------------------------------------------

    /// @dev The announcement at which a lapsed member lapsed: the first that left less than the reserve.
    function _lapseOf(Membership.Member memory m) internal view returns (uint256 period) {
        return _history.firstAbove(m.limit - _reserveSteps, _calendar.period);
    }

    function _needOpen(Stage stage_) internal pure {
        if (stage_ != Stage.Open) revert PlanNotOpen();
    }

    function _needUnclosed(Stage stage_) internal pure {
        if (stage_ == Stage.Closed) revert PlanClosed();
    }

    function _isClosed() internal view override returns (bool) {
        return _calendar.stage == Stage.Closed;
    }
}
