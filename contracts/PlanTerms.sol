// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {TermsCheck} from "./libraries/TermsCheck.sol";

/// @title The terms of a plan (公约), as the ledger holds them
/// @dev Checked once and then fixed: single values are immutables, and nothing writes tiers and levels again.
abstract contract PlanTerms is IMutualLedger {
    /// @dev Bits: 32 + 128 = 160, one slot.
    struct TierTerms {
        uint32 units;
        uint128 deposit;
    }

    /// @dev Bits: 96 + 96 + 32 + 8 = 232, one slot.
    struct LevelTerms {
        uint96 benefit;
        uint96 fee;
        uint32 waiting;
        bool endsMembership;
    }

    uint256 internal immutable _deployedAt;
    uint256 internal immutable _step;
    uint256 internal immutable _caseCap;
    uint256 internal immutable _periodCapSteps;
    uint256 internal immutable _yearCapSteps;
    uint256 internal immutable _backstopCap;
    uint256 internal immutable _duesSteps;
    uint256 internal immutable _reserveSteps;
    uint256 internal immutable _period;
    uint256 internal immutable _notice;
    uint256 internal immutable _grace;
    uint256 internal immutable _filing;
    uint256 internal immutable _runOff;
    uint256 internal immutable _bond;
    uint256 internal immutable _reward;
    /// @dev How many members are enough: the minimum, and at least one.
    uint256 internal immutable _minMembers;
    uint256 private immutable _tierCount;
    uint256 private immutable _levelCount;

    mapping(uint256 tier => TierTerms) private _tiers;
    mapping(uint256 level => LevelTerms) private _levels;

    constructor(Terms memory terms) {
        TermsCheck.check(terms);
        _deployedAt = block.timestamp;
        _step = terms.step;
        _caseCap = terms.caseCap;
        _periodCapSteps = terms.periodCap / terms.step;
        _yearCapSteps = terms.yearCap / terms.step;
        _backstopCap = terms.backstopCap;
        _duesSteps = terms.dues / terms.step;
        _reserveSteps = (terms.periodCap + terms.dues) / terms.step;
        _period = terms.period;
        _notice = terms.notice;
        _grace = terms.grace;
        _filing = terms.filing;
        _runOff = terms.runOff;
        _bond = terms.jury.bond;
        _reward = terms.jury.reward;
        _minMembers = Math.max(terms.minMembers, 1);
        _tierCount = terms.tiers.length;
        _levelCount = terms.levels.length;
        for (uint256 i; i < terms.tiers.length; ++i) {
            _tiers[i] = TierTerms(uint32(terms.tiers[i].units), uint128(terms.tiers[i].deposit));
        }
        for (uint256 i; i < terms.levels.length; ++i) {
            Level memory level = terms.levels[i];
            _levels[i] =
                LevelTerms(uint96(level.benefit), uint96(level.fee), uint32(level.waiting), level.endsMembership);
        }
    }

    /// @inheritdoc IMutualLedger
    function levelOf(uint256 level)
        external
        view
        returns (uint256 benefit, uint256 fee, bool endsMembership, uint256 waiting)
    {
        if (level >= _levelCount) revert UnknownLevel(level);
        LevelTerms memory terms = _levels[level];
        return (terms.benefit, terms.fee, terms.endsMembership, terms.waiting);
    }

    function _tierOf(uint256 tier) internal view returns (TierTerms memory) {
        if (tier >= _tierCount) revert UnknownTier(tier);
        return _tiers[tier];
    }

    /// @dev What a claimant gets at a level that the plan has, and what is due with the fee.
    function _dueOf(uint256 level) internal view returns (uint256 benefit, uint256 due) {
        LevelTerms storage terms = _levels[level];
        return (terms.benefit, uint256(terms.benefit) + terms.fee);
    }
}
