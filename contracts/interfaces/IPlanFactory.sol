// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPlanTerms} from "./IPlanTerms.sol";

/// @title The factory of plans
/// @notice Deploys the contracts of a plan from its terms and records them.  It knows its codes by their hashes only,
/// so whoever deploys brings them; a plan from this factory runs exactly these codes.
interface IPlanFactory is IPlanTerms {
    /// @notice What a plan is made from.
    /// @param token The currency, an ERC-20 of at most 18 decimals.
    /// @param planHash The hash of the plan file.
    /// @param roles The holders of all powers.
    struct Request {
        address token;
        bytes32 planHash;
        Terms terms;
        Roles roles;
    }

    /// @notice A plan of this factory.
    /// @param ledger Its ledger.
    /// @param desk Its case desk.
    /// @param jury Its jury.
    /// @param enrolment What keeps one person to one membership; the zero address where anyone may join.
    struct Plan {
        address ledger;
        address desk;
        address jury;
        address enrolment;
    }

    /// @notice The creation codes of a plan's contracts, without arguments.
    /// @param ledger Of the ledger.
    /// @param desk Of the case desk.
    /// @param jury Of the jury.
    /// @param enrolment Of the enrolment.
    struct Codes {
        bytes ledger;
        bytes desk;
        bytes jury;
        bytes enrolment;
    }

    /// @notice The code brought is not the code this factory deploys.
    error ForeignCode(bytes32 expected, bytes32 brought);

    /// @notice A plan was deployed.
    /// @param planId Its number, counted from 0.
    /// @param ledger Its ledger.
    /// @param plan All its contracts.
    event PlanDeployed(uint256 indexed planId, address indexed ledger, Plan plan);

    /// @notice Deploy a plan.
    /// @dev Refused with ForeignCode, InvalidTerm.
    /// @param request What it is made from.
    /// @param codes The codes of its contracts.
    function deploy(Request calldata request, Codes calldata codes) external returns (Plan memory);

    /// @notice How many plans this factory has deployed.
    function planCount() external view returns (uint256);

    /// @notice A plan by its number; zero addresses if there is none.
    /// @param planId Its number, from 0.
    function planAt(uint256 planId) external view returns (Plan memory);
}
