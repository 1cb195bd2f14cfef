// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IJury} from "./IJury.sol";
import {IPlanTerms} from "./IPlanTerms.sol";

/// @title The case desk
/// @notice The life of a case (互助申请): filed by a covered member, decided by the panel, announced and paid by the
/// ledger.  Holds no money.  Nothing about an illness is here but a salted commitment to sealed evidence.
///
/// Each function names its refusals in the order in which they are checked.
interface ICaseDesk is IPlanTerms {
    /// @notice Where a case stands.  `Expired` and `Announced` are reached by time alone.
    enum CaseStatus {
        Filed,
        Approved,
        Rejected,
        Withdrawn,
        Expired,
        Appealed,
        Announced,
        Contested,
        Settled,
        Overturned
    }

    /// @notice A case, as it stands now.
    /// @param beneficiary Who is paid; the claimant unless another was named.
    /// @param status Where it stands.
    /// @param level The level filed for; the level awarded once approved.
    /// @param filedAt When it was filed.
    /// @param diagnosedAt When the illness was diagnosed.
    /// @param joinedAt When the membership began that it is filed under.
    /// @param period The period whose announcement it was or is to be in, once approved; a queue that waits is named by
    /// the period in which it began.
    struct CaseView {
        address claimant;
        address beneficiary;
        CaseStatus status;
        uint256 level;
        uint256 filedAt;
        uint256 diagnosedAt;
        uint256 joinedAt;
        uint256 period;
    }

    /// @notice What the panel decides; the EIP-712 words that every assessor signs.
    /// @param caseId Its number, from 0.
    /// @param approve Whether it is approved.
    /// @param level The level awarded; the level filed for, or another.
    /// @param reportHash The hash of the panel's report.
    struct Decision {
        uint256 caseId;
        bool approve;
        uint256 level;
        bytes32 reportHash;
    }

    /// @notice One assessor's signature under a decision.
    /// @param assessor Who signed; ERC-1271 contracts can sign too.
    struct Seal {
        address assessor;
        bytes signature;
    }

    // --- refusals --------------------------------------------------------------------------------------------

    /// @notice There is no such case.
    error UnknownCase(uint256 caseId);
    /// @notice Only the claimant may do this.
    error NotClaimant(address caller);
    /// @notice The member was not covered for the level then.
    error NotCovered(address member, uint256 at);
    /// @notice The diagnosis lies in the future.
    error DiagnosisInFuture(uint256 diagnosedAt);
    /// @notice The time to file is over.
    error FilingTooLate(uint256 until);
    /// @notice The member has an open case.
    error CaseAlreadyOpen(uint256 caseId);
    /// @notice The case is not waiting for a decision.
    error CaseNotFiled(uint256 caseId);
    /// @notice The panel's time to decide is over.
    error DecisionTooLate(uint256 until);
    /// @notice The level ends the membership, and the one filed for does not.
    error LevelEndsMembership(uint256 level);
    /// @notice Too few assessors have signed.
    error NoQuorum(uint256 signed, uint256 quorum);
    /// @notice The signer is not on the panel.
    error NotAssessor(address signer);
    /// @notice Assessors come in strictly rising order, so that none counts twice.
    error AssessorsNotSorted(address signer);
    /// @notice The case cannot be paid now.
    error CaseNotPayable(uint256 caseId);

    /// @notice Only the plan's jury may do this.
    error NotJury(address caller);
    /// @notice The case is not within its notice, or was objected to before.
    error CaseNotContestable(uint256 caseId);
    /// @notice Nobody objects to a case of which they are claimant or beneficiary.
    error OwnCase(address party);
    /// @notice Only who shared in a case objects to it: a member from before its announcement who is active or leaving, or
    /// has lapsed or left since.
    error MayNotObject(address account);
    /// @notice The membership under which the case was filed is withdrawn.
    error MembershipOver(address claimant);
    /// @notice The case is not rejected or left undecided, its time is over, or it was appealed before.
    error CaseNotAppealable(uint256 caseId);

    // --- events ----------------------------------------------------------------------------------------------

    /// @notice A panel sits.
    /// @param assessors Its members.
    event PanelSeated(address[] assessors);

    /// @notice Another panel was proposed.
    /// @param assessors Its members.
    /// @param earliest From when it can be installed.
    /// @param until Until when.
    event PanelProposed(address[] assessors, uint256 earliest, uint256 until);

    /// @notice A case was filed.
    /// @param caseId Its number, counted from 0.
    /// @param level The level filed for.
    /// @param diagnosedAt When the illness was diagnosed.
    /// @param commitment A salted hash of the sealed evidence.
    /// @param beneficiary Who is to be paid.
    event CaseFiled(
        uint256 indexed caseId,
        address indexed claimant,
        uint256 level,
        uint256 diagnosedAt,
        bytes32 commitment,
        address beneficiary
    );

    /// @notice The claimant took the case back.
    /// @param caseId Its number, from 0.
    event CaseWithdrawn(uint256 indexed caseId);

    /// @notice The panel decided.
    /// @param caseId Its number, from 0.
    /// @param approve Whether it is approved.
    /// @param level The number of the level awarded, from 0.
    /// @param reportHash The hash of the panel's report.
    /// @param assessors Who signed.
    event CaseDecided(uint256 indexed caseId, bool approve, uint256 level, bytes32 reportHash, address[] assessors);

    /// @notice The case was paid.
    /// @param caseId Its number, from 0.
    /// @param benefit What the claimant or their beneficiary got.
    /// @param fee What the operator is credited.
    event CaseSettled(uint256 indexed caseId, uint256 benefit, uint256 fee);

    /// @notice A case was objected to; a jury decides.
    /// @param caseId Its number, from 0.
    /// @param disputeId The jury's number for it, from 0.
    /// @param reasonHash The hash of the reason.
    event CaseContested(uint256 indexed caseId, address indexed objector, uint256 disputeId, bytes32 reasonHash);

    /// @notice Somebody who could have objected gave a reason of their own while the case is contested.
    /// @param caseId Its number, from 0.
    /// @param reasonHash The hash of the reason.
    event ReasonAdded(uint256 indexed caseId, address indexed member, bytes32 reasonHash);

    /// @notice A rejected or undecided claimant appealed; a jury decides.
    /// @param caseId Its number, from 0.
    /// @param disputeId The jury's number for it, from 0.
    /// @param reasonHash The hash of the reason.
    event CaseAppealed(uint256 indexed caseId, uint256 disputeId, bytes32 reasonHash);

    /// @notice The jury's verdict took effect.
    /// @param caseId Its number, from 0.
    /// @param verdict What the jury said.
    event CaseConcluded(uint256 indexed caseId, IJury.Verdict verdict);

    /// @notice The claimant let one more reader open the sealed evidence: who may read, not what.
    /// @param caseId Its number, from 0.
    /// @param reader The SHA-256 hash of the reader's age public key, as it is written.
    event EvidenceGranted(uint256 indexed caseId, bytes32 indexed reader);

    // --- the life of a case ----------------------------------------------------------------------------------

    /// @notice File a case.
    /// @dev Refused with PlanClosed, UnknownLevel, DiagnosisInFuture, FilingTooLate, NotCovered, CaseAlreadyOpen.
    /// @param level The level's number, from 0.
    /// @param diagnosedAt When the illness was diagnosed.
    /// @param commitment A salted hash of the sealed evidence.
    /// @param beneficiary Who is to be paid; the zero address for the claimant.
    /// @return caseId The case's number.
    function file(uint256 level, uint256 diagnosedAt, bytes32 commitment, address beneficiary)
        external
        returns (uint256 caseId);

    /// @notice The claimant takes an undecided case back.
    /// @dev Refused with UnknownCase, NotClaimant, CaseNotFiled.
    /// @param caseId Its number, from 0.
    function withdrawCase(uint256 caseId) external;

    /// @notice Bring the panel's decision, by anyone: a quorum of signatures of distinct assessors.
    /// @dev Refused with UnknownCase, CaseNotFiled, DecisionTooLate, UnknownLevel, LevelEndsMembership, NotCovered,
    /// NoQuorum, AssessorsNotSorted, NotAssessor, InvalidSignature, QueueFull.
    /// @param decision What was decided.
    /// @param seals The signatures, assessors rising.
    function decide(Decision calldata decision, Seal[] calldata seals) external;

    /// @notice Have an announced case paid after its notice, by anyone.
    /// @dev Refused with UnknownCase, CaseNotPayable.
    /// @param caseId Its number, from 0.
    function settle(uint256 caseId) external;

    /// @notice The claimant writes down that one more reader may open the sealed evidence, at any time.
    /// @dev Refused with UnknownCase, NotClaimant.  No rule depends on it; the key itself goes to the reader off chain.
    /// @param caseId Its number, from 0.
    /// @param reader The SHA-256 hash of the reader's age public key, as it is written.
    function grant(uint256 caseId, bytes32 reader) external;

    // --- objection and appeal --------------------------------------------------------------------------------

    /// @notice Object to an announced case within its notice, once a case, by anybody who shared in it, with a bond.
    /// @dev Refused with UnknownCase, CaseNotContestable, OwnCase, MayNotObject, TransferMismatch.
    /// @param caseId Its number, from 0.
    /// @param reasonHash The hash of the reason.
    function object(uint256 caseId, bytes32 reasonHash) external;

    /// @notice Give a reason of one's own against a contested case, by anybody who could have objected, without a bond.
    /// @dev Refused with UnknownCase, CaseNotContestable, OwnCase, MayNotObject.  No rule depends on it.
    /// @param caseId Its number, from 0.
    /// @param reasonHash The hash of the reason.
    function addReason(uint256 caseId, bytes32 reasonHash) external;

    /// @notice Take a rejected case, or one left undecided, to the jury, once, with a bond.
    /// @dev Refused with UnknownCase, NotClaimant, CaseNotAppealable, MembershipEnded, MembershipOver, CaseAlreadyOpen,
    /// TransferMismatch.
    /// @param caseId Its number, from 0.
    /// @param reasonHash The hash of the reason.
    function appeal(uint256 caseId, bytes32 reasonHash) external;

    /// @notice Put the jury's verdict in force.
    /// @dev Refused with NotJury.
    /// @param caseId Its number, from 0.
    /// @param verdict What the jury said; `None` leaves the panel's word standing, and after `NoJury` an objection counts
    /// as not made.
    /// @param bonded Who put up the bond.
    /// @param jurors Those who revealed.
    function conclude(uint256 caseId, IJury.Verdict verdict, address bonded, address[] calldata jurors) external;

    // --- the panel -------------------------------------------------------------------------------------------

    /// @notice The operator proposes another panel of the same size, which can be installed `2 × period + notice` later,
    /// for one period.
    /// @dev Refused with NotOperator, InvalidTerm.
    /// @param assessors Its members.
    function proposePanel(address[] calldata assessors) external;

    /// @notice Put the proposed panel in force, by anyone.
    /// @dev Refused with NoProposal, ProposalTooEarly, ProposalVoid.
    function installPanel() external;

    // --- reading ---------------------------------------------------------------------------------------------

    /// @notice A case, as it stands now.
    /// @dev Refused with UnknownCase.
    /// @param caseId Its number, from 0.
    function caseOf(uint256 caseId) external view returns (CaseView memory);

    /// @notice How many cases have been filed.
    function caseCount() external view returns (uint256);

    /// @notice What a closing waits for.
    /// @return quietFrom From when no case can be undecided any more; 0 if none was filed.
    /// @return unpaid Cases approved, announced, contested or appealed.
    function pending() external view returns (uint256 quietFrom, uint256 unpaid);

    /// @notice Whose case it is.
    /// @dev Refused with UnknownCase.
    /// @param caseId Its number, from 0.
    function partiesOf(uint256 caseId) external view returns (address claimant, address beneficiary);

    /// @notice The case of a membership that is filed or appealed, and not decided.
    /// @param joinedAt When the membership began.
    /// @return caseIdPlusOne Its number, and one; 0 if there is none.
    function undecidedCaseOf(address member, uint256 joinedAt) external view returns (uint256 caseIdPlusOne);

    /// @notice The case of a membership that is filed, appealed, approved and not announced, or can still be appealed.
    /// @param joinedAt When the membership began.
    /// @return caseIdPlusOne Its number, and one; 0 if there is none.
    function unresolvedCaseOf(address member, uint256 joinedAt) external view returns (uint256 caseIdPlusOne);

    /// @notice Whether an account is on the panel now.
    function isAssessor(address account) external view returns (bool);

    /// @notice Whether an account is on the panel now, or has ever signed a decision.
    function isJudge(address account) external view returns (bool);
}
