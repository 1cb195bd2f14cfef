// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IJury} from "./interfaces/IJury.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Panel} from "./Panel.sol";

/// @title The case desk
/// @dev Decides which cases the ledger announces and pays, and knows nothing of how shares are charged.  Whether a
/// case is announced follows from the ledger's calendar, so that an announcement never touches a case.
contract CaseDesk is Panel {
    /// @dev What somebody has done to a case; `Announced` and `Expired` follow from time.
    enum Progress {
        Filed,
        Approved,
        Rejected,
        Withdrawn,
        Appealed,
        Denied,
        Contested,
        Upheld,
        Overturned,
        Settled
    }

    /// @dev Bits: 160 + 8 + 8 + 40 + 32 = 248, one slot.
    struct Case {
        address claimant;
        uint8 level;
        Progress progress;
        uint40 filedAt;
        uint32 queuedIn; // the period in which the queue began that announces it
    }

    /// @dev Bits: 160 + 40 + 40 = 240, one slot.
    struct Grounds {
        address beneficiary;
        uint40 diagnosedAt;
        uint40 joinedAt;
    }

    /// @dev Numbers of cases, plus one.  Bits: 64 + 64 + 64 = 192, one slot.
    struct Claimant {
        uint64 last;
        uint64 lastRejected;
        uint64 lastTakenBack;
    }

    /// @dev Bits: 64 + 40 = 104, one slot.
    struct Rejection {
        uint64 previous; // the one before of the same claimant: the number of its case, plus one
        uint40 time;
    }

    /// @dev Bits: 64 + 64 + 40 = 168, one slot.
    struct Docket {
        uint64 filed;
        uint64 unpaid;
        uint40 lastFiledAt;
    }

    /// @dev No period has this number: an appealed case was not announced.
    uint256 private constant NO_PERIOD = type(uint32).max;

    IJury public immutable jury;
    uint256 private immutable _filing;
    uint256 private immutable _decision;
    uint256 private immutable _runOff;

    Docket private _docket;
    mapping(uint256 caseId => Case) private _cases;
    mapping(uint256 caseId => Grounds) private _grounds;
    mapping(uint256 caseId => Rejection) private _rejections;
    mapping(address claimant => Claimant) private _claimants;

    constructor(IMutualLedger ledger_, IJury jury_, Terms memory terms, address[] memory assessors)
        Panel(ledger_, terms, assessors)
    {
        jury = jury_;
        _filing = terms.filing;
        _decision = terms.decision;
        _runOff = terms.runOff;
    }

    // --- the life of a case ----------------------------------------------------------------------------------

    /// @inheritdoc ICaseDesk
    function file(uint256 level, uint256 diagnosedAt, bytes32 commitment, address beneficiary)
        external
        returns (uint256 caseId)
    {
        uint256 joinedAt = _checkFiling(level, diagnosedAt);
        Claimant memory claimant = _claimants[msg.sender];
        if (claimant.last != 0 && _isOpen(_cases[claimant.last - 1])) revert CaseAlreadyOpen(claimant.last - 1);
        _needNoneTakenBack(claimant.lastTakenBack);

        Docket memory docket = _docket;
        caseId = docket.filed;
        _docket = Docket(docket.filed + 1, docket.unpaid, uint40(block.timestamp));
        _claimants[msg.sender].last = uint64(caseId + 1);
        _cases[caseId] = Case(msg.sender, uint8(level), Progress.Filed, uint40(block.timestamp), 0);
        if (beneficiary == address(0)) beneficiary = msg.sender;
        _grounds[caseId] = Grounds(beneficiary, uint40(diagnosedAt), uint40(joinedAt));

        emit CaseFiled(caseId, msg.sender, level, diagnosedAt, commitment, beneficiary);
    }

    /// @inheritdoc ICaseDesk
    function withdrawCase(uint256 caseId) external {
        Case memory c = _known(caseId);
        if (msg.sender != c.claimant) revert NotClaimant(msg.sender);
        if (_statusOf(c) != CaseStatus.Filed) revert CaseNotFiled(caseId);
        _cases[caseId].progress = Progress.Withdrawn;
        _claimants[msg.sender].lastTakenBack = uint64(caseId + 1);

        emit CaseWithdrawn(caseId);
    }

    /// @inheritdoc ICaseDesk
    function decide(Decision calldata decision, Seal[] calldata seals) external {
        Case memory c = _known(decision.caseId);
        if (_statusOf(c) != CaseStatus.Filed) revert CaseNotFiled(decision.caseId);
        uint256 until = c.filedAt + _decision;
        if (block.timestamp >= until) revert DecisionTooLate(until);
        (,, bool ends, uint256 waiting) = ledger.levelOf(decision.level);
        Grounds memory grounds = _grounds[decision.caseId];
        if (decision.approve) _checkAward(c, grounds, decision.level, ends, waiting);
        address[] memory assessors = _checkSeals(decision, seals);

        _noteSigned(assessors);
        if (decision.approve) _approve(decision.caseId, c, grounds, decision.level, ends);
        else _reject(decision.caseId, c.claimant);

        emit CaseDecided(decision.caseId, decision.approve, decision.level, decision.reportHash, assessors);
    }

    /// @inheritdoc ICaseDesk
    function settle(uint256 caseId) external {
        Case memory c = _known(caseId);
        (uint256 period, uint256 announcedAt) = ledger.announcementOf(c.queuedIn);
        bool announced = (c.progress == Progress.Approved || c.progress == Progress.Upheld) && announcedAt != 0;
        if (!announced || block.timestamp < announcedAt + _notice) revert CaseNotPayable(caseId);
        _cases[caseId].progress = Progress.Settled;
        _docket.unpaid -= 1;

        (uint256 benefit, uint256 fee) = ledger.payCase(_grounds[caseId].beneficiary, period, c.level);

        emit CaseSettled(caseId, benefit, fee);
    }

    /// @inheritdoc ICaseDesk
    function grant(uint256 caseId, bytes32 reader) external {
        Case memory c = _known(caseId);
        if (msg.sender != c.claimant) revert NotClaimant(msg.sender);

        emit EvidenceGranted(caseId, reader);
    }

    // --- objection and appeal --------------------------------------------------------------------------------

    /// @inheritdoc ICaseDesk
    function object(uint256 caseId, bytes32 reasonHash) external {
        Case memory c = _known(caseId);
        (uint256 period, uint256 announcedAt) = ledger.announcementOf(c.queuedIn);
        bool announced = c.progress == Progress.Approved && announcedAt != 0;
        if (!announced || block.timestamp >= announcedAt + _notice) revert CaseNotContestable(caseId);
        _needObjector(c, _grounds[caseId], period, announcedAt);
        _cases[caseId].progress = Progress.Contested;

        uint256 disputeId = jury.open(caseId, msg.sender, announcedAt, period);
        emit CaseContested(caseId, msg.sender, disputeId, reasonHash);

        ledger.takeBond(msg.sender);
    }

    /// @inheritdoc ICaseDesk
    function addReason(uint256 caseId, bytes32 reasonHash) external {
        Case memory c = _known(caseId);
        if (c.progress != Progress.Contested) revert CaseNotContestable(caseId);
        (uint256 period, uint256 announcedAt) = ledger.announcementOf(c.queuedIn);
        _needObjector(c, _grounds[caseId], period, announcedAt);

        emit ReasonAdded(caseId, msg.sender, reasonHash);
    }

    /// @inheritdoc ICaseDesk
    function appeal(uint256 caseId, bytes32 reasonHash) external {
        Case memory c = _known(caseId);
        if (msg.sender != c.claimant) revert NotClaimant(msg.sender);
        if (!_isAppealable(caseId, c)) revert CaseNotAppealable(caseId);
        IMutualLedger.MemberView memory member = ledger.memberOf(msg.sender);
        if (member.status == IMutualLedger.Status.Claimed) revert IMutualLedger.MembershipEnded(msg.sender);
        bool over = member.status == IMutualLedger.Status.Withdrawn || member.joinedAt != _grounds[caseId].joinedAt;
        if (over) revert MembershipOver(msg.sender);
        uint256 last = _claimants[msg.sender].last - 1;
        if (last != caseId && _isOpen(_cases[last])) revert CaseAlreadyOpen(last);
        _cases[caseId].progress = Progress.Appealed;
        _claimants[msg.sender].last = uint64(caseId + 1);
        _docket.unpaid += 1;

        uint256 disputeId = jury.open(caseId, c.claimant, c.filedAt, NO_PERIOD);
        emit CaseAppealed(caseId, disputeId, reasonHash);

        ledger.takeBond(msg.sender);
    }

    /// @inheritdoc ICaseDesk
    function conclude(uint256 caseId, IJury.Verdict verdict, address bonded, address[] calldata jurors) external {
        if (msg.sender != address(jury)) revert NotJury(msg.sender);
        Case memory c = _cases[caseId];
        if (c.progress == Progress.Appealed) {
            _docket.unpaid -= 1;
            if (verdict == IJury.Verdict.Pays) {
                (,, bool ends,) = ledger.levelOf(c.level);
                _approve(caseId, c, _grounds[caseId], c.level, ends);
            } else {
                _cases[caseId].progress = Progress.Denied;
            }
            // A bond goes to the surplus only against a majority.
            ledger.releaseBond(verdict == IJury.Verdict.Refuses ? address(0) : bonded, jurors);
        } else if (verdict == IJury.Verdict.Refuses) {
            _cases[caseId].progress = Progress.Overturned;
            _docket.unpaid -= 1;
            (uint256 period,) = ledger.announcementOf(c.queuedIn);
            ledger.overturn(period, c.level, jurors);
            ledger.releaseBond(bonded, new address[](0));
        } else {
            // An objection without a jury counts as not made: another may be.
            _cases[caseId].progress = verdict == IJury.Verdict.NoJury ? Progress.Approved : Progress.Upheld;
            ledger.releaseBond(verdict == IJury.Verdict.Pays ? address(0) : bonded, jurors);
        }

        emit CaseConcluded(caseId, verdict);
    }

    // --- reading ---------------------------------------------------------------------------------------------

    /// @inheritdoc ICaseDesk
    function caseOf(uint256 caseId) external view returns (CaseView memory) {
        Case memory c = _known(caseId);
        Grounds memory grounds = _grounds[caseId];
        (uint256 period,) = ledger.announcementOf(c.queuedIn);
        (address beneficiary, uint256 diagnosedAt) = (grounds.beneficiary, grounds.diagnosedAt);
        return
            CaseView(c.claimant, beneficiary, _statusOf(c), c.level, c.filedAt, diagnosedAt, grounds.joinedAt, period);
    }

    /// @inheritdoc ICaseDesk
    function caseCount() external view returns (uint256) {
        return _docket.filed;
    }

    /// @inheritdoc ICaseDesk
    function pending() external view returns (uint256 quietFrom, uint256 unpaid) {
        Docket memory docket = _docket;
        quietFrom = docket.filed == 0 ? 0 : docket.lastFiledAt + _decision + _notice;
        return (quietFrom, docket.unpaid);
    }

    /// @inheritdoc ICaseDesk
    function partiesOf(uint256 caseId) external view returns (address claimant, address beneficiary) {
        return (_known(caseId).claimant, _grounds[caseId].beneficiary);
    }

    /// @inheritdoc ICaseDesk
    function undecidedCaseOf(address member, uint256 joinedAt) external view returns (uint256 caseIdPlusOne) {
        uint256 last = _claimants[member].last;
        if (last == 0 || _grounds[last - 1].joinedAt != joinedAt) return 0;
        return _isUndecided(_cases[last - 1]) ? last : 0;
    }

    /// @inheritdoc ICaseDesk
    function unresolvedCaseOf(address member, uint256 joinedAt) external view returns (uint256 caseIdPlusOne) {
        Claimant memory claimant = _claimants[member];
        if (_isUnresolved(claimant.last, joinedAt)) return claimant.last;
        // A later rejection that was appealed and stands hides no earlier one.
        for (caseIdPlusOne = claimant.lastRejected; caseIdPlusOne != 0;) {
            Rejection memory rejection = _rejections[caseIdPlusOne - 1];
            if (block.timestamp >= rejection.time + _notice) return 0;
            if (_isUnresolved(caseIdPlusOne, joinedAt)) return caseIdPlusOne;
            caseIdPlusOne = rejection.previous;
        }
    }

    // --- filing and deciding ---------------------------------------------------------------------------------

    /// @dev Refuses what may not be filed by the caller; returns when their membership began.
    function _checkFiling(uint256 level, uint256 diagnosedAt) private view returns (uint256 joinedAt) {
        (IMutualLedger.Stage stage, uint256 closingAt) = ledger.stage();
        if (stage == IMutualLedger.Stage.Closed) revert IMutualLedger.PlanClosed();
        (,,, uint256 waiting) = ledger.levelOf(level);
        if (diagnosedAt > block.timestamp) revert DiagnosisInFuture(diagnosedAt);
        if (block.timestamp >= diagnosedAt + _filing) revert FilingTooLate(diagnosedAt + _filing);
        bool runOffOver = stage == IMutualLedger.Stage.Closing && block.timestamp >= closingAt + _runOff;
        if (runOffOver) revert FilingTooLate(closingAt + _runOff);
        IMutualLedger.MemberView memory member = ledger.memberOf(msg.sender);
        joinedAt = member.joinedAt;
        bool covered = diagnosedAt >= joinedAt + waiting && diagnosedAt < member.coveredUntil;
        if (!covered) revert NotCovered(msg.sender, diagnosedAt);
    }

    /// @dev Refuses an award that the membership filed under does not carry.
    function _checkAward(Case memory c, Grounds memory grounds, uint256 level, bool ends, uint256 waiting)
        private
        view
    {
        if (ends && level != c.level) {
            (,, bool filedEnds,) = ledger.levelOf(c.level);
            if (!filedEnds) revert LevelEndsMembership(level);
        }
        if (grounds.diagnosedAt < grounds.joinedAt + waiting) revert NotCovered(c.claimant, grounds.diagnosedAt);
    }

    function _approve(uint256 caseId, Case memory c, Grounds memory grounds, uint256 level, bool ends) private {
        c.progress = Progress.Approved;
        c.level = uint8(level);
        c.queuedIn = uint32(ledger.enqueue(level));
        _cases[caseId] = c;
        _docket.unpaid += 1;
        if (ends) ledger.endMembership(c.claimant, grounds.joinedAt);
    }

    function _reject(uint256 caseId, address claimant) private {
        _cases[caseId].progress = Progress.Rejected;
        _rejections[caseId] = Rejection(_claimants[claimant].lastRejected, uint40(block.timestamp));
        _claimants[claimant].lastRejected = uint64(caseId + 1);
    }

    // --- what follows from time ------------------------------------------------------------------------------

    function _known(uint256 caseId) private view returns (Case memory) {
        if (caseId >= _docket.filed) revert UnknownCase(caseId);
        return _cases[caseId];
    }

    function _statusOf(Case memory c) private view returns (CaseStatus) {
        if (c.progress == Progress.Filed) {
            bool expired = block.timestamp >= c.filedAt + _decision + _notice;
            return expired ? CaseStatus.Expired : CaseStatus.Filed;
        }
        if (c.progress == Progress.Approved) {
            (, uint256 announcedAt) = ledger.announcementOf(c.queuedIn);
            return announcedAt == 0 ? CaseStatus.Approved : CaseStatus.Announced;
        }
        if (c.progress == Progress.Rejected || c.progress == Progress.Denied) return CaseStatus.Rejected;
        if (c.progress == Progress.Withdrawn) return CaseStatus.Withdrawn;
        if (c.progress == Progress.Appealed) return CaseStatus.Appealed;
        if (c.progress == Progress.Contested) return CaseStatus.Contested;
        if (c.progress == Progress.Upheld) return CaseStatus.Announced;
        return c.progress == Progress.Overturned ? CaseStatus.Overturned : CaseStatus.Settled;
    }

    /// @dev Rejected within the notice, or left undecided; and not appealed before.
    function _isAppealable(uint256 caseId, Case memory c) private view returns (bool) {
        if (c.progress == Progress.Rejected) return block.timestamp < _rejections[caseId].time + _notice;
        bool undecided = block.timestamp >= c.filedAt + _decision;
        return _statusOf(c) == CaseStatus.Filed && undecided;
    }

    /// @dev Filed or appealed.
    function _isUndecided(Case memory c) private view returns (bool) {
        CaseStatus status = _statusOf(c);
        return status == CaseStatus.Filed || status == CaseStatus.Appealed;
    }

    /// @dev Undecided, or on its way to be paid.
    function _isOpen(Case memory c) private view returns (bool) {
        CaseStatus status = _statusOf(c);
        bool unpaid = status == CaseStatus.Approved || status == CaseStatus.Announced || status == CaseStatus.Contested;
        return unpaid || _isUndecided(c);
    }

    /// @dev A case that was taken back counts as open, for filing, until the panel's time for it is over.
    function _needNoneTakenBack(uint256 caseIdPlusOne) private view {
        if (caseIdPlusOne == 0) return;
        uint256 until = _cases[caseIdPlusOne - 1].filedAt + _decision;
        if (block.timestamp < until) revert CaseAlreadyOpen(caseIdPlusOne - 1);
    }

    /// @dev Undecided, approved and not announced, or still to be appealed.
    function _isUnresolved(uint256 caseIdPlusOne, uint256 joinedAt) private view returns (bool) {
        if (caseIdPlusOne == 0) return false;
        uint256 caseId = caseIdPlusOne - 1;
        if (_grounds[caseId].joinedAt != joinedAt) return false;
        Case memory c = _cases[caseId];
        return _isUndecided(c) || _statusOf(c) == CaseStatus.Approved || _isAppealable(caseId, c);
    }

    /// @dev Refuses the caller unless they may object to an announced case.
    function _needObjector(Case memory c, Grounds memory grounds, uint256 period, uint256 announcedAt) private view {
        if (msg.sender == c.claimant || msg.sender == grounds.beneficiary) revert OwnCase(msg.sender);
        IMutualLedger.MemberView memory member = ledger.memberOf(msg.sender);
        bool shares = member.status == IMutualLedger.Status.Active || member.status == IMutualLedger.Status.Leaving;
        bool gone = member.status == IMutualLedger.Status.Lapsed || member.status == IMutualLedger.Status.Left;
        bool concerned = shares || (gone && member.lastPaidIn >= period);
        if (!concerned || member.joinedAt >= announcedAt) revert MayNotObject(msg.sender);
    }
}
