// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlanFactory} from "../../contracts/interfaces/IPlanFactory.sol";
import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {BARE, DOUBLE, MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {TermsFixture} from "./base/TermsFixture.sol";
import {vm} from "./Test.sol";

/// @dev Every rule of the table of terms: refused one beyond it, by the field's name, and accepted right at it.
contract TermsTest is TermsFixture {
    uint256 private constant MAX_SECONDS = type(uint32).max;
    uint256 private constant MAX_PER_CASE = type(uint96).max;

    function refused(IPlanTerms.Terms memory t, string memory field, uint256 value) private {
        IPlanFactory.Request memory request = IPlanFactory.Request(address(yuan), "plan file", t, people);
        IPlanFactory.Codes memory c = codes();
        uint256 count = factory.planCount();
        vm.expectRevert(abi.encodeWithSelector(IPlanTerms.InvalidTerm.selector, field, value));
        factory.deploy(request, c);
        assertEq(factory.planCount(), count);
    }

    // ---- all at once

    /// @dev One of everything, and every number at the least that its rule allows.
    function test_TheSmallestPlanOfAll() public {
        IPlanTerms.Terms memory t = terms();
        (t.step, t.caseCap, t.periodCap, t.yearCap, t.dues, t.backstopCap, t.minMembers) = (1, 0, 1, 0, 0, 0, 0);
        (t.tiers, t.levels) = (new IPlanTerms.Tier[](1), new IPlanTerms.Level[](1));
        (t.tiers[0].units, t.tiers[0].deposit) = (1, 1);
        t.levels[0].benefit = 1;
        (t.period, t.notice, t.filing, t.decision) = (1 hours, 1, 1, 1);
        (t.waiting, t.grace, t.runOff) = (0, 0, 0);
        (t.jury.commit, t.jury.reveal, t.jury.size, t.jury.quorum) = (1 hours, 1 hours, 1, 1);
        (t.jury.bond, t.jury.reward, t.assessors, t.quorum) = (0, 0, 1, 1);
        while (people.assessors.length > 1) people.assessors.pop();
        accepted(t);
    }

    // ---- money

    function test_Step() public {
        IPlanTerms.Terms memory t = terms();
        t.step = 0;
        refused(t, "step", 0);
        t.step = uint256(type(uint64).max) + 1;
        refused(t, "step", t.step);
    }

    function test_CaseCap() public {
        IPlanTerms.Terms memory t = terms();
        t.caseCap = 3 * YUAN + 1;
        refused(t, "caseCap", t.caseCap);
        t.caseCap = (uint256(type(uint48).max) + 1) * STEP;
        refused(t, "caseCap", t.caseCap);
        t.caseCap = uint256(type(uint48).max) * STEP;
        accepted(t);
        t.caseCap = 0;
        accepted(t);
    }

    function test_PeriodCap() public {
        IPlanTerms.Terms memory t = terms();
        t.periodCap = 0;
        refused(t, "periodCap", 0);
        t.periodCap = 3 * YUAN - 1;
        refused(t, "periodCap", t.periodCap);
        t.periodCap = STEP;
        accepted(t);
    }

    function test_Dues() public {
        IPlanTerms.Terms memory t = terms();
        t.dues = 1;
        refused(t, "dues", 1);
    }

    function test_ReserveIsAtMost4096Steps() public {
        IPlanTerms.Terms memory t = terms();
        t.tiers[0].deposit = t.tiers[STANDARD].deposit = t.tiers[DOUBLE].deposit = t.tiers[BARE].deposit = 130 * YUAN;
        t.periodCap = 4_000 * STEP;
        t.dues = 97 * STEP;
        refused(t, "reserve", 4_097 * STEP);
        t.dues = 96 * STEP;
        accepted(t);
    }

    function test_YearCap() public {
        IPlanTerms.Terms memory t = terms();
        t.yearCap = t.periodCap - STEP;
        refused(t, "yearCap", t.yearCap);
        t.yearCap = t.periodCap + 1;
        refused(t, "yearCap", t.yearCap);
        t.yearCap = (uint256(type(uint48).max) + 1) * STEP;
        refused(t, "yearCap", t.yearCap);
        t.yearCap = t.periodCap;
        accepted(t);
    }

    function test_BackstopCap() public {
        IPlanTerms.Terms memory t = terms();
        t.backstopCap = uint256(type(uint128).max) + 1;
        refused(t, "backstopCap", t.backstopCap);
        t.backstopCap = type(uint128).max;
        accepted(t);
    }

    function test_Currency() public {
        IPlanTerms.Terms memory t = terms();
        vm.mockCall(address(yuan), abi.encodeWithSignature("decimals()"), abi.encode(19));
        refused(t, "currency", 19);
        vm.mockCall(address(yuan), abi.encodeWithSignature("decimals()"), abi.encode(18));
        accepted(t);
    }

    // ---- tiers

    function test_Tiers() public {
        IPlanTerms.Terms memory t = terms();
        IPlanTerms.Tier memory tier = t.tiers[STANDARD];
        uint8[3] memory counts = [0, 17, 16];
        for (uint256 i; i < 3; ++i) {
            t.tiers = new IPlanTerms.Tier[](counts[i]);
            for (uint256 n; n < counts[i]; ++n) {
                t.tiers[n] = tier;
            }
            check(t, i, "tiers", counts[i]);
        }
    }

    function test_TierUnits() public {
        IPlanTerms.Terms memory t = terms();
        t.tiers[DOUBLE].units = 0;
        refused(t, "tier.units", 0);
        t.tiers[DOUBLE].units = uint256(type(uint32).max) + 1;
        refused(t, "tier.units", t.tiers[DOUBLE].units);
        t.tiers[DOUBLE].units = type(uint32).max;
        t.tiers[DOUBLE].deposit = type(uint32).max * t.periodCap;
        accepted(t);
    }

    function test_TierDeposit() public {
        IPlanTerms.Terms memory t = terms();
        t.tiers[DOUBLE].deposit = 2 * t.periodCap - 1;
        refused(t, "tier.deposit", t.tiers[DOUBLE].deposit);
        t.tiers[DOUBLE].deposit = uint256(type(uint128).max) + 1;
        refused(t, "tier.deposit", t.tiers[DOUBLE].deposit);
        t.tiers[DOUBLE].deposit = 2 * t.periodCap;
        accepted(t);
        t.tiers[DOUBLE].deposit = type(uint128).max;
        accepted(t);
    }

    // ---- levels

    function test_Levels() public {
        IPlanTerms.Terms memory t = terms();
        IPlanTerms.Level memory level = t.levels[MILD];
        uint8[3] memory counts = [0, 17, 16];
        for (uint256 i; i < 3; ++i) {
            t.levels = new IPlanTerms.Level[](counts[i]);
            for (uint256 n; n < counts[i]; ++n) {
                t.levels[n] = level;
            }
            check(t, i, "levels", counts[i]);
        }
    }

    function test_LevelBenefit() public {
        IPlanTerms.Terms memory t = terms();
        t.levels[MILD].benefit = 0;
        refused(t, "level.benefit", 0);
        t.levels[MILD].benefit = MAX_PER_CASE + 1;
        refused(t, "level.benefit", MAX_PER_CASE + 1);
        t.levels[MILD].benefit = MAX_PER_CASE;
        accepted(t);
    }

    function test_LevelFee() public {
        IPlanTerms.Terms memory t = terms();
        t.levels[MILD].fee = MAX_PER_CASE + 1;
        refused(t, "level.fee", MAX_PER_CASE + 1);
        t.levels[MILD].fee = MAX_PER_CASE;
        accepted(t);
    }

    function test_LevelWaiting() public {
        IPlanTerms.Terms memory t = terms();
        t.levels[MILD].waiting = MAX_SECONDS + 1;
        refused(t, "level.waiting", MAX_SECONDS + 1);
        t.levels[MILD].waiting = MAX_SECONDS;
        accepted(t);
    }

    // ---- times

    /// @dev Shorter and a single call could be due at every block; longer and a year's cap would hold for less than
    /// a period.
    function test_PeriodIsAnHourToAYear() public {
        IPlanTerms.Terms memory t = terms();
        check(t, 0, "period", t.period = 1 hours - 1);
        check(t, 2, "period", t.period = 1 hours);
        check(t, 1, "period", t.period = 365 days + 1);
        check(t, 2, "period", t.period = 365 days);
    }

    function test_Times() public {
        IPlanTerms.Terms memory t = terms();
        uint256[3] memory values = [uint256(0), MAX_SECONDS + 1, MAX_SECONDS];
        for (uint256 i; i < 3; ++i) {
            check(t, i, "notice", t.notice = values[i]);
        }
        for (uint256 i; i < 3; ++i) {
            check(t, i, "filing", t.filing = values[i]);
        }
        for (uint256 i; i < 3; ++i) {
            check(t, i, "decision", t.decision = values[i]);
        }
    }

    /// @dev A draw needs several calls within the first stage.
    function test_TheStagesOfAJuryTakeAnHourAtLeast() public {
        IPlanTerms.Terms memory t = terms();
        check(t, 0, "jury.commit", t.jury.commit = 1 hours - 1);
        check(t, 2, "jury.commit", t.jury.commit = 1 hours);
        check(t, 0, "jury.reveal", t.jury.reveal = 1 hours - 1);
        check(t, 2, "jury.reveal", t.jury.reveal = 1 hours);
    }

    /// @dev Two draws, two sealings and two openings of votes.
    function test_ADisputeEndsWithinNinetyDays() public {
        IPlanTerms.Terms memory t = terms();
        t.jury.commit = 20 days;
        check(t, 0, "jury.reveal", t.jury.reveal = 5 days + 1);
        check(t, 2, "jury.reveal", t.jury.reveal = 5 days);
        t.jury.commit = 20 days + 1;
        refused(t, "jury.reveal", 5 days);
        t.jury.commit = 90 days + 1;
        refused(t, "jury.commit", 90 days + 1);
        t.jury.commit = 1 hours;
        check(t, 1, "jury.reveal", t.jury.reveal = type(uint256).max);
    }

    /// @dev The first two of three values are refused, the third is not.
    function check(IPlanTerms.Terms memory t, uint256 i, string memory field, uint256 value) private {
        if (i < 2) refused(t, field, value);
        else accepted(t);
    }

    function test_TimesThatMayBeNothing() public {
        IPlanTerms.Terms memory t = terms();
        t.waiting = MAX_SECONDS + 1;
        refused(t, "waiting", t.waiting);
        t.waiting = 0;
        t.grace = MAX_SECONDS + 1;
        refused(t, "grace", t.grace);
        t.grace = 0;
        t.runOff = MAX_SECONDS + 1;
        refused(t, "runOff", t.runOff);
        t.runOff = 0;
        accepted(t);
        t.waiting = t.grace = t.runOff = MAX_SECONDS;
        accepted(t);
    }

    function test_MinMembers() public {
        IPlanTerms.Terms memory t = terms();
        t.minMembers = uint256(type(uint40).max) + 1;
        refused(t, "minMembers", t.minMembers);
        t.minMembers = type(uint40).max;
        accepted(t);
    }

    // ---- panel and jury

    function test_Assessors() public {
        IPlanTerms.Terms memory t = terms();
        t.assessors = 4;
        refused(t, "assessors", 3);
        delete people.assessors;
        t.assessors = 0;
        refused(t, "assessors", 0);
        for (uint160 i = 1; i <= 33; ++i) {
            people.assessors.push(address(i));
        }
        t.assessors = 33;
        refused(t, "assessors", 33);
        people.assessors.pop();
        (t.assessors, t.quorum) = (32, 17);
        accepted(t);
    }

    function test_EachAssessorIsAnother() public {
        IPlanTerms.Terms memory t = terms();
        people.assessors[2] = people.assessors[0];
        refused(t, "assessor", 0);
        people.assessors[2] = address(0);
        refused(t, "assessor", 0);
    }

    /// @dev More than half, so that two verdicts can never both be valid.
    function test_Quorum() public {
        IPlanTerms.Terms memory t = terms();
        t.quorum = 0;
        refused(t, "quorum", 0);
        t.quorum = 1;
        refused(t, "quorum", 1);
        t.quorum = 4;
        refused(t, "quorum", 4);
        t.quorum = 3;
        accepted(t);
        t.quorum = 2;
        accepted(t);
    }

    function test_HalfOfAnEvenPanelIsNoQuorum() public {
        IPlanTerms.Terms memory t = terms();
        people.assessors.push(address(1));
        (t.assessors, t.quorum) = (4, 2);
        refused(t, "quorum", 2);
        t.quorum = 3;
        accepted(t);
    }

    function test_JurySize() public {
        IPlanTerms.Terms memory t = terms();
        t.jury.size = 0;
        refused(t, "jury.size", 0);
        t.jury.size = 65;
        refused(t, "jury.size", 65);
        (t.jury.size, t.jury.reward) = (64, 0);
        accepted(t);
    }

    function test_JuryQuorum() public {
        IPlanTerms.Terms memory t = terms();
        t.jury.quorum = 0;
        refused(t, "jury.quorum", 0);
        t.jury.quorum = 6;
        refused(t, "jury.quorum", 6);
        t.jury.quorum = 5;
        accepted(t);
    }

    function test_JuryBondAndReward() public {
        IPlanTerms.Terms memory t = terms();
        t.jury.bond = MAX_PER_CASE + 1;
        refused(t, "jury.bond", MAX_PER_CASE + 1);
        t.jury.bond = MAX_PER_CASE;
        accepted(t);
        t.jury.bond = 50 * YUAN;
        t.jury.reward = 10 * YUAN + 1;
        refused(t, "jury.reward", t.jury.reward);
        t.jury.reward = 10 * YUAN;
        accepted(t);
    }

    function test_Operator() public {
        IPlanTerms.Terms memory t = terms();
        people.operator = address(0);
        refused(t, "operator", 0);
    }
}
