// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

/// @title The terms of a plan (公约)
/// @notice What is fixed when a plan is deployed and never changes.  All money is in base units of the currency,
/// per-unit money is a whole number of `step`s, all times are seconds.
interface IPlanTerms {
    /// @notice A tier (档): how much of every share a member carries, and the least deposit.
    /// @param name What people call it; for readers of the log only.
    /// @param units The weight in sharing, at least 1.
    /// @param deposit The least deposit, at least `units × reserve`.
    struct Tier {
        bytes32 name;
        uint256 units;
        uint256 deposit;
    }

    /// @notice A level of benefit (互助金标准).
    /// @param name What people call it; for readers of the log only.
    /// @param benefit What the claimant gets when the case is paid in full.
    /// @param fee What the operator gets once the claimant is paid in full.
    /// @param endsMembership Whether an approved case of this level ends the claimant's membership.
    /// @param waiting Seconds from joining until covered for this level.
    struct Level {
        bytes32 name;
        uint256 benefit;
        uint256 fee;
        bool endsMembership;
        uint256 waiting;
    }

    /// @notice The jury (评审团).
    /// @param size Jurors drawn for a case.
    /// @param quorum Revealed votes that make a verdict.
    /// @param bond What an objector or appellant puts up.
    /// @param reward What a juror who reveals is paid; `size × reward` is within the bond.
    /// @param commit Seconds of the first stage.
    /// @param reveal Seconds of the second stage.
    struct JuryTerms {
        uint256 size;
        uint256 quorum;
        uint256 bond;
        uint256 reward;
        uint256 commit;
        uint256 reveal;
    }

    /// @notice All terms of a plan.  0 means "no such cap" for `caseCap`, `yearCap` and `backstopCap`.
    /// @param step The smallest per-unit amount.
    /// @param tiers At most 16.
    /// @param levels At most 16.
    /// @param caseCap (单案分摊上限) The most a unit pays for one case.
    /// @param periodCap (每期上限) The most a unit pays in one period.
    /// @param yearCap (年度上限) The most a unit pays in one plan year of 365 days, dues not counted.
    /// @param backstopCap The most the backstop pays in one announcement.
    /// @param dues (会费) What a unit pays to the operator each period.
    /// @param waiting (等待期) The plan's usual waiting period; each level carries its own.
    /// @param period (期) The least seconds between announcements.
    /// @param notice (公示期) Seconds an announced case can be objected to.
    /// @param grace (宽限期) Seconds after a lapse in which a top-up reinstates.
    /// @param filing (申请期限) Seconds after a diagnosis in which a case can be filed.
    /// @param decision Seconds the panel has to decide a filed case.
    /// @param runOff Seconds of run-off after closing.
    /// @param minMembers (最低人数) Fewer active members for longer than `grace`, once reached, and the plan closes itself.
    /// @param assessors How many assessors sit on the panel.
    /// @param quorum How many of them must sign a decision.
    /// @param jury The jury's terms.
    struct Terms {
        uint256 step;
        Tier[] tiers;
        Level[] levels;
        uint256 caseCap;
        uint256 periodCap;
        uint256 yearCap;
        uint256 backstopCap;
        uint256 dues;
        uint256 waiting;
        uint256 period;
        uint256 notice;
        uint256 grace;
        uint256 filing;
        uint256 decision;
        uint256 runOff;
        uint256 minMembers;
        uint256 assessors;
        uint256 quorum;
        JuryTerms jury;
    }

    /// @notice Who holds which power.  The zero address leaves a role empty, but for the operator's.
    /// @param operator Collects its fee, may stop joins, start a closing and propose a successor or another panel.
    /// @param supervisor (监管) May stop joins and start a closing.
    /// @param sponsor May take the backstop back, after notice.
    /// @param attestor Vouches for new members; the zero address where anyone may join.
    /// @param assessors (调查员) Decide cases by quorum.
    struct Roles {
        address operator;
        address supervisor;
        address sponsor;
        address attestor;
        address[] assessors;
    }

    /// @notice A term breaks its rule; nothing is deployed.
    /// @param field The name of the term, such as `periodCap` or `tier.units`.
    /// @param value What was given.
    error InvalidTerm(string field, uint256 value);
}
