// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {STANDARD} from "../base/Plans.sol";
import {Windows} from "./Windows.sol";

/// @title A random history of a plan
contract Handler is Windows {
    /// @notice Nine people joined long enough ago to be covered, and volunteer, so that a short history gets somewhere.
    /// @param seed_ Decides the terms.
    function begin(uint256 seed_) external {
        seed = seed_;
        setUp();
        lastPeriod = periods;
        for (uint256 i; i < 9; ++i) {
            joinIn(i, 4 * (2 * (900 + 200 * i) + 1) + STANDARD);
        }
        for (uint256 i; i < 9; ++i) {
            volunteerOrResign(i, 1);
        }
        skip(21 days);
    }

    /// @notice Everybody takes everything out, with nobody's consent: by leaving and two announcements that anybody can
    /// make, in a closing whose queue waits the first of the next plan year.  Own cases are taken back, appeals end by
    /// the clock.
    function everybodyOut() external {
        endAllDisputes();
        for (uint256 i; i < cases.length; ++i) {
            if (isWaitingForThePanel(cases[i])) takeBack(i);
        }
        if (ghostStage != IMutualLedger.Stage.Closed) {
            announceNow();
            for (uint256 i; i < PEOPLE; ++i) {
                if (people[i].status == IMutualLedger.Status.Active) this.leaveThePlan(i, 0);
            }
            announceNow();
            if (payingUnits() > 0) announceTheQueue();
        }
        for (uint256 i; i < PEOPLE; ++i) {
            takeOut(i);
            if (people[i].credit > 0) collect(i);
        }
    }

    function begun() external view returns (uint256) {
        return deployedAt;
    }

    function termsOf() external view returns (IMutualLedger.Terms memory) {
        return terms();
    }

    function plan() external view returns (IMutualLedger) {
        return ledger;
    }

    function money() external view returns (uint256) {
        return yuan.balanceOf(address(ledger));
    }
}
