// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {Create3} from "@openzeppelin/contracts/utils/Create3.sol";

import {IPlanFactory} from "./interfaces/IPlanFactory.sol";

/// @title The factory of plans
/// @dev Ledger and desk know each other from birth, as immutables: CREATE3 makes an address that does not depend on
/// the code, so each can be told the other's.  It depends on who deploys and on the whole request instead, so that no
/// reorganisation and nobody quicker can put other terms at an address that people have read.  The codes would not fit into
/// this contract; it holds their hashes.
contract PlanFactory is IPlanFactory {
    bytes32 public immutable ledgerCodeHash;
    bytes32 public immutable deskCodeHash;
    bytes32 public immutable juryCodeHash;
    bytes32 public immutable enrolmentCodeHash;

    /// @inheritdoc IPlanFactory
    uint256 public planCount;
    mapping(uint256 planId => Plan) private _plans;

    constructor(bytes32 ledgerHash, bytes32 deskHash, bytes32 juryHash, bytes32 enrolmentHash) {
        ledgerCodeHash = ledgerHash;
        deskCodeHash = deskHash;
        juryCodeHash = juryHash;
        enrolmentCodeHash = enrolmentHash;
    }

    /// @inheritdoc IPlanFactory
    function deploy(Request calldata request, Codes calldata codes) external returns (Plan memory plan) {
        _checkCode(ledgerCodeHash, codes.ledger);
        _checkCode(deskCodeHash, codes.desk);
        _checkCode(juryCodeHash, codes.jury);
        _checkCode(enrolmentCodeHash, codes.enrolment);
        uint256 planId = planCount++;
        bool attested = request.roles.attestor != address(0);
        bytes32 salt = keccak256(abi.encode(msg.sender, planId, request));
        plan.ledger = Create3.computeAddress(_saltOf(salt, "ledger"));
        plan.desk = Create3.computeAddress(_saltOf(salt, "desk"));
        plan.jury = Create3.computeAddress(_saltOf(salt, "jury"));
        plan.enrolment = attested ? Create3.computeAddress(_saltOf(salt, "enrolment")) : address(0);
        _plans[planId] = plan;

        emit PlanDeployed(planId, plan.ledger, plan);

        _create(
            _saltOf(salt, "ledger"),
            codes.ledger,
            abi.encode(request.token, plan.desk, plan.enrolment, request.planHash, request.terms, request.roles)
        );
        _create(
            _saltOf(salt, "desk"),
            codes.desk,
            abi.encode(plan.ledger, plan.jury, request.terms, request.roles.assessors)
        );
        _create(_saltOf(salt, "jury"), codes.jury, abi.encode(plan.ledger, plan.desk, request.terms));
        if (attested) {
            bytes memory arguments = abi.encode(plan.ledger, plan.desk, request.roles.attestor, request.terms.grace);
            _create(_saltOf(salt, "enrolment"), codes.enrolment, arguments);
        }
    }

    /// @inheritdoc IPlanFactory
    function planAt(uint256 planId) external view returns (Plan memory) {
        return _plans[planId];
    }

    function _saltOf(bytes32 salt, string memory part) private pure returns (bytes32) {
        return keccak256(abi.encode(salt, part));
    }

    function _create(bytes32 salt, bytes calldata code, bytes memory arguments) private {
        Create3.deploy(0, salt, bytes.concat(code, arguments));
    }

    function _checkCode(bytes32 expected, bytes calldata code) private pure {
        bytes32 brought = keccak256(code);
        if (brought != expected) revert ForeignCode(expected, brought);
    }
}
