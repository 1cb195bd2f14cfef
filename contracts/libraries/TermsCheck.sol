// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPlanTerms} from "../interfaces/IPlanTerms.sol";

/// @title The rules that terms must keep
/// @notice Refuses terms that break a rule, naming the first that does.  The bounds below are those of the types
/// that hold the numbers later; within them no sum of the ledger can overflow.
library TermsCheck {
    /// @dev A period moves the lapse floor by at most this many rungs, which bounds the cost of an announcement.
    uint256 internal constant MAX_STEPS_PER_PERIOD = 4096;

    /// @dev Levels share one word of queue counts; tiers keep to the same bound.
    uint256 internal constant MAX_TIERS = 16;
    uint256 internal constant MAX_LEVELS = 16;
    uint256 internal constant MAX_ASSESSORS = 32;
    uint256 internal constant MAX_JURORS = 64;

    uint256 private constant MAX_STEPS = type(uint48).max;
    uint256 private constant MAX_SECONDS = type(uint32).max;
    uint256 private constant MAX_PER_CASE = type(uint96).max;
    uint256 private constant MAX_DISPUTE = 90 days;

    /// @notice Checks all terms in the order of their listing in the design.
    function check(IPlanTerms.Terms memory terms) internal pure {
        _checkMoney(terms);
        _checkTiers(terms);
        _checkLevels(terms.levels);
        _checkTimes(terms);
        _need(terms.minMembers <= type(uint40).max, "minMembers", terms.minMembers);
        _checkJury(terms.jury);
    }

    /// @notice Checks a list of assessors against the panel's terms: the right number, all distinct, none empty.
    function checkPanel(IPlanTerms.Terms memory terms, address[] memory assessors) internal pure {
        checkAssessors(terms.assessors, assessors);
        // More than half, so that two verdicts can never both be valid.
        bool decides = terms.quorum <= assessors.length && 2 * terms.quorum > assessors.length;
        _need(decides, "quorum", terms.quorum);
    }

    /// @notice Checks a list of assessors: `size` of them, all distinct, none empty.
    function checkAssessors(uint256 size, address[] memory assessors) internal pure {
        uint256 count = assessors.length;
        _need(count > 0 && count <= MAX_ASSESSORS && count == size, "assessors", count);
        for (uint256 i; i < count; ++i) {
            bool fresh = assessors[i] != address(0);
            for (uint256 j; j < i; ++j) {
                fresh = fresh && assessors[i] != assessors[j];
            }
            _need(fresh, "assessor", 0);
        }
    }

    function _checkMoney(IPlanTerms.Terms memory terms) private pure {
        uint256 step = terms.step;
        _need(step > 0 && step <= type(uint64).max, "step", step);
        _need(_isPerUnit(terms.caseCap, step), "caseCap", terms.caseCap);
        _need(terms.periodCap > 0 && _isPerUnit(terms.periodCap, step), "periodCap", terms.periodCap);
        _need(_isPerUnit(terms.dues, step), "dues", terms.dues);
        uint256 reserve = terms.periodCap + terms.dues;
        _need(reserve / step <= MAX_STEPS_PER_PERIOD, "reserve", reserve);
        bool yearFits = _isPerUnit(terms.yearCap, step) && (terms.yearCap == 0 || terms.yearCap >= terms.periodCap);
        _need(yearFits, "yearCap", terms.yearCap);
        _need(terms.backstopCap <= type(uint128).max, "backstopCap", terms.backstopCap);
    }

    function _checkTiers(IPlanTerms.Terms memory terms) private pure {
        uint256 count = terms.tiers.length;
        _need(count > 0 && count <= MAX_TIERS, "tiers", count);
        uint256 reserve = terms.periodCap + terms.dues;
        for (uint256 i; i < count; ++i) {
            IPlanTerms.Tier memory tier = terms.tiers[i];
            _need(tier.units > 0 && tier.units <= type(uint32).max, "tier.units", tier.units);
            bool fits = tier.deposit >= tier.units * reserve && tier.deposit <= type(uint128).max;
            _need(fits, "tier.deposit", tier.deposit);
        }
    }

    function _checkLevels(IPlanTerms.Level[] memory levels) private pure {
        uint256 count = levels.length;
        _need(count > 0 && count <= MAX_LEVELS, "levels", count);
        for (uint256 i; i < count; ++i) {
            IPlanTerms.Level memory level = levels[i];
            _need(level.benefit > 0 && level.benefit <= MAX_PER_CASE, "level.benefit", level.benefit);
            _need(level.fee <= MAX_PER_CASE, "level.fee", level.fee);
            _need(level.waiting <= MAX_SECONDS, "level.waiting", level.waiting);
        }
    }

    function _checkTimes(IPlanTerms.Terms memory terms) private pure {
        _need(terms.period >= 1 hours && terms.period <= 365 days, "period", terms.period);
        _need(_isSpan(terms.notice), "notice", terms.notice);
        _need(_isSpan(terms.filing), "filing", terms.filing);
        _need(_isSpan(terms.decision), "decision", terms.decision);
        _checkStages(terms.jury);
        _need(terms.waiting <= MAX_SECONDS, "waiting", terms.waiting);
        _need(terms.grace <= MAX_SECONDS, "grace", terms.grace);
        _need(terms.runOff <= MAX_SECONDS, "runOff", terms.runOff);
    }

    /// @dev A dispute ends within a draw and a vote, twice.
    function _checkStages(IPlanTerms.JuryTerms memory jury) private pure {
        _need(_isStage(jury.commit), "jury.commit", jury.commit);
        bool ends = _isStage(jury.reveal) && 4 * jury.commit + 2 * jury.reveal <= MAX_DISPUTE;
        _need(ends, "jury.reveal", jury.reveal);
    }

    function _checkJury(IPlanTerms.JuryTerms memory jury) private pure {
        _need(jury.size > 0 && jury.size <= MAX_JURORS, "jury.size", jury.size);
        _need(jury.quorum > 0 && jury.quorum <= jury.size, "jury.quorum", jury.quorum);
        _need(jury.bond <= MAX_PER_CASE, "jury.bond", jury.bond);
        _need(jury.reward <= jury.bond / jury.size, "jury.reward", jury.reward);
    }

    function _isPerUnit(uint256 amount, uint256 step) private pure returns (bool) {
        return amount % step == 0 && amount / step <= MAX_STEPS;
    }

    function _isStage(uint256 span) private pure returns (bool) {
        return span >= 1 hours && span <= MAX_DISPUTE;
    }

    function _isSpan(uint256 span) private pure returns (bool) {
        return span > 0 && span <= MAX_SECONDS;
    }

    function _need(bool kept, string memory field, uint256 value) private pure {
        if (!kept) revert IPlanTerms.InvalidTerm(field, value);
    }
}
