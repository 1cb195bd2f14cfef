// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {BlockingToken} from "../base/OddTokens.sol";
import {Relays} from "./Relays.sol";
import {vm} from "../Test.sol";
import {Vm} from "../Vm.sol";

/// @title What all actions of a random history share
/// @notice Each action asks the ghost whether the rules allow it, tries it on the ledger, and must find the same
/// answer; then it does to the ghost what the rules say.  Nothing is swallowed: a wrong answer fails the history.
abstract contract Actions is Relays {
    /// @dev How far an announcement moved the index, as the ledger shows it.
    struct Movement {
        uint256 at;
        uint256 steps;
        uint256 dues;
    }

    Movement[] internal movements;
    uint256 private attempts;
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

    /// @dev Tries a call; whether it is done must be as the rules say.  What the people do, now and then others bring.
    function attempt(bool allowed, address caller, address target, bytes memory call) internal returns (bool) {
        bool relays = isSomebodys(caller) && uint256(keccak256(abi.encode(++attempts))) % 4 == 0;
        (bool done, bytes memory answer) = relays ? relay(caller, target, call) : make(caller, target, call);
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

    /// @dev Time goes on before most calls: a little, or to the second of a window's edge, or to either side of it.
    function letTimePass(uint256 how) internal {
        uint256 kind = how % 64;
        if (kind < 32) skip(1 + how % 12 hours);
        else if (kind < 50) skip(1 + how % 3 days);
        else toSomeEdge(how / 64);
    }

    /// @dev Where something that has begun begins or ends otherwise; see {Windows}.
    function toSomeEdge(uint256 how) internal virtual;

    function toEdge(uint256 time, uint256 before) internal {
        if (time > timeNow() + before) vm.warp(time - before);
    }

    // ---- announcing, which other actions need too

    function mayAnnounce() internal view returns (bool) {
        return ghostStage != IMutualLedger.Stage.Closed && timeNow() >= announcedLast + times.period;
    }

    /// @dev What the event tells must be what the ghost made of it.
    function tryToAnnounce() internal {
        uint256 before = books().index;
        vm.recordLogs();
        if (!attempt(mayAnnounce(), anyone, address(ledger), abi.encodeCall(IMutualLedger.announce, ()))) return;
        IMutualLedger.AnnouncementFigures memory told = figuresIn(vm.getRecordedLogs());
        movements.push(Movement(timeNow(), books().index - before, told.dues / terms().step));
        assertEq(abi.encode(told), abi.encode(ghostAnnounce()), "the figures of an announcement");
    }

    function announceNow() internal {
        toEdge(announcedLast + times.period, 0);
        tryToAnnounce();
    }

    function figuresIn(Vm.Log[] memory logs) private pure returns (IMutualLedger.AnnouncementFigures memory figures) {
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].topics[0] != IMutualLedger.Announced.selector) continue;
            figures = abi.decode(logs[i].data, (IMutualLedger.AnnouncementFigures));
        }
    }
}
