// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IJury} from "./interfaces/IJury.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Sampling} from "./libraries/Sampling.sol";

/// @title The jury (评审团)
/// @dev Seats of volunteers are numbered as they are taken and never renumbered, so "volunteered before" is a number of
/// seats, found once when a dispute begins.  A draw looks at seats in random order and passes over those that do not
/// qualify; it looks at a bounded number of them, so its cost does not grow with the volunteers.
///
/// The jurors follow from the randomness (RANDAO) of one block named before it exists, read from that block's header.
/// Unlike a block's hash, nobody can shape that value by trying: a proposer just before the named block can only keep
/// their own block back, with its reward, for one other draw.  Drawing later changes nothing.
contract Jury is IJury {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev Bits: 64 + 40 = 104, one slot.
    struct Volunteer {
        uint64 seatPlusOne;
        uint40 barredUntil;
    }

    /// @dev Bits: 64 + 64 + 64 + 40 = 232; 160 + 40 + 8 + 8 + 16 + 16 = 248; 160, 3 slots.
    struct Dispute {
        uint64 caseId;
        uint64 pool;
        uint64 drawBlock;
        uint40 since; // when this draw was called for
        address claimant;
        uint40 drawnAt;
        uint8 round;
        bool decided;
        uint16 pays;
        uint16 refuses;
        address objector;
    }

    /// @dev Bits: 8 + 8 = 16; 256, 2 slots.
    struct Vote {
        uint8 roundPlusOne;
        bool revealed;
        bytes32 commitment;
    }

    /// @dev Blocks between a dispute and the block that draws.  Each block on the way adds to the randomness what only its
    /// proposer knew before, so whoever objects would have to know all of them.
    uint256 private constant BLOCKS_AHEAD = 32;
    /// @dev The most seats a draw looks at.
    uint256 private constant MAX_LOOKS = 256;
    /// @dev How long a juror who did not reveal cannot be drawn.
    uint256 private constant BARRED_FOR = 90 days;

    IMutualLedger public immutable ledger;
    ICaseDesk public immutable desk;
    uint256 private immutable _size;
    uint256 private immutable _quorum;
    uint256 private immutable _commit;
    uint256 private immutable _reveal;
    uint256 private immutable _waiting;

    mapping(uint256 seat => address) private _seats;
    mapping(address account => Volunteer) private _volunteers;
    Checkpoints.Trace208 private _seatsAt;

    uint256 private _disputeCount;
    mapping(uint256 disputeId => Dispute) private _disputes;
    mapping(uint256 disputeId => address[]) private _jurors;
    mapping(uint256 disputeId => mapping(address juror => Vote)) private _votes;

    constructor(IMutualLedger ledger_, ICaseDesk desk_, Terms memory terms) {
        ledger = ledger_;
        desk = desk_;
        _size = terms.jury.size;
        _quorum = terms.jury.quorum;
        _commit = terms.jury.commit;
        _reveal = terms.jury.reveal;
        _waiting = terms.waiting;
    }

    // --- volunteers ------------------------------------------------------------------------------------------

    /// @inheritdoc IJury
    function volunteer() external {
        IMutualLedger.MemberView memory member = ledger.memberOf(msg.sender);
        if (member.status != IMutualLedger.Status.Active) revert IMutualLedger.NotActive(msg.sender);
        if (_volunteers[msg.sender].seatPlusOne != 0) revert AlreadyVolunteer(msg.sender);
        uint256 seat = seatCount();
        _seats[seat] = msg.sender;
        _volunteers[msg.sender].seatPlusOne = uint64(seat + 1);
        _seatsAt.push(uint48(block.timestamp), uint208(seat + 1));

        emit Volunteered(msg.sender, seat);
    }

    /// @inheritdoc IJury
    function resign() external {
        Volunteer storage v = _volunteers[msg.sender];
        if (v.seatPlusOne == 0) revert NotVolunteer(msg.sender);
        delete _seats[v.seatPlusOne - 1];
        v.seatPlusOne = 0;

        emit Resigned(msg.sender);
    }

    // --- a dispute -------------------------------------------------------------------------------------------

    /// @inheritdoc IJury
    function open(uint256 caseId, address claimant, address objector, uint256 before)
        external
        returns (uint256 disputeId)
    {
        if (msg.sender != address(desk)) revert IMutualLedger.NotDesk(msg.sender);
        disputeId = _disputeCount++;
        Dispute storage d = _disputes[disputeId];
        d.caseId = uint64(caseId);
        d.claimant = claimant;
        d.objector = objector;
        d.pool = uint64(_seatsAt.upperLookup(uint48(before - 1)));
        _callDraw(d);

        emit DisputeOpened(disputeId, caseId, d.pool, d.drawBlock);
    }

    /// @inheritdoc IJury
    function renewDraw(uint256 disputeId) external {
        Dispute storage d = _at(disputeId, DisputeStage.Drawing);
        if (block.number <= d.drawBlock || Blockhash.blockHash(d.drawBlock) != 0) revert DrawNotExpired(d.drawBlock);
        d.drawBlock = uint64(block.number + BLOCKS_AHEAD);

        emit DrawRenewed(disputeId, d.drawBlock);
    }

    /// @inheritdoc IJury
    function draw(uint256 disputeId, bytes calldata header) external {
        Dispute storage d = _at(disputeId, DisputeStage.Drawing);
        bytes32 randomness = _randomnessOf(d.drawBlock, header);
        address[] memory jurors = _drawn(d, keccak256(abi.encode(randomness, address(this), disputeId, d.round)));
        if (jurors.length < _size) {
            _decide(disputeId, d, Verdict.None, new address[](0));
            return;
        }
        d.drawnAt = uint40(block.timestamp);
        _jurors[disputeId] = jurors;
        for (uint256 i; i < jurors.length; ++i) {
            _votes[disputeId][jurors[i]] = Vote(d.round + 1, false, 0);
        }

        emit JurorsDrawn(disputeId, d.round, jurors);
    }

    /// @inheritdoc IJury
    function commit(uint256 disputeId, bytes32 commitment) external {
        Dispute storage d = _at(disputeId, DisputeStage.Committing);
        Vote storage vote = _voteOf(disputeId, d.round);
        if (vote.commitment != 0) revert AlreadyVoted(msg.sender);
        vote.commitment = commitment;

        emit VoteCommitted(disputeId, msg.sender, commitment);
    }

    /// @inheritdoc IJury
    function reveal(uint256 disputeId, bool pays, bytes32 salt) external {
        Dispute storage d = _at(disputeId, DisputeStage.Revealing);
        Vote storage vote = _voteOf(disputeId, d.round);
        if (vote.revealed) revert AlreadyVoted(msg.sender);
        bool fits = vote.commitment == commitmentOf(disputeId, msg.sender, pays, salt);
        if (!fits) revert CommitmentMismatch(msg.sender);
        vote.revealed = true;
        if (pays) d.pays += 1;
        else d.refuses += 1;

        emit VoteRevealed(disputeId, msg.sender, pays);
    }

    /// @inheritdoc IJury
    function tally(uint256 disputeId) external {
        Dispute storage d = _at(disputeId, DisputeStage.Counting);
        uint256 revealed = uint256(d.pays) + d.refuses;
        address[] memory faithful = _barTheSilent(disputeId, revealed);
        if (d.drawnAt == 0) {
            _decide(disputeId, d, Verdict.None, faithful);
        } else if (revealed >= _quorum) {
            Verdict verdict = d.pays > d.refuses ? Verdict.Pays : Verdict.Refuses;
            _decide(disputeId, d, d.pays == d.refuses ? Verdict.None : verdict, faithful);
        } else if (d.round == 0) {
            d.round = 1;
            (d.pays, d.refuses, d.drawnAt) = (0, 0, 0);
            delete _jurors[disputeId];
            _callDraw(d);

            emit QuorumMissed(disputeId, d.drawBlock);
        } else {
            _decide(disputeId, d, Verdict.None, faithful);
        }
    }

    // --- reading ---------------------------------------------------------------------------------------------

    /// @inheritdoc IJury
    function disputeOf(uint256 disputeId) external view returns (DisputeView memory) {
        Dispute memory d = _known(disputeId);
        (DisputeStage stage, uint256 ends) = _stageOf(d);
        return DisputeView({
            caseId: d.caseId,
            stage: stage,
            ends: ends,
            round: d.round,
            block_: d.drawBlock,
            pool: d.pool,
            jurors: _jurors[disputeId],
            pays: d.pays,
            refuses: d.refuses
        });
    }

    /// @inheritdoc IJury
    function commitmentOf(uint256 disputeId, address juror, bool pays, bytes32 salt) public view returns (bytes32) {
        uint256 round = _disputes[disputeId].round;
        return keccak256(abi.encode(block.chainid, address(this), disputeId, round, juror, pays, salt));
    }

    /// @inheritdoc IJury
    function seatCount() public view returns (uint256) {
        return _seatsAt.latest();
    }

    /// @inheritdoc IJury
    function isEligible(address account) public view returns (bool) {
        if (block.timestamp < _volunteers[account].barredUntil) return false;
        IMutualLedger.MemberView memory member = ledger.memberOf(account);
        bool covered = member.joinedAt + _waiting <= block.timestamp;
        return covered && member.status == IMutualLedger.Status.Active && !desk.isAssessor(account);
    }

    // --- drawing and counting --------------------------------------------------------------------------------

    /// @dev The RANDAO value of a past block, whose header is brought and checked against the block's hash.
    function _randomnessOf(uint256 drawBlock, bytes memory header) private view returns (bytes32) {
        if (block.number <= drawBlock) revert DrawTooEarly(drawBlock);
        bytes32 hash = Blockhash.blockHash(drawBlock);
        if (hash == 0) revert DrawExpired(drawBlock);
        if (keccak256(header) != hash) revert WrongHeader(drawBlock);
        return BlockHeader.getPrevRandao(header);
    }

    function _callDraw(Dispute storage d) private {
        d.since = uint40(block.timestamp);
        d.drawBlock = uint64(block.number + BLOCKS_AHEAD);
    }

    /// @dev Looks at seats in random order until the jury is full.
    function _drawn(Dispute storage d, bytes32 seed) private view returns (address[] memory jurors) {
        jurors = new address[](_size);
        uint256 found;
        uint256 looks = d.pool < MAX_LOOKS ? d.pool : MAX_LOOKS;
        Sampling.Urn memory urn = Sampling.fill(d.pool, looks);
        for (uint256 i; i < looks && found < jurors.length; ++i) {
            address candidate = _seats[Sampling.take(urn, uint256(keccak256(abi.encode(seed, i))))];
            bool party = candidate == d.claimant || candidate == d.objector;
            if (candidate == address(0) || party || !isEligible(candidate)) continue;
            jurors[found++] = candidate;
        }
        // The array is as long as the jurors found.
        assembly ("memory-safe") {
            mstore(jurors, found)
        }
    }

    /// @dev Jurors who revealed; the others lose their seat for a while.
    function _barTheSilent(uint256 disputeId, uint256 revealed) private returns (address[] memory faithful) {
        address[] memory jurors = _jurors[disputeId];
        faithful = new address[](revealed);
        uint256 found;
        uint256 until = block.timestamp + BARRED_FOR;
        for (uint256 i; i < jurors.length; ++i) {
            if (_votes[disputeId][jurors[i]].revealed) {
                faithful[found++] = jurors[i];
            } else {
                _volunteers[jurors[i]].barredUntil = uint40(until);

                emit SeatLost(jurors[i], until);
            }
        }
    }

    function _decide(uint256 disputeId, Dispute storage d, Verdict verdict, address[] memory faithful) private {
        d.decided = true;

        emit DisputeDecided(disputeId, verdict);

        desk.conclude(d.caseId, verdict, d.objector, faithful);
    }

    // --- stages ----------------------------------------------------------------------------------------------

    function _known(uint256 disputeId) private view returns (Dispute storage) {
        if (disputeId >= _disputeCount) revert UnknownDispute(disputeId);
        return _disputes[disputeId];
    }

    function _at(uint256 disputeId, DisputeStage expected) private view returns (Dispute storage d) {
        d = _known(disputeId);
        (DisputeStage stage,) = _stageOf(d);
        if (stage != expected) revert WrongStage(disputeId, stage);
    }

    /// @dev The draw has as long as the sealing of votes has.
    function _stageOf(Dispute memory d) private view returns (DisputeStage stage, uint256 ends) {
        if (d.decided) return (DisputeStage.Decided, 0);
        if (d.drawnAt == 0) {
            ends = d.since + _commit;
            return (block.timestamp < ends ? DisputeStage.Drawing : DisputeStage.Counting, ends);
        }
        ends = d.drawnAt + _commit;
        if (block.timestamp < ends) return (DisputeStage.Committing, ends);
        ends += _reveal;
        return (block.timestamp < ends ? DisputeStage.Revealing : DisputeStage.Counting, ends);
    }

    /// @dev The caller's vote in the running draw.
    function _voteOf(uint256 disputeId, uint256 round) private view returns (Vote storage vote) {
        vote = _votes[disputeId][msg.sender];
        if (vote.roundPlusOne != round + 1) revert NotJuror(msg.sender);
    }
}
