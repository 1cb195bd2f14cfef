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

    /// @notice What the jury says of the claimant's case.
    enum Verdict {
        None,
        Pays,
        Refuses
    }

    /// @notice A dispute, as it stands now.
    /// @param caseId Its number, from 0.
    /// @param stage Where it stands.
    /// @param ends When this stage is over; 0 once it is decided.
    /// @param round 0 for the first draw, 1 for the second.
    /// @param block_ The block whose randomness draws the jurors.
    /// @param pool How many volunteers can be drawn from, eligible or not.
    /// @param jurors The jurors of the last draw.
    /// @param pays Votes revealed for the claimant.
    /// @param refuses Votes revealed against.
    struct DisputeView {
        uint256 caseId;
        DisputeStage stage;
        uint256 ends;
        uint256 round;
        uint256 block_;
        uint256 pool;
        address[] jurors;
        uint256 pays;
        uint256 refuses;
    }

    // --- refusals --------------------------------------------------------------------------------------------

    /// @notice The account volunteers already.
    error AlreadyVolunteer(address member);
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
    /// @param seat The number of their seat among all volunteers.
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

    /// @notice Jurors were drawn.
    /// @param disputeId Its number, from 0.
    /// @param round 0 for the first draw, 1 for the second.
    /// @param jurors Who.
    event JurorsDrawn(uint256 indexed disputeId, uint256 round, address[] jurors);

    /// @notice A juror sealed a vote.
    /// @param disputeId Its number, from 0.
    event VoteCommitted(uint256 indexed disputeId, address indexed juror, bytes32 commitment);

    /// @notice A juror opened their vote.
    /// @param disputeId Its number, from 0.
    /// @param pays Whether they found for the claimant.
    event VoteRevealed(uint256 indexed disputeId, address indexed juror, bool pays);

    /// @notice A drawn juror did not reveal, and cannot be drawn for a while.
    /// @param until Until when, in Unix seconds, that second not included.
    event SeatLost(address indexed juror, uint256 until);

    /// @notice Too few votes were revealed; jurors are drawn once more.
    /// @param disputeId Its number, from 0.
    /// @param block_ The block whose randomness draws the jurors.
    event QuorumMissed(uint256 indexed disputeId, uint256 block_);

    /// @notice A dispute ended.
    /// @param disputeId Its number, from 0.
    /// @param verdict What the jury says; `None` leaves the panel's word standing.
    event DisputeDecided(uint256 indexed disputeId, Verdict verdict);

    // --- volunteers ------------------------------------------------------------------------------------------

    /// @notice Volunteer as a juror.  Counts for cases announced, or filed, afterwards.
    /// @dev Refused with NotActive, AlreadyVolunteer.
    function volunteer() external;

    /// @notice Stop volunteering.  A juror already drawn stays one.
    /// @dev Refused with NotVolunteer.
    function resign() external;

    // --- a dispute -------------------------------------------------------------------------------------------

    /// @notice Begin a dispute.
    /// @dev Refused with NotDesk.
    /// @param caseId Its number, from 0.
    /// @param claimant Who cannot be drawn.
    /// @param objector Who cannot be drawn; the claimant again for an appeal.
    /// @param before Volunteers from before this time can be drawn.
    /// @return disputeId Its number.
    function open(uint256 caseId, address claimant, address objector, uint256 before)
        external
        returns (uint256 disputeId);

    /// @notice Name another block for a draw whose block passed out of reach.
    /// @dev Refused with UnknownDispute, WrongStage, DrawNotExpired.
    /// @param disputeId Its number, from 0.
    function renewDraw(uint256 disputeId) external;

    /// @notice Draw the jurors, by anyone.  With too few eligible volunteers the dispute ends and the panel's word stands.
    /// @dev Refused with UnknownDispute, WrongStage, DrawTooEarly, DrawExpired, WrongHeader.
    /// @param disputeId Its number, from 0.
    /// @param header The RLP-encoded header of the block for the draw, which carries its randomness.
    function draw(uint256 disputeId, bytes calldata header) external;

    /// @notice Seal a vote.
    /// @dev Refused with UnknownDispute, WrongStage, NotJuror, AlreadyVoted.
    /// @param disputeId Its number, from 0.
    /// @param commitment What {commitmentOf} gives for the vote.
    function commit(uint256 disputeId, bytes32 commitment) external;

    /// @notice Open a vote.
    /// @dev Refused with UnknownDispute, WrongStage, NotJuror, AlreadyVoted, CommitmentMismatch.
    /// @param disputeId Its number, from 0.
    /// @param pays Whether the juror finds for the claimant.
    /// @param salt The juror's secret.
    function reveal(uint256 disputeId, bool pays, bytes32 salt) external;

    /// @notice Count the votes, by anyone; or end a dispute whose draw nobody made in time.
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

    /// @notice How many seats of volunteers there are, left ones included.
    function seatCount() external view returns (uint256);

    /// @notice Whether an account could be drawn now, were it volunteering and no party.
    function isEligible(address account) external view returns (bool);
}
