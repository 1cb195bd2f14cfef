// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJury} from "../../contracts/interfaces/IJury.sol";
import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {Sampling} from "../../contracts/libraries/Sampling.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {MILD, STANDARD, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Draws among many seats that nobody fills any more: they cost calls, and blind no jury.  What each call must find is
/// worked out here by the rule.
contract LongDrawsTest is JuryFixture {
    /// @dev So many that about every other call ends by the most seats, and the rest by the most positions.
    uint256 private constant DEAD = 246;
    uint256 private constant POOL = SEATS + DEAD;

    /// @dev How far a draw has come.
    struct Progress {
        bytes32 seed;
        uint256 position;
        uint256 looked;
        uint256 found;
    }

    function setUp() public override {
        super.setUp();
        enrol(100, DEAD, STANDARD, 30 * YUAN);
        for (uint256 n = 100; n < 100 + DEAD; ++n) {
            volunteer(person(n));
            resign(person(n));
        }
        skip(1);
    }

    // ---- the rule

    function seedBy(bytes32 randomness, uint256 round) private view returns (bytes32) {
        return keccak256(abi.encode(randomness, address(jury), DISPUTE, round));
    }

    /// @dev One call looks at no more than 128 seats and 512 positions.
    function look(Progress memory p) private view returns (address[] memory jurors) {
        address[] memory found = new address[](5);
        uint256 fresh;
        (uint256 seats, uint256 positions) = (0, 0);
        while (p.found < 5 && p.looked < POOL && seats < 128 && positions < 512) {
            uint256 seat = Sampling.numberAt(p.seed, Sampling.halfOf(POOL), p.position);
            (p.position, positions) = (p.position + 1, positions + 1);
            if (seat >= POOL) continue;
            (p.looked, seats) = (p.looked + 1, seats + 1);
            bool live = seat >= SEAT && seat < SEATS && jury.isCandidate(DISPUTE, person(seat - SEAT));
            if (!live) continue;
            found[fresh++] = person(seat - SEAT);
            ++p.found;
        }
        jurors = new address[](fresh);
        for (uint256 i; i < fresh; ++i) {
            jurors[i] = found[i];
        }
    }

    function isComplete(Progress memory p) private pure returns (bool) {
        return p.found == 5 || p.looked == POOL;
    }

    /// @dev Makes the next call of a draw, which must find what the rule says.
    function callAsTheRuleSays(Progress memory p, uint256 round) private {
        address[] memory jurors = look(p);
        vm.expectEmit(address(jury));
        emit IJury.JurorsDrawn(DISPUTE, round, jurors, p.position, isComplete(p));
        bring(DISPUTE);
        IJury.DisputeView memory d = disputeOf(DISPUTE);
        assertEq(d.jurors.length, p.found);
        if (!isComplete(p)) {
            assertEq(d.seed, p.seed);
            assertEq(d.position, p.position);
            assertDispute(DISPUTE, IJury.DisputeStage.Drawing);
        }
    }

    /// @dev Randomness by which the first call finds so many, and does not complete the draw.
    function randomnessThatFinds(uint256 count, uint256 round) private view returns (bytes32 randomness) {
        for (uint256 n;; ++n) {
            randomness = keccak256(abi.encode("try", n));
            Progress memory p = Progress(seedBy(randomness, round), 0, 0, 0);
            look(p);
            if (p.found == count && !isComplete(p)) return randomness;
        }
    }

    /// @dev A dispute, and the first call of its draw, which finds so many.
    function begun(uint256 count) private returns (Progress memory p) {
        contested(MILD);
        return begin(count, 0);
    }

    function begin(uint256 count, uint256 round) private returns (Progress memory p) {
        awaitBlock(DISPUTE);
        bytes32 randomness = randomnessThatFinds(count, round);
        knowBlock(DISPUTE, randomness);
        p = Progress(seedBy(randomness, round), 0, 0, 0);
        callAsTheRuleSays(p, round);
    }

    /// @dev So many live volunteers are left.
    function only(uint256 count) private {
        for (uint256 n = count; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        skip(1);
    }

    /// @dev Whatever the randomness, a draw is over after a few calls, each of which finds what it must.
    function wholeDraw(bytes32 randomness) private returns (Progress memory p) {
        contested(MILD);
        awaitBlock(DISPUTE);
        knowBlock(DISPUTE, randomness);
        p = Progress(seedBy(randomness, 0), 0, 0, 0);
        uint256 calls;
        for (; !isComplete(p); ++calls) {
            callAsTheRuleSays(p, 0);
        }
        assertLe(calls, 4);
    }

    // ---- dead seats

    function test_ADrawGoesOnOverSeveralCallsUntilTheJuryIsFull(bytes32 randomness) public {
        Progress memory p = wholeDraw(randomness);
        assertEq(p.found, 5);
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Committing);
        bring(DISPUTE);
    }

    /// @dev Three live volunteers are found among 260 seats, wherever they are.
    function test_DeadSeatsInNumberCostOnlyCalls(bytes32 randomness) public {
        only(3);
        Progress memory p = wholeDraw(randomness);
        assertEq(p.looked, POOL);
        assertEq(p.found, 3);
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
        assertEq(disputeOf(DISPUTE).ends, timeNow() + 2 days);
        vote(DISPUTE, 0, 3);
        expectVerdict(DISPUTE, CASE, IJury.Verdict.Refuses);
        jury.tally(DISPUTE);
    }

    function test_OnlyOnceAllSeatsWereLookedAtThereIsNoJury() public {
        only(2);
        wholeDraw("any");
        assertDispute(DISPUTE, IJury.DisputeStage.Decided);
        assertCase(CASE, ICaseDesk.CaseStatus.Announced);
        assertEq(yuan.balanceOf(bob), BOND);
    }

    // ---- the seed, once for all calls

    function test_TheSeedIsFixedByTheFirstCallForGood() public {
        Progress memory p = begun(2);
        delete headers[DISPUTE];
        vm.roll(disputeOf(DISPUTE).block_ + 10_000);
        callAsTheRuleSays(p, 0);
    }

    function test_RevertWhen_ADrawThatHasASeedIsRenewed() public {
        begun(2);
        uint256 drawBlock = disputeOf(DISPUTE).block_;
        vm.roll(drawBlock + 10_000);
        expectRefusal(IJury.DrawNotExpired.selector, drawBlock);
        jury.renewDraw(DISPUTE);
    }

    function test_ResigningBetweenTwoCallsDodgesNoDuty() public {
        Progress memory p = begun(2);
        for (uint256 n; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        while (!isComplete(p)) {
            callAsTheRuleSays(p, 0);
        }
        assertEq(p.found, 5);
    }

    // ---- the end of the time to draw

    /// @dev Nobody need call: whoever was found votes from that second on.
    function test_AQuorumFoundByTheEndOfTheDrawJudgesWithoutAnotherCall() public {
        begun(3);
        uint256 ends = disputeOf(DISPUTE).ends;
        address[] memory jurors = disputeOf(DISPUTE).jurors;
        vm.warp(ends - 1);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Drawing);
        vm.prank(jurors[0]);
        jury.commit(DISPUTE, "sealed");
        vm.warp(ends);
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
        assertEq(disputeOf(DISPUTE).ends, ends + 2 days);
        expectWrongStage(DISPUTE, IJury.DisputeStage.Committing);
        bring(DISPUTE);
        vote(DISPUTE, 3, 0);
        assertEq(timeNow(), ends + 4 days);
        expectVerdict(DISPUTE, CASE, IJury.Verdict.Pays);
        jury.tally(DISPUTE);
    }

    function test_ATimeToSealThatBeganByItselfEndsByTheClock() public {
        begun(4);
        uint256 ends = disputeOf(DISPUTE).ends;
        address[] memory jurors = disputeOf(DISPUTE).jurors;
        vm.warp(ends + 2 days - 1);
        commit(DISPUTE, jurors[3], true);
        skip(1);
        assertDispute(DISPUTE, IJury.DisputeStage.Revealing);
        reveal(DISPUTE, jurors[3], true);
        skip(2 days);
        assertDispute(DISPUTE, IJury.DisputeStage.Counting);
    }

    function test_FewerThanAQuorumByTheEndOfTheDrawAreNoJury() public {
        begun(2);
        endStage(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Counting);
        expectVerdict(DISPUTE, CASE, IJury.Verdict.NoJury);
        jury.tally(DISPUTE);
        assertCase(CASE, ICaseDesk.CaseStatus.Announced);
        for (uint256 n; n < VOLUNTEERS; ++n) {
            assertEq(ledger.creditOf(person(n)), 0);
        }
    }

    /// @dev Who was found and could not vote was not silent.
    function test_WhoWasFoundForNoJuryIsNotBarred() public {
        begun(2);
        address juror = disputeOf(DISPUTE).jurors[0];
        endWithoutJury(DISPUTE);
        object(person(11), CASE);
        assertTrue(jury.isCandidate(DISPUTE + 1, juror));
    }

    /// @dev Twice two days each to draw, to seal and to open, all of which end by the clock alone.
    function test_NoDisputeTakesLongerThanTwelveDays() public {
        begun(3);
        uint256 opened = timeNow();
        endStage(DISPUTE);
        vote(DISPUTE, 0, 0);
        jury.tally(DISPUTE);
        begin(3, 1);
        endStage(DISPUTE);
        vote(DISPUTE, 0, 0);
        assertEq(timeNow(), opened + 12 days);
        expectVerdict(DISPUTE, CASE, IJury.Verdict.None);
        jury.tally(DISPUTE);
    }

    // ---- the second round

    function test_TheSecondDrawBeginsFromTheFirstPositionAgain() public {
        Progress memory p = begun(3);
        while (!isComplete(p)) {
            callAsTheRuleSays(p, 0);
        }
        vote(DISPUTE, 1, 1);
        jury.tally(DISPUTE);
        IJury.DisputeView memory d = disputeOf(DISPUTE);
        assertEq(d.seed, 0);
        assertEq(d.position, 0);
        assertEq(d.pool, POOL);
        assertEq(d.round, 1);

        awaitBlock(DISPUTE);
        p = Progress(seedBy(keccak256(abi.encode(d.block_)), 1), 0, 0, 0);
        while (!isComplete(p)) {
            callAsTheRuleSays(p, 1);
        }
        assertEq(disputeOf(DISPUTE).jurors.length, 5);
    }

    function test_NoJuryByTheEndOfTheSecondDrawIsNoVerdict() public {
        Progress memory p = begun(3);
        while (!isComplete(p)) {
            callAsTheRuleSays(p, 0);
        }
        vote(DISPUTE, 1, 1);
        jury.tally(DISPUTE);
        endStage(DISPUTE);
        expectVerdict(DISPUTE, CASE, IJury.Verdict.None);
        jury.tally(DISPUTE);
    }
}
