// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IEnrolment} from "./interfaces/IEnrolment.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {LevelCounts} from "./libraries/LevelCounts.sol";
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
        Pool memory pool = _pool;
        Calendar memory calendar = _calendar;
        _needUnclosed(pool.stage);
        uint256 earliest = calendar.announcedAt + _period;
        if (block.timestamp < earliest) revert AnnouncementTooEarly(earliest);

        AnnouncementFigures memory figures;
        figures.units = _active.unitsOf() + _leaving.unitsOf();
        ShareIndex.Checkpoint memory checkpoint;
        uint256 shareSteps = _announceQueue(pool, calendar, figures, checkpoint);
        uint256 duesSteps = pool.stage == Stage.Open ? _duesSteps : 0;
        if (duesSteps > 0) _creditOperator(duesSteps * figures.units * _step);
        uint256 sharedByGone = _raiseIndex(pool, figures, checkpoint, shareSteps, duesSteps);
        calendar.announcedAt = uint40(block.timestamp);
        figures.share = shareSteps * _step;
        figures.dues = duesSteps * _step;

        emit Announced(pool.period - 1, figures);

        bool tooSmall = _isTooSmall(pool, calendar);
        _setTotals(pool, calendar);
        if (tooSmall) _startClosing(address(0), pool.period - 1);
        if (tooSmall || pool.stage == Stage.Closing) _keepShared(sharedByGone);
    }

    /// @inheritdoc IMutualLedger
    function finish() external {
        if (_pool.stage != Stage.Closing) revert PlanNotClosing();
        (uint256 quietFrom, uint256 unpaid) = desk.pending();
        uint256 earliest = Math.max(_calendar.closingAt + _runOff, quietFrom);
        if (block.timestamp < earliest) revert FinishTooEarly(earliest);
        if (unpaid > 0) revert CasesOpen(unpaid);

        uint256 shared = _closePool();
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
        _needOpen(_pool.stage);
        _startClosing(msg.sender, _pool.period);
    }

    // --- the case desk ---------------------------------------------------------------------------------------

    /// @inheritdoc IMutualLedger
    function enqueue(uint256 level) external onlyDesk returns (uint256 queuedIn) {
        uint256 queue = _queue;
        if (queue.countAt(level) == LevelCounts.MAX) revert QueueFull(level);
        _queue = queue.oneMore(level);
        queuedIn = _pool.period;
        // What is approved while a queue waits joins it.
        if (queue != 0) queuedIn = _calendar.queuedIn;
        else _calendar.queuedIn = uint32(queuedIn);

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
    function books() external view returns (Books memory) {
        return Books({
            stage: _pool.stage,
            period: _pool.period,
            index: _pool.index,
            shares: _pool.shares,
            members: _active.membersOf(),
            units: _active.unitsOf(),
            leavingUnits: _leaving.unitsOf(),
            surplus: _money.surplus,
            backstop: _money.backstop,
            operatorCredit: _payable.operatorCredit,
            bonds: _bonds,
            rebatePool: _payable.rebatePool,
            rebateShared: _rebate.shared,
            announcedAt: _calendar.announcedAt,
            belowSince: _calendar.belowSince,
            closingAt: _calendar.closingAt,
            chargedThisYear: _calendar.charged,
            queue: _queue
        });
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
        return (_pool.stage, _calendar.closingAt);
    }

    // --- the announcement ------------------------------------------------------------------------------------

    /// @dev Announces the queue, or lets it wait as a whole if the year's cap has too little left for it.
    function _announceQueue(
        Pool memory pool,
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
        checkpoint.queue = figures.queue == 0 ? pool.period : calendar.queuedIn;
        if (funding.shareSteps > _leftThisYear(calendar)) {
            (figures.waiting, figures.queue) = (figures.queue, 0);
            figures.surplus = money.surplus;
            checkpoint.waits = true;
            checkpoint.held = pool.stage == Stage.Closing;
            return 0;
        }
        if (figures.queue != 0) _takeQueue(pool.period, checkpoint.queue);
        calendar.charged += uint48(funding.shareSteps);
        _record(pool.period, funding, backstop, checkpoint);
        _setFunds(funding.surplus, money.backstop - funding.drawn);
        (figures.need, figures.surplus, figures.drawn) = (funding.need, funding.surplus, funding.drawn);
        return funding.shareSteps;
    }

    function _takeQueue(uint256 period, uint256 queuedIn) private {
        delete _queue;
        if (queuedIn != period) _recordWait(queuedIn, period);
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
        uint256 year = (block.timestamp - _deployedAt) / 365 days;
        if (year != calendar.year) {
            calendar.year = uint16(year);
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
    function _isTooSmall(Pool memory pool, Calendar memory calendar) private view returns (bool) {
        if (pool.stage != Stage.Open) return false;
        bool reached = pool.enough == ENOUGH;
        if (_active.membersOf() >= _minMembers) {
            if (!reached) pool.enough += 1;
            calendar.belowSince = 0;
            return false;
        }
        if (!reached) {
            pool.enough = 0;
            return false;
        }
        if (calendar.belowSince == 0) {
            calendar.belowSince = uint40(block.timestamp);
            return false;
        }
        return block.timestamp >= calendar.belowSince + _grace;
    }

    function _cutDown(uint256 amount, ShareIndex.Ratio memory ratio) private pure returns (uint256) {
        return Sharing.cutDown(amount, ratio.part, ratio.whole);
    }
}
