// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {BlockingToken} from "../base/OddTokens.sol";
import {Ghost} from "./Ghost.sol";
import {vm} from "../Test.sol";

/// @title What all actions of a random history share
/// @notice Each action asks the ghost whether the rules allow it, tries it on the ledger, and must find the same
/// answer; then it does to the ghost what the rules say.  Nothing is swallowed: a wrong answer fails the history.
abstract contract Actions is Ghost {
    /// @dev How far an announcement moved the index, as the ledger shows it.
    struct Movement {
        uint256 at;
        uint256 steps;
        uint256 dues;
    }

    Movement[] internal movements;
    uint256 internal lastIndex;
    uint256 internal lastPeriod;
    mapping(uint256 caseId => ICaseDesk.CaseStatus) internal lastStatus;

    /// @notice Whether the index fell, a period was left out or a case went back.
    bool public wentBack;

    /// @notice Whether a case was paid before its notice had ended, or while it was contested.
    bool public paidEarly;

    function movementAt(uint256 i) external view returns (Movement memory) {
        return movements[i];
    }

    function movementTotal() external view returns (uint256) {
        return movements.length;
    }

    /// @dev Tries a call; whether it is done must be as the rules say.
    function attempt(bool allowed, address caller, address target, bytes memory call) internal returns (bool) {
        vm.prank(caller);
        (bool done, bytes memory answer) = target.call(call);
        if (done == allowed) {
            observe();
            return done;
        }
        if (done) revert("an action was not refused");
        assembly ("memory-safe") {
            revert(add(answer, 32), mload(answer))
        }
    }

    /// @dev Nothing goes back.
    function observe() private {
        IMutualLedger.Books memory b = books();
        if (b.index < lastIndex || b.period < lastPeriod || b.period > lastPeriod + 1) wentBack = true;
        (lastIndex, lastPeriod) = (b.index, b.period);
        for (uint256 i; i < cases.length; ++i) {
            ICaseDesk.CaseStatus status = desk.caseOf(i).status;
            if (!follows(lastStatus[i], status)) wentBack = true;
            lastStatus[i] = status;
        }
    }

    function follows(ICaseDesk.CaseStatus before, ICaseDesk.CaseStatus status) private pure returns (bool) {
        if (status == before || before == ICaseDesk.CaseStatus.Filed) return true;
        if (before == ICaseDesk.CaseStatus.Rejected) return status == ICaseDesk.CaseStatus.Appealed;
        if (before == ICaseDesk.CaseStatus.Approved) return status == ICaseDesk.CaseStatus.Announced;
        bool settled = status == ICaseDesk.CaseStatus.Settled;
        if (before == ICaseDesk.CaseStatus.Announced) return settled || status == ICaseDesk.CaseStatus.Contested;
        if (before == ICaseDesk.CaseStatus.Appealed) {
            return status == ICaseDesk.CaseStatus.Approved || status == ICaseDesk.CaseStatus.Rejected;
        }
        bool upheld = status == ICaseDesk.CaseStatus.Announced; // the one step back, also where nobody judged
        bool judged = upheld || status == ICaseDesk.CaseStatus.Overturned;
        return before == ICaseDesk.CaseStatus.Contested && judged;
    }

    /// @dev The first second of the next plan year, in which no queue waits any more.
    function nextYear() internal view returns (uint256) {
        return deployedAt + ((timeNow() - deployedAt) / 365 days + 1) * 365 days;
    }

    // ---- who, when and how much

    function token() internal view returns (BlockingToken) {
        return BlockingToken(address(yuan));
    }

    function pick(uint256 who) internal pure returns (uint256) {
        return who % PEOPLE;
    }

    function next(uint256 who) internal pure returns (uint256) {
        return (who + 1) % PEOPLE;
    }

    /// @dev Time goes on before most calls: a little, or to either side of a window's edge.
    function letTimePass(uint256 how) internal {
        uint256 kind = how % 64;
        uint256 before = how / 64 % 2;
        if (kind < 32) skip(1 + how % 12 hours);
        else if (kind < 58) skip(1 + how % 3 days);
        else if (kind == 58) skip(terms().notice - before);
        else if (kind == 59) skip(terms().grace - before);
        else if (kind == 60) skip(terms().decision - before);
        else if (kind == 61) toEdge(closingAt + terms().runOff, before);
        else toEdge(announcedLast + terms().period, before);
    }

    function toEdge(uint256 time, uint256 before) internal {
        if (time > timeNow() + before) vm.warp(time - before);
    }

    // ---- announcing, which other actions need too

    function mayAnnounce() internal view returns (bool) {
        return ghostStage != IMutualLedger.Stage.Closed && timeNow() >= announcedLast + terms().period;
    }

    function tryToAnnounce() internal {
        uint256 before = books().index;
        bool due = ghostStage == IMutualLedger.Stage.Open && payingUnits() > 0;
        uint256 dues = due ? terms().dues / terms().step : 0;
        if (!attempt(mayAnnounce(), anyone, address(ledger), abi.encodeCall(IMutualLedger.announce, ()))) return;
        movements.push(Movement(timeNow(), books().index - before, dues));
        ghostAnnounce();
    }
}
