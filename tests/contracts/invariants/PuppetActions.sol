// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {BARE, STEP} from "../base/Plans.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {RelayActions} from "./RelayActions.sol";

/// @title What an operator does with accounts of its own: it lets them in together, late, and out together
abstract contract PuppetActions is RelayActions {
    /// @dev The last of the people.
    uint256 private constant PUPPETS = 4;

    /// @notice Often in the last second before an announcement, or in the second of it.  No attestor vouches for them.
    function puppetsCome(uint256 how) external {
        if (isAttested()) return;
        if (how % 4 > 0) toEdge(announcedLast + times.period, how % 2);
        else letTimePass(how / 4);
        uint256 found;
        uint256[] memory free = new uint256[](PUPPETS);
        for (uint256 i = PEOPLE - PUPPETS; i < PEOPLE; ++i) {
            if (mayBeEnrolled(i, i)) free[found++] = i;
        }
        uint256[] memory puppets = new uint256[](found);
        for (uint256 i; i < found; ++i) {
            puppets[i] = free[i];
        }
        tryToEnrol(operatorNow, puppets, puppets, terms().tiers[BARE].deposit + how / 64 % 300 * STEP);
        if (found > 1) ++count["puppets come"];
    }

    function puppetsGo(uint256 how) external {
        letTimePass(how);
        for (uint256 i = PEOPLE - PUPPETS; i < PEOPLE; ++i) {
            bool went = people[i].status == IMutualLedger.Status.Leaving;
            this.leaveThePlan(i, 0);
            if (!went && people[i].status == IMutualLedger.Status.Leaving) ++count["a puppet goes"];
        }
    }
}
