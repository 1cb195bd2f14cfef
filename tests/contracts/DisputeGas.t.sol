// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlanTerms} from "../../contracts/interfaces/IPlanTerms.sol";
import {JuryFixture} from "./base/JuryFixture.sol";
import {Meter} from "./base/Meter.sol";
import {BARE, MILD, STANDARD} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @title What disputes cost
/// @notice As `Gas.t.sol`.  A plan's first dispute pays 17,100 more for the first of all counts, and each payment to an
/// empty wallet as much.  What does not grow with the volunteers is measured with many in `benchmarks/`.
/// forge-config: default.isolate = true
contract DisputeGasTest is JuryFixture, Meter {
    /// @dev Once through, so that nothing measured is the first of its kind; and nobody's wallet is empty.
    function setUp() public override {
        super.setUp();
        for (uint256 n; n < VOLUNTEERS; ++n) {
            yuan.mint(person(n), 1);
        }
        yuan.mint(alice, 1);
        yuan.mint(bob, 1);
        object(bob, announced(MILD));
        judge(0, 5, 0);
        desk.settle(0);
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
        awaitBlock(1);
        bring(1);
        record("draw: 5 jurors of 10 volunteers", NO_CEILING);
        votesOfFive(5);
        jury.tally(1);
        record("tally: upheld, 5 jurors paid", NO_CEILING);
    }

    function votesOfFive(uint256 pays) private {
        address[] memory jurors = disputeOf(1).jurors;
        for (uint256 i; i < 5; ++i) {
            commit(1, jurors[i], i < pays);
        }
        record("commit", NO_CEILING);
        endStage(1);
        for (uint256 i; i < 5; ++i) {
            reveal(1, jurors[i], i < pays);
        }
        record("reveal", NO_CEILING);
        endStage(1);
    }

    function test_ACaseOverturned() public {
        contested(MILD);
        draw(1);
        vote(1, 0, 5);
        jury.tally(1);
        record("tally: overturned, 5 jurors paid", NO_CEILING);
    }

    function test_AnAppeal() public {
        uint256 caseId = file(alice, MILD);
        vm.prank(alice);
        desk.grant(caseId, "reader");
        record("grant", NO_CEILING);
        reject(caseId);
        appeal(alice, caseId);
        record("appeal", NO_CEILING);
        draw(1);
        vote(1, 5, 0);
        jury.tally(1);
        record("tally: an appeal won, 5 jurors paid", NO_CEILING);
    }

    function test_ASilentJury() public {
        contested(MILD);
        draw(1);
        vote(1, 0, 0);
        jury.tally(1);
        record("tally: 5 jurors silent", NO_CEILING);
    }

    /// @dev A draw that looks at as many seats as it may and one that finds as many jurors as a plan may have: together
    /// they bound every other, and fit into a transaction.
    function test_TheLongestDraws() public {
        uint256 looks = drawFrom(BARE, 300, "draw: 256 seats, nobody eligible");
        uint256 jurors = drawFrom(STANDARD, 64, "draw: 64 jurors of 64 volunteers");
        assertLe(looks + jurors, NO_CEILING);
    }

    /// @dev Who joins with no more than the reserve lapses; to find out takes longer than anything else.
    function drawFrom(uint256 tier, uint256 volunteers, string memory name) private returns (uint256) {
        IPlanTerms.Terms memory with = terms();
        (with.jury.size, with.jury.reward) = (64, 0);
        open(with);
        join(alice);
        join(bob);
        enrol(0, volunteers, tier, with.tiers[tier].deposit);
        skip(180 days);
        for (uint256 period; period < 100; ++period) {
            announce();
        }
        for (uint256 n; n < volunteers; ++n) {
            volunteer(person(n));
        }
        skip(1);
        contested(MILD);
        awaitBlock(0);
        bring(0);
        return record(name, NO_CEILING);
    }
}
