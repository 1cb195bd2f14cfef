// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {Meter} from "./base/Meter.sol";
import {BARE, MILD, STANDARD, STEP} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @title What disputes cost
/// @notice As `Gas.t.sol`.  A plan's first dispute pays 17,100 more for the first of all counts, and a juror's first credit
/// as much.  What does not grow with the volunteers is measured with many in `benchmarks/`.
/// forge-config: default.isolate = true
contract DisputeGasTest is JuryFixture, Meter {
    uint256 private constant MEASURED = DISPUTE + 1;

    /// @dev Once through, so that nothing measured is the first of its kind; and nobody's wallet or credit is empty.
    function setUp() public override {
        super.setUp();
        for (uint256 n; n < VOLUNTEERS; ++n) {
            yuan.mint(person(n), 1);
        }
        yuan.mint(alice, 1);
        yuan.mint(bob, 1);
        object(bob, announced(MILD));
        judge(DISPUTE, 5, 0);
        desk.settle(CASE);
    }

    function test_Volunteering() public {
        volunteer(person(11));
        record("volunteer", NO_CEILING);
        resign(person(11));
        record("resign", NO_CEILING);
    }

    function test_ACaseUpheld() public {
        contested(MILD);
        record("object: 10 seats", NO_CEILING);
        awaitBlock(MEASURED);
        bring(MEASURED);
        record("draw: 5 jurors of 10 volunteers", 330_000);
        votesOfFive(5);
        jury.tally(MEASURED);
        record("tally: upheld, 5 jurors rewarded", NO_CEILING);
    }

    function votesOfFive(uint256 pays) private {
        address[] memory jurors = disputeOf(MEASURED).jurors;
        for (uint256 i; i < 5; ++i) {
            commit(MEASURED, jurors[i], i < pays);
        }
        record("commit", NO_CEILING);
        endStage(MEASURED);
        for (uint256 i; i < 5; ++i) {
            reveal(MEASURED, jurors[i], i < pays);
        }
        record("reveal", NO_CEILING);
        endStage(MEASURED);
    }

    function test_ACaseOverturned() public {
        contested(MILD);
        draw(MEASURED);
        vote(MEASURED, 0, 5);
        jury.tally(MEASURED);
        record("tally: overturned, 5 jurors rewarded", NO_CEILING);
    }

    function test_AnAppeal() public {
        uint256 caseId = file(alice, MILD);
        vm.prank(alice);
        desk.grant(caseId, "reader");
        record("grant", NO_CEILING);
        reject(caseId);
        appeal(alice, caseId);
        record("appeal", NO_CEILING);
        draw(MEASURED);
        vote(MEASURED, 5, 0);
        jury.tally(MEASURED);
        record("tally: an appeal won, 5 jurors rewarded", NO_CEILING);
    }

    function test_ASilentJury() public {
        contested(MILD);
        draw(MEASURED);
        vote(MEASURED, 0, 0);
        jury.tally(MEASURED);
        record("tally: 5 jurors silent", NO_CEILING);
    }

    function test_NoJury() public {
        contested(MILD);
        endWithoutJury(MEASURED);
        record("tally: no jury", NO_CEILING);
    }

    function test_AReasonOfOnesOwn() public {
        uint256 caseId = contested(MILD);
        vm.prank(person(11));
        desk.addReason(caseId, "reason");
        record("addReason", NO_CEILING);
    }

    // ---- the longest draws

    /// @dev Among 257 seats, which take 1,024 positions, half of which a call looks at.  Every one is of a member who has
    /// lapsed, each in another of 2,000 announcements, which is what takes longest to find out.
    function test_TheWorstCallOfADraw() public {
        IPlanTerms.Terms memory with = terms();
        (with.dues, with.tiers[BARE].deposit) = (STEP, 302 * STEP);
        open(with);
        join(bob, STANDARD, 60 * 100 * STEP);
        for (uint256 n; n < 257; ++n) {
            join(person(n), BARE, (302 + 7 * n) * STEP);
            volunteer(person(n));
        }
        for (uint256 period = FIRST; period < 1_980; ++period) {
            announce();
        }
        join(alice);
        for (uint256 period; period < 19; ++period) {
            announce();
        }
        uint256 caseId = queue(alice, MILD);
        announce();
        assertEq(books().period, 2_000);
        assertEq(books().members, 2);
        object(bob, caseId);
        awaitBlock(0);
        bring(0);
        record("draw: a call among dead seats after 2,000 announcements", 8_000_000);
        assertGt(disputeOf(0).position, 0);
        assertEq(disputeOf(0).jurors.length, 0);
    }

    function test_TheLargestJury() public {
        IPlanTerms.Terms memory with = terms();
        (with.jury.size, with.jury.reward) = (64, 0);
        open(with);
        join(alice);
        join(bob);
        enrol(0, 64, STANDARD, with.tiers[STANDARD].deposit);
        skip(180 days);
        for (uint256 n; n < 64; ++n) {
            volunteer(person(n));
        }
        skip(1);
        uint256 caseId = queue(alice, MILD);
        announce();
        object(bob, caseId);
        awaitBlock(0);
        bring(0);
        record("draw: 64 jurors of 64 volunteers", NO_CEILING);
        assertEq(disputeOf(0).jurors.length, 64);
    }
}
