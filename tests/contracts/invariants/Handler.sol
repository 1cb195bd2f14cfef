// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {PowerActions} from "./PowerActions.sol";

/// @title A random history of a plan
contract Handler is PowerActions {
    /// @notice Nine people joined long enough ago to be covered, and volunteer, so that a short history gets somewhere.
    function begin() external {
        setUp();
        for (uint256 i; i < 9; ++i) {
            joinIn(i, 3 * (2 * (900 + 200 * i) + 1));
        }
        for (uint256 i; i < 9; ++i) {
            volunteerOrResign(i, 1);
        }
        skip(21 days);
    }

    /// @notice Everybody takes everything out, with nobody's consent: in an open plan by leaving and one announcement
    /// that anybody can make.
    function everybodyOut() external {
        if (ghostStage != IMutualLedger.Stage.Closed) {
            for (uint256 i; i < PEOPLE; ++i) {
                if (people[i].status == IMutualLedger.Status.Active) this.leaveThePlan(i, 0);
            }
            if (payingUnits() > 0) this.announceThePeriod(1);
        }
        for (uint256 i; i < PEOPLE; ++i) {
            takeOut(i);
            if (people[i].credit > 0) collect(i);
        }
    }

    function begun() external pure returns (uint256) {
        return START;
    }

    function plan() external view returns (IMutualLedger) {
        return ledger;
    }

    function account(uint256 i) external pure returns (address) {
        return person(i);
    }

    function money() external view returns (uint256) {
        return yuan.balanceOf(address(ledger));
    }
}
