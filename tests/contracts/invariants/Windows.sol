// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {PuppetActions} from "./PuppetActions.sol";
import {vm} from "../Test.sol";

/// @title The second of every window
/// @notice Whatever has begun and will begin or end otherwise at a known second: of the plan, or of one of the people, of the
/// last cases or of the disputes.
abstract contract Windows is PuppetActions {
    struct Window {
        string name;
        uint256 edge;
    }

    struct Windowed {
        Window[] some;
        uint256 found;
    }

    /// @dev Further away than this, so much would be over that little could happen any more.
    uint256 private constant FAR = 100 days;

    function windowNames() public pure returns (string[22] memory) {
        return [
            "period",
            "year",
            "too few",
            "run-off",
            "finish",
            "backstop opens",
            "backstop closes",
            "succession",
            "succession void",
            "panel",
            "panel void",
            "grace",
            "waiting",
            "resigned",
            "barred",
            "decision",
            "expiry",
            "rejection",
            "notice",
            "draw",
            "commit",
            "reveal"
        ];
    }

    /// @dev The second before, the very second, or the second after.
    function toSomeEdge(uint256 how) internal override {
        Windowed memory open = Windowed(new Window[](22), 0);
        uint256 whose = how % 4;
        if (whose == 0) addThePeoples(open, how / 64 % PEOPLE);
        for (uint256 i; i < 4 && whose == 1 && open.found == 0 && cases.length > 0; ++i) {
            addTheCases(open, cases[recent(how / 64 + i)]);
        }
        if (whose == 2 && disputes.length > 0) addTheDisputes(open, disputes[disputes.length - 1]);
        if (open.found == 0) addThePlans(open);
        if (open.found == 0) return;
        Window memory window = open.some[how / 4 % open.found];
        vm.warp(window.edge - 1 + how / 8192 % 3);
        ++count[window.name];
    }

    function add(Windowed memory open, string memory name, uint256 edge) private view {
        if (edge <= timeNow() + 1 || edge > timeNow() + FAR) return;
        open.some[open.found++] = Window(string.concat("edge of ", name), edge);
    }

    function addThePlans(Windowed memory open) private view {
        add(open, "period", announcedLast + times.period);
        add(open, "year", nextYear());
        if (belowSince > 0) add(open, "too few", belowSince + times.grace);
        if (closingAt > 0) add(open, "run-off", closingAt + times.runOff);
        if (closingAt > 0) add(open, "finish", finishFrom());
        add(open, "backstop opens", noticed.opens);
        add(open, "backstop closes", noticed.opens + times.period);
        add(open, "succession", successionFrom);
        add(open, "succession void", successionFrom + times.period);
        add(open, "panel", panelFrom);
        add(open, "panel void", panelFrom + times.period);
    }

    function addThePeoples(Windowed memory open, uint256 who) private view {
        add(open, "grace", people[who].endedAt + times.grace);
        add(open, "waiting", people[who].joinedAt + times.waiting);
        if (resignedAt[who] > 0) add(open, "resigned", resignedAt[who] + 90 days);
        add(open, "barred", barredUntil[who]);
    }

    function addTheCases(Windowed memory open, Case storage c) private view {
        if (c.fate == Fate.Filed) add(open, "decision", c.filedAt + times.decision);
        if (c.fate == Fate.Filed) add(open, "expiry", c.filedAt + times.decision + times.notice);
        if (c.fate == Fate.Rejected) add(open, "rejection", c.rejectedAt + times.notice);
        if (c.fate == Fate.Announced) add(open, "notice", c.announcedAt + times.notice);
    }

    function addTheDisputes(Windowed memory open, Dispute storage d) private view {
        if (d.decided) return;
        if (d.drawnAt == 0) add(open, "draw", lastEnd(d));
        else add(open, "commit", d.drawnAt + juryTerms.commit);
        if (d.drawnAt > 0) add(open, "reveal", lastEnd(d));
    }
}
