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
    /// @param terms The terms.
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
    struct Plan {
        address ledger;
        address desk;
    }

    /// @notice A plan was deployed.
    /// @param planId Its number, counted from 0.
    /// @param ledger Its ledger.
    /// @param desk Its case desk.
    event PlanDeployed(uint256 indexed planId, address indexed ledger, address desk);

    /// @notice The code brought is not the code this factory deploys.
    error ForeignCode(bytes32 expected, bytes32 brought);

    /// @notice Deploy a plan.
    /// @dev Refused with ForeignCode, InvalidTerm.
    /// @param request What it is made from.
    /// @param ledgerCode The creation code of the ledger, without arguments.
    /// @param deskCode The creation code of the case desk, without arguments.
    function deploy(Request calldata request, bytes calldata ledgerCode, bytes calldata deskCode)
        external
        returns (Plan memory);

    /// @notice How many plans this factory has deployed.
    function planCount() external view returns (uint256);

    /// @notice A plan by its number; two zero addresses if there is none.
    /// @param planId Its number.
    function planAt(uint256 planId) external view returns (Plan memory);
}
