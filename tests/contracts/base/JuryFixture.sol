// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../../contracts/interfaces/IJury.sol";
import {vm} from "../Test.sol";
import {Headers} from "./Headers.sol";
import {CaseFixture} from "./CaseFixture.sol";
import {STANDARD, YUAN} from "./Plans.sol";

/// @title A plan with volunteers, and what happens in a dispute
/// @notice Alice claims, bob objects; of the 22 members the first ten persons volunteer.  There were disputes and
/// volunteers before: no test begins where all numbers are 0.
abstract contract JuryFixture is CaseFixture {
    /// @dev The first dispute of a test.
    uint256 internal constant DISPUTE = 3;
    /// @dev The seat of person 0; those before belong to accounts that resigned.
    uint256 internal constant SEAT = 4;
    /// @dev The period that announces the first case of a test.
    uint256 internal constant PERIOD = FIRST + 2;
    uint256 internal constant BOND = 50 * YUAN;
    uint256 internal constant REWARD = 2 * YUAN;
    uint256 internal constant VOLUNTEERS = 10;
    uint256 internal constant SEATS = SEAT + VOLUNTEERS;
    /// @dev From a dispute to the block that draws.
    uint256 internal constant BLOCKS_AHEAD = 32;
    bytes32 internal constant SALT = "salt";

    /// @dev Of the blocks that draw.
    mapping(uint256 disputeId => bytes) internal headers;

    function setUp() public virtual override {
        super.setUp();
        populate();
    }

    function populate() internal {
        enrol(0, 20, STANDARD, 30 * YUAN);
        join(alice);
        join(bob);
        stay();
        skip(180 days);
        disputeEarlier();
        for (uint256 n; n < VOLUNTEERS; ++n) {
            volunteer(person(n));
        }
        skip(1);
    }

    /// @dev Appeals for which nobody sits, and seats that nobody fills any more.
    function disputeEarlier() private {
        fileEarlier(14);
        for (uint256 n; n < DISPUTE; ++n) {
            appeal(person(14 + n), n);
        }
        for (uint256 n; n < SEAT; ++n) {
            volunteer(person(16 + n));
            resign(person(16 + n));
        }
        skip(terms().jury.commit);
        for (uint256 n; n < DISPUTE; ++n) {
            jury.tally(n);
        }
    }

    function volunteer(address who) internal {
        vm.prank(who);
        jury.volunteer();
    }

    function resign(address who) internal {
        vm.prank(who);
        jury.resign();
    }

    // ---- objections and appeals

    function object(address who, uint256 caseId) internal {
        fund(who, BOND);
        vm.prank(who);
        desk.object(caseId, "reason");
    }

    function appeal(address who, uint256 caseId) internal {
        fund(who, BOND);
        vm.prank(who);
        desk.appeal(caseId, "reason");
    }

    /// @dev Alice's case, announced.
    function announced(uint256 level) internal returns (uint256 caseId) {
        caseId = queue(alice, level);
        announce();
    }

    /// @dev Alice's case, announced and objected to by bob.
    function contested(uint256 level) internal returns (uint256 caseId) {
        caseId = announced(level);
        object(bob, caseId);
    }

    /// @dev Alice's case, rejected and appealed.
    function appealed(uint256 level) internal returns (uint256 caseId) {
        caseId = file(alice, level);
        reject(caseId);
        appeal(alice, caseId);
    }

    // ---- the stages of a dispute

    function disputeOf(uint256 disputeId) internal view returns (IJury.DisputeView memory) {
        return jury.disputeOf(disputeId);
    }

    /// @dev Waits for the block that draws.
    function awaitBlock(uint256 disputeId) internal {
        uint256 number = disputeOf(disputeId).block_;
        vm.roll(number + 1);
        knowBlock(disputeId, keccak256(abi.encode(number)));
    }

    /// @dev Gives the block that draws this randomness, and keeps its header for {bring}.
    function knowBlock(uint256 disputeId, bytes32 randomness) internal {
        uint256 number = disputeOf(disputeId).block_;
        headers[disputeId] = Headers.header(number, randomness);
        vm.setBlockhash(number, keccak256(headers[disputeId]));
    }

    /// @dev Draws by the header known.
    function bring(uint256 disputeId) internal {
        jury.draw(disputeId, headers[disputeId]);
    }

    function draw(uint256 disputeId) internal returns (address[] memory jurors) {
        awaitBlock(disputeId);
        bring(disputeId);
        return disputeOf(disputeId).jurors;
    }

    /// @dev Waits until the stage is over.
    function endStage(uint256 disputeId) internal {
        vm.warp(disputeOf(disputeId).ends);
    }

    function commit(uint256 disputeId, address juror, bool pays) internal {
        bytes32 commitment = jury.commitmentOf(disputeId, juror, pays, SALT);
        vm.prank(juror);
        jury.commit(disputeId, commitment);
    }

    function reveal(uint256 disputeId, address juror, bool pays) internal {
        vm.prank(juror);
        jury.reveal(disputeId, juror, pays, SALT);
    }

    /// @dev The jurors drawn vote in their order: some for the claimant, the next against, the rest not at all.
    function vote(uint256 disputeId, uint256 pays, uint256 refuses) internal {
        address[] memory jurors = disputeOf(disputeId).jurors;
        for (uint256 i; i < pays + refuses; ++i) {
            commit(disputeId, jurors[i], i < pays);
        }
        endStage(disputeId);
        for (uint256 i; i < pays + refuses; ++i) {
            reveal(disputeId, jurors[i], i < pays);
        }
        endStage(disputeId);
    }

    /// @dev From the draw to the count.
    function judge(uint256 disputeId, uint256 pays, uint256 refuses) internal returns (address[] memory jurors) {
        jurors = draw(disputeId);
        vote(disputeId, pays, refuses);
        jury.tally(disputeId);
    }

    /// @dev Nobody drew in time.
    function endWithoutJury(uint256 disputeId) internal {
        endStage(disputeId);
        jury.tally(disputeId);
    }

    // ---- what must be so

    function isIn(address[] memory list, address account) internal pure returns (bool found) {
        for (uint256 i; i < list.length; ++i) {
            found = found || list[i] == account;
        }
    }

    function assertDispute(uint256 disputeId, IJury.DisputeStage stage) internal view {
        assertEq(uint256(disputeOf(disputeId).stage), uint256(stage), "dispute");
    }

    function expectVerdict(uint256 disputeId, uint256 caseId, IJury.Verdict verdict) internal {
        vm.expectEmit(address(jury));
        emit IJury.DisputeDecided(disputeId, verdict);
        vm.expectEmit(address(desk));
        emit ICaseDesk.CaseConcluded(caseId, verdict);
    }

    function expectWrongStage(uint256 disputeId, IJury.DisputeStage stage) internal {
        vm.expectRevert(abi.encodeWithSelector(IJury.WrongStage.selector, disputeId, stage));
    }
}
