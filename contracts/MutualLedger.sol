// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IEnrolment} from "./interfaces/IEnrolment.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {LevelCounts} from "./libraries/LevelCounts.sol";
import {Count} from "./libraries/Rungs.sol";
import {ShareIndex} from "./libraries/ShareIndex.sol";
import {Sharing} from "./libraries/Sharing.sol";
import {Members} from "./Members.sol";
import {PlanRoles} from "./PlanRoles.sol";
import {PlanTerms} from "./PlanTerms.sol";
import {Treasury} from "./Treasury.sol";

/// @title The mutual-aid ledger
/// @dev The calendar of a plan: it announces, closes, and pays what was announced.  One contract in six parts, each of
/// which owns its storage; what another part needs of it is a named internal function.  To be read in this order:
/// {PlanTerms} (what was promised), {PlanRoles} (who may do what), {Treasury} (money in and out, and the money that is no
/// member's), {Totals} (who shares, counted together), {Members} (who is a member, and what they hold), and this one.
contract MutualLedger is Members {
    using LevelCounts for uint256;
    using ShareIndex for ShareIndex.History;

    /// @dev How many cases wait at each level.
    uint256 private _queue;

    constructor(
        IERC20 token_,
        ICaseDesk desk_,
        IEnrolment enrolment_,
        bytes32 planHash,
        Terms memory terms,
        Roles memory roles
    ) PlanTerms(terms) PlanRoles(desk_, roles) Treasury(token_) Members(enrolment_) {
        emit PlanOpened(planHash, address(token_), address(desk_), address(enrolment_), terms, roles);
    }

    // --- calendar --------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function announce() external {
        Calendar memory calendar = _calendar;
        _needUnclosed(calendar.stage);
        uint256 earliest = calendar.announcedAt + _period;
        if (block.timestamp < earliest) revert AnnouncementTooEarly(earliest);

        Count sharing = _sharing;
        AnnouncementFigures memory figures;
        figures.units = sharing.unitsOf() + sharing.leavingUnitsOf();
        ShareIndex.Checkpoint memory checkpoint;
        uint256 shareSteps = _announceQueue(calendar, figures, checkpoint);
        uint256 duesSteps = calendar.stage == Stage.Open && figures.units > 0 ? _duesSteps : 0;
        if (duesSteps > 0) _creditOperator(duesSteps * figures.units * _step);
        uint256 sharedByGone = _raiseIndex(calendar, figures, checkpoint, shareSteps, duesSteps);
        figures.share = shareSteps * _step;
        figures.dues = duesSteps * _step;

        emit Announced(calendar.period - 1, figures);

        bool tooSmall = calendar.stage == Stage.Open && _isTooSmall(calendar);
        _setCalendar(calendar);
        if (tooSmall) _startClosing(address(0), calendar.period - 1);
        if (tooSmall || calendar.stage == Stage.Closing) _keepShared(sharedByGone);
    }

    /// @inheritdoc IMutualLedger
    function finish() external {
        if (_calendar.stage != Stage.Closing) revert PlanNotClosing();
        (uint256 quietFrom, uint256 unpaid) = desk.pending();
        uint256 earliest = Math.max(_pending.closingAt + _runOff, quietFrom);
        if (block.timestamp < earliest) revert FinishTooEarly(earliest);
        if (unpaid > 0) revert CasesOpen(unpaid);

        uint256 shared = _closePlan();
        (uint256 rebatePool, uint256 backstop) = _openRebate(shared);

        emit Finished(rebatePool, shared, backstop);
    }

    // --- powers ----------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function stopJoins() external onlySupervision {
        _stopJoins();

        emit JoiningStopped(msg.sender);
    }

    /// @inheritdoc IMutualLedger
    function close() external onlySupervision {
        _needOpen(_calendar.stage);
        _startClosing(msg.sender, _calendar.period);
    }

    // --- the case desk ---------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function enqueue(uint256 level) external onlyDesk returns (uint256 queuedIn) {
        uint256 queue = _queue;
        if (queue.countAt(level) == LevelCounts.MAX) revert QueueFull(level);
        _queue = queue.oneMore(level);
        // What is approved while a queue waits joins it.
        queuedIn = _calendar.queueWaits ? _pending.queuedIn : _calendar.period;

        emit Queued(queuedIn, level);
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
        if (fee > 0) _creditOperator(fee);

        emit CasePaid(payee, period, level, benefit, fee);

        _pay(payee, benefit);
    }

    /// @inheritdoc IMutualLedger
    function overturn(uint256 period, uint256 level, address[] calldata jurors) external onlyDesk {
        (uint256 byMembers, uint256 byBackstop) = fundingOf(period, level);
        uint256 each = jurors.length == 0 ? 0 : Math.min(_reward, byMembers / jurors.length);
        uint256 toJurors = each * jurors.length;
        _addSurplus(byMembers - toJurors);
        _addBackstop(byBackstop);

        emit CaseOverturned(period, level, toJurors, byMembers - toJurors, byBackstop);

        _creditJurors(jurors, each);
    }

    // --- reading ---------------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function books() external view returns (Books memory all) {
        Calendar memory calendar = _calendar;
        Count sharing = _sharing;
        all.stage = calendar.stage;
        all.period = calendar.period;
        all.index = calendar.index;
        all.shares = calendar.shares;
        all.members = sharing.membersOf();
        all.units = sharing.unitsOf();
        all.leavingUnits = sharing.leavingUnitsOf();
        all.surplus = _money.surplus;
        all.backstop = _money.backstop;
        all.operatorCredit = _payable.operatorCredit;
        all.bonds = _bonds;
        all.rebatePool = _payable.rebatePool;
        all.rebateShared = _rebate.shared;
        all.announcedAt = calendar.announcedAt;
        all.belowSince = _pending.belowSince;
        all.closingAt = _pending.closingAt;
        all.chargedThisYear = calendar.charged;
        all.queue = _queue;
    }

    /// @inheritdoc IMutualLedger
    function announcementOf(uint256 queuedIn) external view returns (uint256 period, uint256 time) {
        ShareIndex.Checkpoint memory checkpoint;
        (period, checkpoint) = _history.announcementOf(queuedIn);
        return (period, checkpoint.time);
    }

    /// @inheritdoc IMutualLedger
    function fundingOf(uint256 period, uint256 level) public view returns (uint256 byMembers, uint256 byBackstop) {
        ShareIndex.Checkpoint memory checkpoint = _history.checkpoints[period];
        (, uint256 due) = _dueOf(level);
        byMembers = Sharing.askable(due, _caseCap, checkpoint.units);
        if (checkpoint.cut) byMembers = _cutDown(byMembers, _history.cuts[period]);
        if (checkpoint.backstopUse != ShareIndex.BackstopUse.None) byBackstop = due - byMembers;
        if (checkpoint.backstopUse == ShareIndex.BackstopUse.Part) {
            byBackstop = _cutDown(byBackstop, _history.backstopRatios[period]);
        }
    }

    /// @inheritdoc IMutualLedger
    function stage() external view returns (Stage, uint256 closingAt) {
        return (_calendar.stage, _pending.closingAt);
    }

    // --- the announcement ------------------------------------------------------------------------------------

    /// @dev Announces the queue, or lets it wait as a whole if the year's cap has too little left for it.
    function _announceQueue(
        Calendar memory calendar,
        AnnouncementFigures memory figures,
        ShareIndex.Checkpoint memory checkpoint
    ) private returns (uint256 shareSteps) {
        figures.queue = _queue;
        Money memory money = _money;
        uint256 backstop = _backstopCap == 0 ? money.backstop : Math.min(money.backstop, _backstopCap);
        Sharing.Means memory means = Sharing.Means(figures.units, _step, _periodCapSteps, money.surplus, backstop);
        Sharing.Funding memory funding = Sharing.fund(_batches(figures), means);
        checkpoint.units = uint56(figures.units);
        checkpoint.queue = calendar.queueWaits ? _pending.queuedIn : calendar.period;
        if (funding.shareSteps > _leftThisYear(calendar)) {
            (figures.waiting, figures.queue) = (figures.queue, 0);
            figures.surplus = money.surplus;
            checkpoint.waits = true;
            checkpoint.held = calendar.stage == Stage.Closing;
            if (!calendar.queueWaits) _beginWait(calendar.period);
            calendar.queueWaits = true;
            return 0;
        }
        if (calendar.queueWaits) _endWait(checkpoint.queue, calendar.period);
        calendar.queueWaits = false;
        if (figures.queue != 0) delete _queue;
        calendar.charged += uint48(funding.shareSteps);
        _record(calendar.period, funding, backstop, checkpoint);
        _setFunds(funding.surplus, money.backstop - funding.drawn);
        (figures.need, figures.surplus, figures.drawn) = (funding.need, funding.surplus, funding.drawn);
        return funding.shareSteps;
    }

    /// @dev What each case gets is not written down; it follows from the checkpoint (see {fundingOf}), and from a ratio
    /// where money fell short.
    function _record(
        uint256 period,
        Sharing.Funding memory funding,
        uint256 backstop,
        ShareIndex.Checkpoint memory checkpoint
    ) private {
        if (funding.pot < funding.need) {
            checkpoint.cut = true;
            _recordCut(period, funding.pot, funding.need);
        }
        if (funding.gap > 0 && backstop >= funding.gap) {
            checkpoint.backstopUse = ShareIndex.BackstopUse.Whole;
        } else if (funding.gap > 0 && backstop > 0) {
            checkpoint.backstopUse = ShareIndex.BackstopUse.Part;
            _recordBackstop(period, backstop, funding.gap);
        }
    }

    /// @dev What the year's cap leaves of a unit's money; a new plan year starts its count anew.
    function _leftThisYear(Calendar memory calendar) private view returns (uint256) {
        uint8 year = uint8((block.timestamp - _deployedAt) / 365 days);
        if (year != calendar.year) {
            calendar.year = year;
            calendar.charged = 0;
        }
        return _yearCapSteps == 0 ? type(uint256).max : _yearCapSteps - calendar.charged;
    }

    /// @dev The queue, level by level.
    function _batches(AnnouncementFigures memory figures) private view returns (Sharing.Batch[] memory batches) {
        batches = new Sharing.Batch[](figures.queue.occupied());
        uint256 filled;
        for (uint256 level; filled < batches.length; ++level) {
            uint256 count = figures.queue.countAt(level);
            if (count == 0) continue;
            (, uint256 due) = _dueOf(level);
            batches[filled++] = Sharing.Batch(count, due, Sharing.askable(due, _caseCap, figures.units));
        }
    }

    /// @dev Whether there have been too few members for longer than the grace, once there had been enough; keeps count.
    function _isTooSmall(Calendar memory calendar) private returns (bool) {
        bool enough = _sharing.membersOf() >= _minMembers;
        if (calendar.enough < Enough.Reached) {
            bool before = calendar.enough == Enough.Once;
            calendar.enough = enough ? (before ? Enough.Reached : Enough.Once) : Enough.Never;
        } else if (enough == (calendar.enough == Enough.Below)) {
            calendar.enough = enough ? Enough.Reached : Enough.Below;
            _setBelowSince(enough ? 0 : block.timestamp);
        } else if (!enough) {
            return block.timestamp >= _pending.belowSince + _grace;
        }
        return false;
    }

    function _cutDown(uint256 amount, ShareIndex.Ratio memory ratio) private pure returns (uint256) {
        return Sharing.cutDown(amount, ratio.part, ratio.whole);
    }
}
