// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";

uint256 constant YUAN = 1e6;
uint256 constant STEP = YUAN / 100;

// Numbers of the tiers and levels of `Plans.small()`.  None of those that the tests use is 0, so that no number passes for
// one that nobody wrote.
uint256 constant STANDARD = 1;
uint256 constant DOUBLE = 2;
uint256 constant BARE = 3;

uint256 constant SEVERE = 1;
uint256 constant MILD = 2;
uint256 constant ACCIDENT = 3;

/// @title The plans of the tests
library Plans {
    /// @notice A small Waterdrop: few members are enough for anything to happen in it.
    function small() internal pure returns (IPlanTerms.Terms memory terms) {
        terms.step = STEP;
        terms.tiers = new IPlanTerms.Tier[](4);
        terms.tiers[0] = IPlanTerms.Tier("family", 3, 90 * YUAN);
        terms.tiers[STANDARD] = IPlanTerms.Tier("standard", 1, 30 * YUAN);
        terms.tiers[DOUBLE] = IPlanTerms.Tier("double", 2, 60 * YUAN);
        terms.tiers[BARE] = IPlanTerms.Tier("bare", 1, 3 * YUAN);
        terms.levels = new IPlanTerms.Level[](4);
        terms.levels[0] = IPlanTerms.Level("slight", 20 * YUAN, YUAN, false, 180 days);
        terms.levels[SEVERE] = IPlanTerms.Level("severe", 300 * YUAN, 24 * YUAN, true, 180 days);
        terms.levels[MILD] = IPlanTerms.Level("mild", 50 * YUAN, 4 * YUAN, false, 180 days);
        terms.levels[ACCIDENT] = IPlanTerms.Level("accident", 300 * YUAN, 24 * YUAN, true, 0);
        terms.caseCap = 3 * YUAN;
        terms.periodCap = 3 * YUAN;
        terms.waiting = 180 days;
        terms.period = 14 days;
        terms.notice = 3 days;
        terms.grace = 30 days;
        terms.filing = 365 days;
        terms.decision = 30 days;
        terms.runOff = 180 days;
        terms.assessors = 3;
        terms.quorum = 2;
        terms.jury = IPlanTerms.JuryTerms(5, 3, 50 * YUAN, 2 * YUAN, 2 days, 2 days);
    }

    /// @notice A plan in which much happens within a few weeks, for random histories.
    function brisk() internal pure returns (IPlanTerms.Terms memory terms) {
        terms = small();
        terms.tiers[0].deposit = 12 * YUAN;
        terms.tiers[STANDARD].deposit = 4 * YUAN;
        terms.tiers[DOUBLE].deposit = 8 * YUAN;
        terms.tiers[BARE].deposit = 302 * STEP;
        terms.levels[SEVERE].waiting = terms.levels[MILD].waiting = terms.waiting = 20 days;
        terms.levels[0].waiting = 20 days;
        (terms.levels[MILD].benefit, terms.levels[MILD].fee) = (9 * YUAN + 1, YUAN);
        terms.caseCap = 150 * STEP;
        terms.yearCap = 12 * YUAN;
        terms.backstopCap = 40 * YUAN;
        terms.dues = 2 * STEP;
        terms.period = 10 days;
        terms.grace = 15 days;
        terms.filing = 60 days;
        terms.decision = 12 days;
        terms.runOff = 30 days;
        terms.minMembers = 2;
        // Three rewards are often more than there is in an overturned case.
        terms.jury = IPlanTerms.JuryTerms(3, 2, 13 * YUAN + 1, 4 * YUAN, 5 days, 3 days);
    }

    /// @notice As brisk, with other caps, windows and numbers, which follow from a seed: also none of them.
    function varied(uint256 seed) internal pure returns (IPlanTerms.Terms memory terms) {
        terms = brisk();
        terms.caseCap = pick(seed, 0, [uint256(0), 150 * STEP, 40 * STEP]);
        terms.yearCap = pick(seed, 1, [uint256(0), 12 * YUAN, 3 * YUAN]);
        terms.backstopCap = pick(seed, 2, [uint256(0), 40 * YUAN, 1]);
        terms.dues = pick(seed, 3, [uint256(0), STEP, 2 * STEP]);
        terms.minMembers = pick(seed, 4, [uint256(0), 5, 9]);
        terms.notice = pick(seed, 5, [uint256(1 days), 3 days, 12 days]);
        terms.grace = pick(seed, 6, [uint256(1 days), 11 days, 40 days]);
        terms.decision = pick(seed, 7, [uint256(1 days), 12 days, 30 days]);
        terms.runOff = pick(seed, 8, [uint256(0), 20 days, 60 days]);
        terms.levels[ACCIDENT].benefit = pick(seed, 9, [uint256(1), 30 * YUAN, 300 * YUAN]);
        (terms.jury.size, terms.jury.quorum) = (5, pick(seed, 10, [uint256(1), 3, 5]));
        terms.jury.reward = pick(seed, 11, [uint256(0), YUAN, 2 * YUAN]);
    }

    function pick(uint256 seed, uint256 what, uint256[3] memory from) private pure returns (uint256) {
        return from[uint256(keccak256(abi.encode(seed, what))) % 3];
    }
}
