// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";
import {TermsCheck} from "../../../contracts/libraries/TermsCheck.sol";
import {Plans} from "../base/Plans.sol";
import {Test} from "../Test.sol";

/// @dev Each rule at its edge is in `Terms.t.sol`; here are numbers nobody thought of.
contract TermsCheckTest is Test {
    function check(IPlanTerms.Terms memory terms) external pure {
        TermsCheck.check(terms);
    }

    /// @dev Money that keeps the rules by the words of the table, with no care for bounded types.
    function test_MoneyIsJudgedByTheTable(uint8[6] calldata raw) public view {
        IPlanTerms.Terms memory t = Plans.small();
        t.step = raw[0] % 4;
        t.caseCap = raw[1] % 12;
        t.periodCap = raw[2] % 12;
        t.yearCap = raw[3] % 24;
        t.dues = raw[4] % 6;
        for (uint256 i; i < t.tiers.length; ++i) {
            t.tiers[i].deposit = t.tiers[i].units * (raw[5] % 24);
        }
        assertEq(passes(t), keepsTheTable(t));
    }

    function keepsTheTable(IPlanTerms.Terms memory t) private pure returns (bool) {
        if (t.step == 0 || t.periodCap == 0) return false;
        if ((t.caseCap % t.step) + (t.periodCap % t.step) + (t.yearCap % t.step) + (t.dues % t.step) > 0) return false;
        if (t.yearCap > 0 && t.yearCap < t.periodCap) return false;
        for (uint256 i; i < t.tiers.length; ++i) {
            if (t.tiers[i].deposit < t.tiers[i].units * (t.periodCap + t.dues)) return false;
        }
        return true;
    }

    /// @dev Whatever is given, the answer is a named refusal and never a panic.
    function test_NonsenseIsRefusedByName(IPlanTerms.Terms memory terms) public view {
        try this.check(terms) {}
        catch (bytes memory reason) {
            assertEq(bytes32(bytes4(reason)), bytes32(IPlanTerms.InvalidTerm.selector));
        }
    }

    /// @dev The same with one number wild among sound ones, which gets further.
    function test_OneWildNumberIsRefusedByName(uint256 which, uint256 wild) public view {
        IPlanTerms.Terms memory t = Plans.small();
        which = bound(which, 0, 14);
        if (which == 0) t.step = wild;
        if (which == 1) t.caseCap = wild;
        if (which == 2) t.periodCap = wild;
        if (which == 3) t.yearCap = wild;
        if (which == 4) t.dues = wild;
        if (which == 5) t.tiers[1].units = wild;
        if (which == 6) t.tiers[1].deposit = wild;
        if (which == 7) t.levels[1].benefit = wild;
        if (which == 8) t.levels[1].fee = wild;
        if (which == 9) t.period = wild;
        if (which == 10) t.jury.reward = wild;
        if (which == 11) t.jury.size = wild;
        if (which == 12) t.minMembers = wild;
        if (which == 13) t.jury.commit = wild;
        if (which == 14) t.jury.reveal = wild;
        try this.check(t) {}
        catch (bytes memory reason) {
            assertEq(bytes32(bytes4(reason)), bytes32(IPlanTerms.InvalidTerm.selector));
        }
    }

    function passes(IPlanTerms.Terms memory terms) private view returns (bool) {
        try this.check(terms) {
            return true;
        } catch {
            return false;
        }
    }
}
