// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Proposals} from "./libraries/Proposals.sol";
import {PlanTerms} from "./PlanTerms.sol";

/// @title Who holds which power over a plan
/// @dev A change of hands is proposed, and taken up by the successor in the window of `Proposals`: the role cannot be
/// lost to a wrong address.
abstract contract PlanRoles is PlanTerms {
    /// @dev Bits: 160 + 40 = 200, one slot.
    struct Proposal {
        address successor;
        uint40 earliest;
    }

    ICaseDesk public immutable desk;
    address public immutable supervisor;
    address public immutable sponsor;

    /// @inheritdoc IMutualLedger
    address public operator;
    Proposal private _proposal;

    modifier onlyDesk() {
        _onlyDesk();
        _;
    }

    modifier onlyOperator() {
        _onlyOperator();
        _;
    }

    modifier onlySponsor() {
        _onlySponsor();
        _;
    }

    modifier onlySupervision() {
        _onlySupervision();
        _;
    }

    constructor(ICaseDesk desk_, Roles memory roles) {
        if (roles.operator == address(0)) revert InvalidTerm("operator", 0);
        desk = desk_;
        operator = roles.operator;
        supervisor = roles.supervisor;
        sponsor = roles.sponsor;
    }

    /// @inheritdoc IMutualLedger
    function proposeOperator(address successor) external onlyOperator {
        uint256 earliest = Proposals.earliest(_period, _notice);
        _proposal = Proposal(successor, uint40(earliest));

        emit OperatorProposed(successor, earliest, earliest + _period);
    }

    /// @inheritdoc IMutualLedger
    function acceptOperator() external {
        Proposal memory proposal = _proposal;
        if (proposal.successor == address(0)) revert NoProposal();
        if (msg.sender != proposal.successor) revert NotSuccessor(msg.sender);
        Proposals.checkOpen(proposal.earliest, _period);
        delete _proposal;
        operator = msg.sender;

        emit OperatorSucceeded(msg.sender);
    }

    function _onlyDesk() private view {
        if (msg.sender != address(desk)) revert NotDesk(msg.sender);
    }

    function _onlyOperator() private view {
        if (msg.sender != operator) revert NotOperator(msg.sender);
    }

    function _onlySponsor() private view {
        if (msg.sender != sponsor) revert NotSponsor(msg.sender);
    }

    function _onlySupervision() private view {
        if (msg.sender != operator && msg.sender != supervisor) revert NotSupervision(msg.sender);
    }
}
