// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";

import {IPlanFactory} from "./interfaces/IPlanFactory.sol";

/// @title The factory of plans
/// @dev Ledger and desk know each other from birth, as immutables: CREATE3 makes an address that does not depend on
/// the code, so each can be told the other's.  The codes would not fit into this contract; it holds their hashes.
contract PlanFactory is IPlanFactory {
    bytes32 public immutable ledgerCodeHash;
    bytes32 public immutable deskCodeHash;

    /// @inheritdoc IPlanFactory
    uint256 public planCount;
    mapping(uint256 planId => Plan) private _plans;

    constructor(bytes32 ledgerCodeHash_, bytes32 deskCodeHash_) {
        ledgerCodeHash = ledgerCodeHash_;
        deskCodeHash = deskCodeHash_;
    }

    /// @inheritdoc IPlanFactory
    function deploy(Request calldata request, bytes calldata ledgerCode, bytes calldata deskCode)
        external
        returns (Plan memory plan)
    {
        _checkCode(ledgerCodeHash, ledgerCode);
        _checkCode(deskCodeHash, deskCode);
        uint256 planId = planCount++;
        bytes32 ledgerSalt = keccak256(abi.encode(planId, "ledger"));
        bytes32 deskSalt = keccak256(abi.encode(planId, "desk"));
        plan = Plan(Create3.computeAddress(ledgerSalt), Create3.computeAddress(deskSalt));
        _plans[planId] = plan;

        emit PlanDeployed(planId, plan.ledger, plan.desk);

        bytes memory ledgerArguments =
            abi.encode(request.token, plan.desk, request.planHash, request.terms, request.roles);
        bytes memory deskArguments = abi.encode(plan.ledger, request.terms, request.roles.assessors);
        Create3.deploy(0, ledgerSalt, bytes.concat(ledgerCode, ledgerArguments));
        Create3.deploy(0, deskSalt, bytes.concat(deskCode, deskArguments));
    }

    /// @inheritdoc IPlanFactory
    function planAt(uint256 planId) external view returns (Plan memory) {
        return _plans[planId];
    }

    function _checkCode(bytes32 expected, bytes calldata code) private pure {
        bytes32 brought = keccak256(code);
        if (brought != expected) revert ForeignCode(expected, brought);
    }
}
