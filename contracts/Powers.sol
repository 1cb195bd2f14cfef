// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IMutualLedger} from "./interfaces/IMutualLedger.sol";

/// @title Who holds which power over a plan
/// @dev A change of hands is proposed, and comes into force only after `period + notice`, so that members can leave
/// before it.  The successor must accept, so that the role cannot be lost to a wrong address.
abstract contract Powers is IMutualLedger {
    struct Proposal {
        address successor;
        uint40 earliest;
    }

    address public immutable supervisor;
    address public immutable sponsor;
    uint256 internal immutable _period;
    uint256 internal immutable _notice;

    /// @inheritdoc IMutualLedger
    address public operator;
    Proposal private _proposal;

    modifier onlyOperator() {
        if (msg.sender != operator) revert NotOperator(msg.sender);
        _;
    }

    modifier onlySponsor() {
        if (msg.sender != sponsor) revert NotSponsor(msg.sender);
        _;
    }

    modifier onlySupervision() {
        if (msg.sender != operator && msg.sender != supervisor) revert NotSupervision(msg.sender);
        _;
    }

    constructor(Terms memory terms, Roles memory roles) {
        if (roles.operator == address(0)) revert InvalidTerm("operator", 0);
        operator = roles.operator;
        supervisor = roles.supervisor;
        sponsor = roles.sponsor;
        _period = terms.period;
        _notice = terms.notice;
    }

    /// @inheritdoc IMutualLedger
    function proposeOperator(address successor) external onlyOperator {
        uint256 earliest = block.timestamp + _period + _notice;
        _proposal = Proposal(successor, uint40(earliest));

        emit OperatorProposed(successor, earliest);
    }

    /// @inheritdoc IMutualLedger
    function acceptOperator() external {
        Proposal memory proposal = _proposal;
        if (proposal.successor == address(0)) revert NoProposal();
        if (msg.sender != proposal.successor) revert NotSuccessor(msg.sender);
        if (block.timestamp < proposal.earliest) revert ProposalTooEarly(proposal.earliest);
        delete _proposal;
        operator = msg.sender;

        emit OperatorSucceeded(msg.sender);
    }
}
