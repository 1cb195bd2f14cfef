// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IJury} from "../../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {Headers} from "../base/Headers.sol";
import {vm} from "../Test.sol";
import {JuryGhost} from "./JuryGhost.sol";

/// @title What volunteers, objectors, appellants and jurors do
abstract contract JuryActions is JuryGhost {
    bytes32 private constant SALT = "salt";

    function volunteerOrResign(uint256 who, uint256 how) public {
        letTimePass(how);
        who = how % 16 == 8 ? someJuror(who) : pick(who);
        bool volunteers = volunteeredAt[who] > 0 && resignedAt[who] == 0;
        if (how % 8 == 0) {
            if (!attempt(volunteers, accountOf(who), address(jury), abi.encodeCall(IJury.resign, ()))) return;
            resignedAt[who] = timeNow();
            ++count["resign"];
            if (isSeatedNow(who)) ++count["a juror resigns"];
        } else {
            bool lately = resignedAt[who] != 0 && timeNow() < resignedAt[who] + 90 days;
            bool allowed = !volunteers && !lately && people[who].status == IMutualLedger.Status.Active;
            if (!attempt(allowed, accountOf(who), address(jury), abi.encodeCall(IJury.volunteer, ()))) return;
            if (resignedAt[who] != 0) ++count["volunteer again"];
            (volunteeredAt[who], resignedAt[who]) = (timeNow(), 0);
            ++count["volunteer"];
        }
    }

    /// @dev Of the last dispute, if it has any.
    function someJuror(uint256 which) private view returns (uint256) {
        if (disputes.length == 0 || disputes[disputes.length - 1].jurors.length == 0) return pick(which);
        uint256[] storage jurors = disputes[disputes.length - 1].jurors;
        return jurors[which % jurors.length];
    }

    function isSeatedNow(uint256 who) private view returns (bool) {
        if (disputes.length == 0) return false;
        Dispute storage d = disputes[disputes.length - 1];
        return !d.decided && isJuror(d, who);
    }

    // ---- objecting and appealing

    function objectToACase(uint256 which, uint256 who, uint256 how) external {
        if (cases.length == 0) return;
        letTimePass(how);
        tryToObject(recent(which), pick(who));
    }

    function tryToObject(uint256 which, uint256 who) private returns (bool) {
        Case storage c = cases[which];
        bool inNotice = c.fate == Fate.Announced && timeNow() < c.announcedAt + times.notice;
        bool allowed = inNotice && !c.contested && hasShared(people[who], c) && who != c.who;
        fund(accountOf(who), juryTerms.bond);
        if (!attempt(allowed, accountOf(who), address(desk), abi.encodeCall(ICaseDesk.object, (which, "reason")))) {
            return false;
        }
        (c.fate, c.contested) = (Fate.Contested, true);
        openDispute(which, who, c.announcedAt);
        ++count["object"];
        return true;
    }

    /// @dev A member, or one who has gone since; from before the announcement.
    function hasShared(Person storage p, Case storage c) private view returns (bool) {
        bool gone = isGone(p);
        bool member = p.status == IMutualLedger.Status.Active || p.status == IMutualLedger.Status.Leaving;
        return (member || (gone && p.lastPaidIn >= c.period)) && p.joinedAt < c.announcedAt;
    }

    /// @notice Often to the second in which it begins to be allowed, or is not any more.
    function appealACase(uint256 which, uint256 how) external {
        if (cases.length == 0) return;
        which = recent(which);
        for (uint256 i; i < 4 && how % 4 == 0 && cases[which].fate != Fate.Rejected; ++i) {
            which = recent(i);
        }
        Case storage c = cases[which];
        bool rejected = c.fate == Fate.Rejected;
        if (how % 2 == 0) toEdge(rejected ? c.rejectedAt + times.notice : c.filedAt + times.decision, how / 2 % 2);
        else letTimePass(how / 2);
        if (rejected && timeNow() == c.rejectedAt + times.notice) ++count["edge of rejection"];
        tryToAppeal(which);
    }

    function tryToAppeal(uint256 which) private returns (bool) {
        Case storage c = cases[which];
        fund(accountOf(c.who), juryTerms.bond);
        bytes memory call = abi.encodeCall(ICaseDesk.appeal, (which, "reason"));
        if (!attempt(mayAppeal(which, c), accountOf(c.who), address(desk), call)) return false;
        (c.fate, c.appealed) = (Fate.Appealed, true);
        openDispute(which, c.who, c.filedAt);
        ++count["appeal"];
        return true;
    }

    function mayAppeal(uint256 which, Case storage c) private view returns (bool) {
        Person storage p = people[c.who];
        if (c.appealed || p.status == IMutualLedger.Status.Claimed) return false;
        if (p.membership != c.membership || p.status == IMutualLedger.Status.Withdrawn) return false;
        for (uint256 i; i < cases.length; ++i) {
            if (i != which && cases[i].who == c.who && isOpen(cases[i])) return false;
        }
        if (c.fate == Fate.Rejected) return timeNow() < c.rejectedAt + times.notice;
        uint256 until = c.filedAt + times.decision;
        return c.fate == Fate.Filed && timeNow() >= until && timeNow() < until + times.notice;
    }

    function openDispute(uint256 caseId, uint256 objector, uint256 before) private {
        Dispute storage d = disputes.push();
        (d.caseId, d.objector, d.before) = (caseId, objector, before);
        d.openedAt = d.since = timeNow();
        accounts.bonds += juryTerms.bond;
    }

    // ---- the jury

    /// @dev One of the last few; one at that stage, if there is one.
    function recentDispute(uint256 which, IJury.DisputeStage stage) private view returns (uint256 id) {
        uint256 last = disputes.length < 4 ? disputes.length : 4;
        id = disputes.length - 1 - which % last;
        for (uint256 i = disputes.length; i > disputes.length - last; --i) {
            if (stageOf(disputes[i - 1]) == stage) id = i - 1;
        }
    }

    /// @notice Mostly when the block is there; sometimes before, or when it is just within reach or out of it.
    function drawAJury(uint256 which, uint256 how) external {
        if (disputes.length == 0) return;
        which = recentDispute(which, IJury.DisputeStage.Drawing);
        if (how % 4 != 1) letTimePass(how);
        if (how % 4 == 0) {
            tryToDraw(which);
        } else if (how % 4 == 1) {
            awaitBlock(which, 256 + how / 4 % 2);
            tryToDraw(which);
            tryToRenew(which);
        }
        awaitBlock(which, 1);
        tryToDraw(which);
    }

    /// @dev Until the block that draws is that old.
    function awaitBlock(uint256 which, uint256 age) private {
        uint256 then = jury.disputeOf(which).block_ + age;
        if (vm.getBlockNumber() < then) vm.roll(then);
    }

    /// @dev How many blocks ago the block was that draws; 0 if it is not over.
    function blockAge(uint256 which) private view returns (uint256) {
        uint256 drawBlock = jury.disputeOf(which).block_;
        return vm.getBlockNumber() > drawBlock ? vm.getBlockNumber() - drawBlock : 0;
    }

    /// @dev The header of the block that draws; every block has its own randomness.
    function headerFor(uint256 which) private returns (bytes memory header) {
        uint256 drawBlock = jury.disputeOf(which).block_;
        header = Headers.header(drawBlock, keccak256(abi.encode(drawBlock)));
        if (blockAge(which) > 0) vm.setBlockhash(drawBlock, keccak256(header));
    }

    function tryToRenew(uint256 which) private {
        bool allowed = stageOf(disputes[which]) == IJury.DisputeStage.Drawing && blockAge(which) > 256;
        if (attempt(allowed, anyone, address(jury), abi.encodeCall(IJury.renewDraw, (which)))) ++count["renew"];
    }

    function tryToDraw(uint256 which) private {
        Dispute storage d = disputes[which];
        bool inReach = blockAge(which) > 0 && blockAge(which) <= 256;
        uint256 expected = found(d);
        uint256[PEOPLE] memory before = wallets();
        bool allowed = stageOf(d) == IJury.DisputeStage.Drawing && inReach;
        if (!attempt(allowed, anyone, address(jury), abi.encodeCall(IJury.draw, (which, headerFor(which))))) return;
        address[] memory jurors = jury.disputeOf(which).jurors;
        assertEq(jurors.length, expected, "as many as there are, within the size");
        if (expected >= juryTerms.quorum) seatJurors(d, jurors);
        else allPaid(before, ghostEndWithoutJury(which));
    }

    function wallets() internal view returns (uint256[PEOPLE] memory held) {
        for (uint256 who; who < PEOPLE; ++who) {
            held[who] = yuan.balanceOf(accountOf(who));
        }
    }

    function allPaid(uint256[PEOPLE] memory before, uint256[PEOPLE] memory gets) private {
        for (uint256 who; who < PEOPLE; ++who) {
            paid(who, before[who], gets[who]);
        }
    }

    /// @dev Mostly a juror.
    function anyJuror(Dispute storage d, uint256 who) private view returns (uint256) {
        bool outsider = d.jurors.length == 0 || who % 8 == 0;
        return outsider ? pick(who / 8) : d.jurors[who / 8 % d.jurors.length];
    }

    function sealAVote(uint256 which, uint256 who, uint256 how) external {
        if (disputes.length == 0) return;
        which = recentDispute(which, IJury.DisputeStage.Committing);
        if (how % 2 == 0) letTimePass(how / 2);
        tryToSeal(which, anyJuror(disputes[which], who), how / 4 % 2 == 0);
    }

    function tryToSeal(uint256 which, uint256 who, bool pays) private {
        Dispute storage d = disputes[which];
        Vote storage vote = votes[which][d.round][who];
        bool allowed = stageOf(d) == IJury.DisputeStage.Committing && isJuror(d, who) && !vote.cast;
        bytes32 commitment = jury.commitmentOf(which, accountOf(who), pays, SALT);
        if (!attempt(allowed, accountOf(who), address(jury), abi.encodeCall(IJury.commit, (which, commitment)))) return;
        (vote.cast, vote.pays) = (true, pays);
        ++count["seal"];
    }

    /// @notice Now and then with another vote than was sealed.
    function openAVote(uint256 which, uint256 who, uint256 how) external {
        if (disputes.length == 0) return;
        which = recentDispute(which, IJury.DisputeStage.Committing);
        Dispute storage d = disputes[which];
        if (how % 4 > 0 && d.drawnAt > 0) toEdge(d.drawnAt + juryTerms.commit, 0);
        else letTimePass(how / 4);
        who = anyJuror(d, who);
        tryToOpen(which, who, votes[which][d.round][who].pays == (how / 4 % 8 > 0));
    }

    function tryToOpen(uint256 which, uint256 who, bool pays) private {
        Dispute storage d = disputes[which];
        Vote storage vote = votes[which][d.round][who];
        bool inTime = stageOf(d) == IJury.DisputeStage.Revealing && isJuror(d, who);
        bool allowed = inTime && vote.cast && !vote.opened && pays == vote.pays;
        bytes memory call = abi.encodeCall(IJury.reveal, (which, accountOf(who), pays, SALT));
        if (!attempt(allowed, anyone, address(jury), call)) return;
        vote.opened = true;
        ++count["open"];
    }

    function tallyADispute(uint256 which, uint256 how) external {
        if (disputes.length == 0) return;
        which = recentDispute(which, IJury.DisputeStage.Revealing);
        if (how % 4 > 0) toEdge(lastEnd(disputes[which]), how / 4 % 4 == 0 ? 1 : 0);
        else letTimePass(how / 4);
        tryToTally(which);
    }

    function tryToTally(uint256 which) private {
        bool allowed = stageOf(disputes[which]) == IJury.DisputeStage.Counting;
        uint256[PEOPLE] memory before = wallets();
        if (!attempt(allowed, anyone, address(jury), abi.encodeCall(IJury.tally, (which)))) return;
        allPaid(before, ghostTally(which));
        ++count["tally"];
    }

    /// @notice From a new case to the verdict in one go, for those histories that would never get there; or only to
    /// the dispute, the jury or its votes, for the other actions to go on with.
    function holdATrial(uint256 who, uint256 how) external {
        who = pick(who);
        if (how % 3 == 0) appealOne(who);
        else objectToOne(pick(who), how);
        uint256 stop = how >> 24 & 7;
        if (disputes.length == 0 || stop == 0) return;
        uint256 which = disputes.length - 1;
        if (stop == 1) {
            awaitBlock(which, 257);
            tryToRenew(which);
            return;
        }
        Dispute storage d = disputes[which];
        awaitBlock(which, 1);
        tryToDraw(which);
        if (stop == 2) return;
        for (uint256 i; i < d.jurors.length; ++i) {
            tryToSeal(which, d.jurors[i], how >> (8 + i) & 1 == 0);
        }
        if (stop == 3) return;
        toEdge(d.drawnAt + juryTerms.commit, 0);
        for (uint256 i; i < d.jurors.length; ++i) {
            bool silent = how >> (16 + i) & 3 == 0;
            if (!silent) tryToOpen(which, d.jurors[i], votes[which][d.round][d.jurors[i]].pays);
        }
        toEdge(lastEnd(d), 0);
        tryToTally(which);
    }

    function appealOne(uint256 who) private {
        uint256 level = who % 4;
        if (!tryToFile(whoMayFile(who, level, timeNow()), level, timeNow())) return;
        tryToDecide(cases.length - 1, false, level);
        tryToAppeal(cases.length - 1);
    }

    function objectToOne(uint256 who, uint256 how) private {
        bringACaseToItsAnnouncement(who, how);
        for (uint256 i = 1; i < PEOPLE && cases.length > 0; ++i) {
            if (tryToObject(cases.length - 1, pick(who + i))) return;
        }
    }

    /// @dev Whatever is left undone, the clock ends every dispute.
    function endAllDisputes() internal {
        for (uint256 i; i < disputes.length; ++i) {
            while (!disputes[i].decided) {
                toEdge(lastEnd(disputes[i]), 0);
                tryToTally(i);
            }
        }
    }
}
