// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Proposals} from "./libraries/Proposals.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {TermsCheck} from "./libraries/TermsCheck.sol";

/// @title The panel (调查员): who sits on it, and what counts as its word
abstract contract Panel is ICaseDesk, EIP712 {
    using Signatures for bytes32;

    /// @dev Bits: 64 + 8 = 72, one slot.
    struct Assessor {
        uint64 panel; // the last one they sat on
        bool signed; // a decision, ever
    }

    bytes32 private constant DECISION =
        keccak256("Decision(uint256 caseId,bool approve,uint256 level,bytes32 reportHash)");

    IMutualLedger public immutable ledger;
    uint256 public immutable quorum;
    uint256 internal immutable _notice;
    uint256 private immutable _panelSize;
    uint256 private immutable _period;

    uint256 private _panel;
    mapping(address account => Assessor) private _assessors;
    address[] private _proposed;
    uint256 private _proposedFrom;

    constructor(IMutualLedger ledger_, Terms memory terms, address[] memory assessors)
        EIP712("openmutual case desk", "1")
    {
        TermsCheck.checkPanel(terms, assessors);
        ledger = ledger_;
        quorum = terms.quorum;
        _notice = terms.notice;
        _panelSize = terms.assessors;
        _period = terms.period;
        _seat(assessors);
    }

    /// @inheritdoc ICaseDesk
    function proposePanel(address[] calldata assessors) external {
        if (msg.sender != ledger.operator()) revert IMutualLedger.NotOperator(msg.sender);
        TermsCheck.checkAssessors(_panelSize, assessors);
        _proposed = assessors;
        uint256 earliest = Proposals.earliest(_period, _notice);
        _proposedFrom = earliest;

        emit PanelProposed(assessors, earliest, earliest + _period);
    }

    /// @inheritdoc ICaseDesk
    function installPanel() external {
        address[] memory assessors = _proposed;
        if (assessors.length == 0) revert IMutualLedger.NoProposal();
        Proposals.checkOpen(_proposedFrom, _period);
        delete _proposed;
        _seat(assessors);
    }

    /// @inheritdoc ICaseDesk
    function isAssessor(address account) public view returns (bool) {
        return _assessors[account].panel == _panel;
    }

    /// @inheritdoc ICaseDesk
    function isJudge(address account) external view returns (bool) {
        return _assessors[account].signed || isAssessor(account);
    }

    /// @dev A quorum of distinct assessors must have signed these very words.
    function _checkSeals(Decision calldata decision, Seal[] calldata seals)
        internal
        view
        returns (address[] memory assessors)
    {
        if (seals.length < quorum) revert NoQuorum(seals.length, quorum);
        bytes32 words = _hashTypedDataV4(
            keccak256(abi.encode(DECISION, decision.caseId, decision.approve, decision.level, decision.reportHash))
        );
        assessors = new address[](seals.length);
        address previous;
        for (uint256 i; i < seals.length; ++i) {
            address assessor = seals[i].assessor;
            if (assessor <= previous) revert AssessorsNotSorted(assessor);
            if (!isAssessor(assessor)) revert NotAssessor(assessor);
            bool signed = words.areOf(assessor, seals[i].signature);
            if (!signed) revert IMutualLedger.InvalidSignature(assessor);
            previous = assessors[i] = assessor;
        }
    }

    /// @dev Who has judged a case of this plan sits on no jury of it.
    function _noteSigned(address[] memory assessors) internal {
        for (uint256 i; i < assessors.length; ++i) {
            if (!_assessors[assessors[i]].signed) _assessors[assessors[i]].signed = true;
        }
    }

    function _seat(address[] memory assessors) private {
        uint256 panel = ++_panel;
        for (uint256 i; i < assessors.length; ++i) {
            _assessors[assessors[i]].panel = uint64(panel);
        }

        emit PanelSeated(assessors);
    }
}
