// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IJury} from "../../../contracts/interfaces/IJury.sol";
import {JuryFixture} from "./JuryFixture.sol";

/// @title A plan with as many volunteers as a jury needs, and not one more
/// @notice Persons 0 to 2 are all that is left of them, so that a jury comes about or not by one person.
abstract contract CandidatesFixture is JuryFixture {
    address internal immutable third = person(2);

    function setUp() public virtual override {
        super.setUp();
        for (uint256 n = 3; n < VOLUNTEERS; ++n) {
            resign(person(n));
        }
        skip(1);
    }

    function mayJudge(address who) internal {
        assertTrue(jury.isCandidate(DISPUTE, who), "a candidate");
        address[] memory jurors = draw(DISPUTE);
        assertEq(jurors.length, 3);
        assertTrue(isIn(jurors, who), "drawn");
        assertDispute(DISPUTE, IJury.DisputeStage.Committing);
    }

    function mayNotJudge(address who) internal {
        assertFalse(jury.isCandidate(DISPUTE, who), "no candidate");
        awaitBlock(DISPUTE);
        expectVerdict(DISPUTE, disputeOf(DISPUTE).caseId, IJury.Verdict.NoJury);
        bring(DISPUTE);
        assertDispute(DISPUTE, IJury.DisputeStage.Decided);
        assertFalse(isIn(disputeOf(DISPUTE).jurors, who), "not drawn");
        assertEq(disputeOf(DISPUTE).ends, 0);
    }
}
