// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IPlanTerms} from "./IPlanTerms.sol";

/// @title The jury (评审团)
/// @notice Draws jurors from volunteers by randomness that nobody knew when the dispute began, takes their sealed votes,
/// and tells the case desk the verdict.  Holds no money.  Every stage ends by the clock, and anyone can move it on:
/// `draw` once the block is there, `tally` once the votes are in.
///
/// Each function names its refusals in the order in which they are checked.
interface IJury is IPlanTerms {
    /// @notice Where a dispute stands; all but `Decided` follow from time and the draw.
    enum DisputeStage {
        Drawing,
        Committing,
        Revealing,
        Counting,
        Decided
    }

    /// @notice What the jury says of the claimant's case: nothing, or for it, or against it, or that none could sit in the
    /// first round.
    enum Verdict {
        None,
        Pays,
        Refuses,
        NoJury
    }

    /// @notice A dispute, as it stands now.
    /// @param caseId Its number, from 0.
    /// @param stage Where it stands.
    /// @param ends When this stage is over; 0 once it is decided.
    /// @param round 0 for the first draw, 1 for the second.
    /// @param block_ The block whose randomness draws the jurors.
    /// @param seed What the order of the seats follows from, once a draw has begun that needs several calls; else 0.
    /// @param pool How many seats are looked at, of candidates or not.
    /// @param position Where in the order of seats the next call goes on.
    /// @param jurors The jurors of the last draw, as far as they are found.
    /// @param pays Votes revealed for the claimant.
    /// @param refuses Votes revealed against.
    struct DisputeView {
        uint256 caseId;
        DisputeStage stage;
        uint256 ends;
        uint256 round;
        uint256 block_;
        bytes32 seed;
        uint256 pool;
        uint256 position;
        address[] jurors;
        uint256 pays;
        uint256 refuses;
    }

    // --- refusals --------------------------------------------------------------------------------------------

    /// @notice The account volunteers already.
    error AlreadyVolunteer(address member);
    /// @notice Who resigned can volunteer again after a while.
    error ResignedLately(address member, uint256 until);
    /// @notice The account does not volunteer.
    error NotVolunteer(address member);
    /// @notice There is no such dispute.
    error UnknownDispute(uint256 disputeId);
    /// @notice The dispute is not at the stage that this needs.
    error WrongStage(uint256 disputeId, DisputeStage stage);
    /// @notice The block for the draw is not there yet.
    error DrawTooEarly(uint256 block_);
    /// @notice The block for the draw is out of reach; renew it.
    error DrawExpired(uint256 block_);
    /// @notice The header brought is not that of the block for the draw.
    error WrongHeader(uint256 block_);
    /// @notice The block for the draw is still within reach.
    error DrawNotExpired(uint256 block_);
    /// @notice The account is not a juror of this dispute.
    error NotJuror(address account);
    /// @notice The juror has done this already.
    error AlreadyVoted(address juror);
    /// @notice The vote does not fit what was sealed.
    error CommitmentMismatch(address juror);

    // --- events ----------------------------------------------------------------------------------------------

    /// @notice A member volunteered.
    /// @param seat The number of their seat, which is theirs for ever.
    event Volunteered(address indexed member, uint256 seat);

    /// @notice A volunteer resigned.
    event Resigned(address indexed member);

    /// @notice A dispute began.
    /// @param disputeId Its number, counted from 0.
    /// @param caseId Its number, from 0.
    /// @param pool How many volunteers can be drawn from.
    /// @param block_ The block whose randomness draws the jurors.
    event DisputeOpened(uint256 indexed disputeId, uint256 indexed caseId, uint256 pool, uint256 block_);

    /// @notice The block for the draw passed out of reach; another was named.
    /// @param disputeId Its number, from 0.
    /// @param block_ The block whose randomness draws the jurors now.
    event DrawRenewed(uint256 indexed disputeId, uint256 block_);

    /// @notice A draw began: the order of the seats is fixed.
    /// @param disputeId Its number, from 0.
    /// @param round 0 for the first draw, 1 for the second.
    event SeedFixed(uint256 indexed disputeId, uint256 round, bytes32 seed);

    /// @notice A draw went on.
    /// @param disputeId Its number, from 0.
    /// @param round 0 for the first draw, 1 for the second.
    /// @param jurors Who was found by this call.
    /// @param position Where the next call goes on.
    /// @param complete Whether the jury is full, or all seats were looked at.
    event JurorsDrawn(uint256 indexed disputeId, uint256 round, address[] jurors, uint256 position, bool complete);

    /// @notice A juror sealed a vote.
    /// @param disputeId Its number, from 0.
    event VoteCommitted(uint256 indexed disputeId, address indexed juror, bytes32 commitment);

    /// @notice A juror opened their vote.
    /// @param disputeId Its number, from 0.
    /// @param pays Whether they found for the claimant.
    event VoteRevealed(uint256 indexed disputeId, address indexed juror, bool pays);

    /// @notice A drawn juror did not reveal, and cannot be drawn for a while.
    /// @param until Until when, in Unix seconds, that second not included.
    event JurorBarred(address indexed juror, uint256 until);

    /// @notice Too few votes were revealed; jurors are drawn once more.
    /// @param disputeId Its number, from 0.
    /// @param block_ The block whose randomness draws the jurors.
    event QuorumMissed(uint256 indexed disputeId, uint256 block_);

    /// @notice A dispute ended.
    /// @param disputeId Its number, from 0.
    /// @param verdict What the jury says.
    event DisputeDecided(uint256 indexed disputeId, Verdict verdict);

    // --- volunteers ------------------------------------------------------------------------------------------

    /// @notice Volunteer as a juror.  Counts for cases announced, or filed, afterwards.
    /// @dev Refused with NotActive, AlreadyVolunteer, ResignedLately.
    function volunteer() external;

    /// @notice Stop volunteering.  Counts for disputes that begin afterwards.
    /// @dev Refused with NotVolunteer.
    function resign() external;

    // --- a dispute -------------------------------------------------------------------------------------------

    /// @notice Begin a dispute.
    /// @dev Refused with NotDesk.
    /// @param caseId Its number, from 0.
    /// @param objector Who objects; the claimant for an appeal.
    /// @param before Only who volunteered and joined before this time can be drawn.
    /// @param period The period that announced the case; one that no announcement has for an appeal.
    /// @return disputeId Its number.
    function open(uint256 caseId, address objector, uint256 before, uint256 period) external returns (uint256 disputeId);

    /// @notice Name another block for a draw that has not begun and whose block passed out of reach.
    /// @dev Refused with UnknownDispute, WrongStage, DrawNotExpired.
    /// @param disputeId Its number, from 0.
    function renewDraw(uint256 disputeId) external;

    /// @notice Draw jurors, by anyone; again and again, until the draw is complete or its time is over.  Those found by
    /// then judge if they are a quorum.
    /// @dev Refused with UnknownDispute, WrongStage, and while the draw has no seed with DrawTooEarly, DrawExpired,
    /// WrongHeader.
    /// @param disputeId Its number, from 0.
    /// @param header The RLP-encoded header of the block for the draw, which carries its randomness; read by the first call.
    function draw(uint256 disputeId, bytes calldata header) external;

    /// @notice Seal a vote.
    /// @dev Refused with UnknownDispute, WrongStage, NotJuror, AlreadyVoted.
    /// @param disputeId Its number, from 0.
    /// @param commitment What {commitmentOf} gives for the vote.
    function commit(uint256 disputeId, bytes32 commitment) external;

    /// @notice Open a juror's vote, by anyone who knows their secret.
    /// @dev Refused with UnknownDispute, WrongStage, NotJuror, AlreadyVoted, CommitmentMismatch.
    /// @param disputeId Its number, from 0.
    /// @param juror Whose vote.
    /// @param pays Whether the juror finds for the claimant.
    /// @param salt The juror's secret.
    function reveal(uint256 disputeId, address juror, bool pays, bytes32 salt) external;

    /// @notice Count the votes, by anyone; or end a dispute that has no jury.
    /// @dev Refused with UnknownDispute, WrongStage, and for an appeal that is won QueueFull.
    /// @param disputeId Its number, from 0.
    function tally(uint256 disputeId) external;

    // --- reading ---------------------------------------------------------------------------------------------

    /// @notice A dispute, as it stands now.
    /// @dev Refused with UnknownDispute.
    /// @param disputeId Its number, from 0.
    function disputeOf(uint256 disputeId) external view returns (DisputeView memory);

    /// @notice What a juror commits to: it binds plan, chain, dispute, draw, juror, vote and secret.
    /// @param disputeId Its number, from 0.
    /// @param pays Whether they find for the claimant.
    /// @param salt Their secret.
    function commitmentOf(uint256 disputeId, address juror, bool pays, bytes32 salt) external view returns (bytes32);

    /// @notice How many seats there are, one for each account that ever volunteered.
    function seatCount() external view returns (uint256);

    /// @notice Whether an account is a candidate for the jury of a dispute, by the records as they are now.
    /// @dev Refused with UnknownDispute.
    /// @param disputeId Its number, from 0.
    function isCandidate(uint256 disputeId, address account) external view returns (bool);
}
