// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {BlockHeader} from "@openzeppelin/contracts/utils/BlockHeader.sol";
import {Blockhash} from "@openzeppelin/contracts/utils/Blockhash.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IJury} from "./interfaces/IJury.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Sampling} from "./libraries/Sampling.sol";
import {Volunteers} from "./Volunteers.sol";

/// @title The jury (评审团)
/// @dev A draw looks at the seats (see {Volunteers}) in an order that follows from a seed, a bounded number in each
/// call, and goes on where it stopped: its cost does not grow with the seats, and dead seats cannot blind it.
///
/// Who is a candidate follows from what stands written when the draw looks, and was fixed when the dispute began: nothing
/// that anybody does once the seed is known makes them one, or saves them from being one.
///
/// The seed follows from the randomness (RANDAO) of one block named before it exists, read from that block's header.
/// Unlike a block's hash, nobody can shape that value by trying: a proposer just before the named block can only keep
/// their own block back, with its reward, for one other draw.  Drawing later changes nothing.
contract Jury is Volunteers {
    /// @dev Bits: 64 + 32 + 40 + 32 + 40 + 40 = 248; 160 + 40 + 8 + 8 + 8 + 8 + 8 = 240; 64 + 40 + 32 + 64 = 200; 256, 4 slots.
    struct Dispute {
        uint64 caseId;
        uint32 pool;
        uint40 before;
        uint32 period;
        uint40 openedAt;
        uint40 since; // when this draw was called for
        address objector;
        uint40 drawnAt; // when this draw was completed by a call
        uint8 round;
        bool decided;
        uint8 found;
        uint8 pays;
        uint8 refuses;
        uint64 drawBlock;
        uint40 position;
        uint32 looked;
        uint64 revealed; // a bit for each juror
        bytes32 seed;
    }

    /// @dev What a call of a draw starts from and comes to.
    struct Look {
        bytes32 seed;
        address claimant;
        address beneficiary;
        uint256 position;
        uint256 looked;
        uint256 found;
    }

    /// @dev Blocks between a dispute and the block that draws.  Each block on the way adds to the randomness what only its
    /// proposer knew before, so whoever objects would have to know all of them.
    uint256 private constant BLOCKS_AHEAD = 32;
    /// @dev The most seats a call of a draw looks at, and the most positions.
    uint256 private constant MAX_SEATS = 128;
    uint256 private constant MAX_POSITIONS = 512;
    uint256 private constant MAX_JURORS = 64;
    ICaseDesk public immutable desk;
    uint256 private immutable _size;
    uint256 private immutable _quorum;
    uint256 private immutable _commit;
    uint256 private immutable _reveal;
    uint256 private immutable _waiting;

    uint256 private _disputeCount;
    mapping(uint256 disputeId => Dispute) private _disputes;
    mapping(uint256 disputeId => uint32[MAX_JURORS][2]) private _jurorSeats;
    mapping(uint256 disputeId => bytes32[MAX_JURORS][2]) private _commitments;

    constructor(IMutualLedger ledger_, ICaseDesk desk_, Terms memory terms) Volunteers(ledger_) {
        desk = desk_;
        _size = terms.jury.size;
        _quorum = terms.jury.quorum;
        _commit = terms.jury.commit;
        _reveal = terms.jury.reveal;
        _waiting = terms.waiting;
    }

    // --- a dispute -------------------------------------------------------------------------------------------

    /// @inheritdoc IJury
    function open(uint256 caseId, address objector, uint256 before, uint256 period)
        external
        returns (uint256 disputeId)
    {
        if (msg.sender != address(desk)) revert IMutualLedger.NotDesk(msg.sender);
        disputeId = _disputeCount++;
        Dispute storage d = _disputes[disputeId];
        d.caseId = uint64(caseId);
        d.pool = uint32(_seatsBefore(before));
        d.before = uint40(before);
        d.period = uint32(period);
        d.openedAt = uint40(block.timestamp);
        d.objector = objector;
        _callDraw(d);

        emit DisputeOpened(disputeId, caseId, d.pool, d.drawBlock);
    }

    /// @inheritdoc IJury
    function renewDraw(uint256 disputeId) external {
        Dispute storage d = _at(disputeId, DisputeStage.Drawing);
        uint256 drawBlock = d.drawBlock;
        bool expired = block.number > drawBlock && Blockhash.blockHash(drawBlock) == 0;
        if (d.seed != 0 || !expired) revert DrawNotExpired(drawBlock);
        d.drawBlock = uint64(block.number + BLOCKS_AHEAD);

        emit DrawRenewed(disputeId, d.drawBlock);
    }

    /// @inheritdoc IJury
    function draw(uint256 disputeId, bytes calldata header) external {
        Dispute storage d = _at(disputeId, DisputeStage.Drawing);
        uint256 round = d.round;
        Look memory look = Look(d.seed, address(0), address(0), d.position, d.looked, d.found);
        bool begins = look.seed == 0;
        if (begins) {
            bytes32 randomness = _randomnessOf(d.drawBlock, header);
            look.seed = keccak256(abi.encode(randomness, address(this), disputeId, round));

            emit SeedFixed(disputeId, round, look.seed);
        }
        address[] memory jurors = _look(d, _jurorSeats[disputeId][round], look);
        bool complete = look.found == _size || look.looked == d.pool;
        d.found = uint8(look.found);
        if (complete) {
            d.drawnAt = uint40(block.timestamp);
        } else {
            (d.position, d.looked) = (uint40(look.position), uint32(look.looked));
            if (begins) d.seed = look.seed;
        }

        emit JurorsDrawn(disputeId, round, jurors, look.position, complete);

        if (complete && look.found < _quorum) _endWithoutJury(disputeId, d);
    }

    /// @inheritdoc IJury
    function commit(uint256 disputeId, bytes32 commitment) external {
        Dispute storage d = _at(disputeId, DisputeStage.Committing);
        uint256 place = _placeOf(disputeId, d, msg.sender);
        bytes32[MAX_JURORS] storage commitments = _commitments[disputeId][d.round];
        if (commitments[place] != 0) revert AlreadyVoted(msg.sender);
        commitments[place] = commitment;

        emit VoteCommitted(disputeId, msg.sender, commitment);
    }

    /// @inheritdoc IJury
    function reveal(uint256 disputeId, address juror, bool pays, bytes32 salt) external {
        Dispute storage d = _at(disputeId, DisputeStage.Revealing);
        uint256 place = _placeOf(disputeId, d, juror);
        if (_hasRevealed(d, place)) revert AlreadyVoted(juror);
        bool fits = _commitments[disputeId][d.round][place] == commitmentOf(disputeId, juror, pays, salt);
        if (!fits) revert CommitmentMismatch(juror);
        d.revealed |= uint64(1 << place);
        if (pays) d.pays += 1;
        else d.refuses += 1;

        emit VoteRevealed(disputeId, juror, pays);
    }

    /// @inheritdoc IJury
    function tally(uint256 disputeId) external {
        Dispute storage d = _at(disputeId, DisputeStage.Counting);
        if (_votesFrom(d) == 0) {
            _endWithoutJury(disputeId, d);
            return;
        }
        uint256 revealed = uint256(d.pays) + d.refuses;
        address[] memory faithful = _barTheSilent(disputeId, d, revealed);
        if (revealed < _quorum && d.round == 0) {
            _redraw(d);

            emit QuorumMissed(disputeId, d.drawBlock);
        } else {
            Verdict majority = d.pays > d.refuses ? Verdict.Pays : Verdict.Refuses;
            bool none = revealed < _quorum || d.pays == d.refuses;
            _decide(disputeId, d, none ? Verdict.None : majority, faithful);
        }
    }

    // --- reading ---------------------------------------------------------------------------------------------

    /// @inheritdoc IJury
    function disputeOf(uint256 disputeId) external view returns (DisputeView memory) {
        Dispute memory d = _known(disputeId);
        (DisputeStage stage, uint256 ends) = _stageOf(d);
        address[] memory jurors = new address[](d.found);
        for (uint256 i; i < jurors.length; ++i) {
            jurors[i] = _jurorAt(disputeId, d.round, i);
        }
        return DisputeView({
            caseId: d.caseId,
            stage: stage,
            ends: ends,
            round: d.round,
            block_: d.drawBlock,
            seed: d.seed,
            pool: d.pool,
            position: d.position,
            jurors: jurors,
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
    function isCandidate(uint256 disputeId, address account) external view returns (bool) {
        Dispute storage d = _known(disputeId);
        (address claimant, address beneficiary) = desk.partiesOf(d.caseId);
        if (_volunteers[account].seatPlusOne == 0) return false;
        return account != claimant && account != beneficiary && _isCandidate(d, account);
    }

    // --- drawing ---------------------------------------------------------------------------------------------

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

    /// @dev Forgets a round whose quorum was missed, and calls for the second.
    function _redraw(Dispute storage d) private {
        d.round = 1;
        (d.drawnAt, d.found, d.pays, d.refuses) = (0, 0, 0, 0);
        (d.position, d.looked, d.revealed, d.seed) = (0, 0, 0, 0);
        _callDraw(d);
    }

    /// @dev Looks at seats in the order of the seed, from where the last call stopped, and keeps the candidates.
    function _look(Dispute storage d, uint32[MAX_JURORS] storage seats, Look memory look)
        private
        returns (address[] memory jurors)
    {
        (look.claimant, look.beneficiary) = desk.partiesOf(d.caseId);
        uint256 pool = d.pool;
        uint256 half = Sampling.halfOf(pool);
        uint256 lastPosition = look.position + MAX_POSITIONS;
        uint256 lastLooked = Math.min(look.looked + MAX_SEATS, pool);
        uint256 before = look.found;
        jurors = new address[](_size - before);
        while (look.found < _size && look.looked < lastLooked && look.position < lastPosition) {
            uint256 seat = Sampling.numberAt(look.seed, half, look.position++);
            if (seat >= pool) continue;
            ++look.looked;
            address account = _seats[seat].account;
            if (account == look.claimant || account == look.beneficiary || !_isCandidate(d, account)) continue;
            seats[look.found] = uint32(seat);
            jurors[look.found++ - before] = account;
        }
        uint256 fresh = look.found - before;
        // The array is as long as the jurors found.
        assembly ("memory-safe") {
            mstore(jurors, fresh)
        }
    }

    /// @dev What happens in the second of the opening counts as after it.
    function _isCandidate(Dispute storage d, address account) private view returns (bool) {
        uint256 openedAt = d.openedAt;
        Volunteer memory v = _volunteers[account];
        bool resigned = v.resignedAt != 0 && v.resignedAt < openedAt;
        if (v.takenAt >= d.before || resigned || v.barredUntil > openedAt || account == d.objector) return false;
        IMutualLedger.MemberView memory member = ledger.memberOf(account);
        if (member.joinedAt >= d.before || member.joinedAt + _waiting > openedAt) return false;
        if (member.endedAt != 0 && member.endedAt < openedAt) return false;
        bool lapsed = member.lapsedAt != 0 && member.lapsedAt < openedAt;
        if (lapsed && member.lastPaidIn != d.period) return false;
        return ledger.reinstatedAtOf(account) < openedAt && !desk.isJudge(account);
    }

    // --- jurors and their votes ------------------------------------------------------------------------------

    function _jurorAt(uint256 disputeId, uint256 round, uint256 place) private view returns (address) {
        return _seats[_jurorSeats[disputeId][round][place]].account;
    }

    /// @dev The place of a juror in the last draw.
    function _placeOf(uint256 disputeId, Dispute storage d, address account) private view returns (uint256 place) {
        uint256 seatPlusOne = _volunteers[account].seatPlusOne;
        uint32[MAX_JURORS] storage seats = _jurorSeats[disputeId][d.round];
        for (uint256 found = d.found; place < found; ++place) {
            if (uint256(seats[place]) + 1 == seatPlusOne) return place;
        }
        revert NotJuror(account);
    }

    function _hasRevealed(Dispute storage d, uint256 place) private view returns (bool) {
        return (d.revealed >> place) & 1 == 1;
    }

    /// @dev Jurors who revealed; the others cannot be drawn for a while.
    function _barTheSilent(uint256 disputeId, Dispute storage d, uint256 revealed)
        private
        returns (address[] memory faithful)
    {
        faithful = new address[](revealed);
        uint256 kept;
        uint256 until = block.timestamp + BARRED_FOR;
        uint256 count = d.found;
        for (uint256 place; place < count; ++place) {
            address juror = _jurorAt(disputeId, d.round, place);
            if (_hasRevealed(d, place)) {
                faithful[kept++] = juror;
            } else {
                _bar(juror, until);
            }
        }
    }

    function _endWithoutJury(uint256 disputeId, Dispute storage d) private {
        _decide(disputeId, d, d.round == 0 ? Verdict.NoJury : Verdict.None, new address[](0));
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
        ends = _votesFrom(d);
        if (ends == 0) {
            ends = d.since + _commit;
            return (block.timestamp < ends ? DisputeStage.Drawing : DisputeStage.Counting, ends);
        }
        ends += _commit;
        if (block.timestamp < ends) return (DisputeStage.Committing, ends);
        ends += _reveal;
        return (block.timestamp < ends ? DisputeStage.Revealing : DisputeStage.Counting, ends);
    }

    /// @dev When the jury began to vote: once it was complete, or at the end of the time to draw if it is a quorum; 0
    /// while there is none.
    function _votesFrom(Dispute memory d) private view returns (uint256) {
        if (d.drawnAt != 0) return d.drawnAt;
        uint256 drawEnds = d.since + _commit;
        return block.timestamp >= drawEnds && d.found >= _quorum ? drawEnds : 0;
    }
}
