// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMemberAccount} from "../../../contracts/interfaces/IMemberAccount.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {InvariantTest} from "../Test.sol";
import {Actions} from "./Actions.sol";
import {GhostRecords} from "./GhostRecords.sol";
import {Handler} from "./Handler.sol";

/// @title The invariants of the ledger, by their numbers, and what must be so for them to hold
/// @notice Whether an action is allowed is checked both ways where it is tried (see {Actions}): what the rules allow is
/// done, what they forbid is refused.  I9, that the events suffice to rebuild the state, is checked where the events are read;
/// here what an announcement tells is held against the ghost.
abstract contract InvariantChecks is InvariantTest {
    Handler internal handler;

    function setUp() public virtual {
        begin(0);
    }

    /// @dev A plan whose terms follow from a seed.
    function begin(uint256 seed) internal {
        handler = new Handler();
        handler.begin(seed);
        targetContract(address(handler));
        targetSelector(address(handler), actions());
    }

    function actions() internal view returns (bytes4[] memory all) {
        all = new bytes4[](46);
        all[0] = handler.joinIn.selector;
        all[1] = handler.enrolTwo.selector;
        all[2] = handler.bringAUselessWord.selector;
        all[3] = handler.bringASpentWord.selector;
        all[4] = handler.topUpOneself.selector;
        all[5] = handler.topUpAnother.selector;
        all[6] = handler.topUpTwo.selector;
        all[7] = handler.leaveThePlan.selector;
        all[8] = handler.withdrawMoney.selector;
        all[9] = handler.collectTheirCredit.selector;
        all[10] = handler.fileACase.selector;
        all[11] = handler.takeBackACase.selector;
        all[12] = handler.decideACase.selector;
        all[13] = handler.loseAKey.selector;
        all[14] = handler.announceThePeriod.selector;
        all[15] = handler.bringACaseToItsAnnouncement.selector;
        all[16] = handler.settleACase.selector;
        all[17] = handler.volunteerOrResign.selector;
        all[18] = handler.objectToACase.selector;
        all[19] = handler.appealACase.selector;
        all[20] = handler.drawAJury.selector;
        all[21] = handler.sealAVote.selector;
        all[22] = handler.openAVote.selector;
        all[23] = handler.tallyADispute.selector;
        all[24] = handler.holdATrial.selector;
        all[25] = handler.fundTheBackstop.selector;
        all[26] = handler.giveNotice.selector;
        all[27] = handler.takeFromTheBackstop.selector;
        all[28] = handler.collectTheFee.selector;
        all[29] = handler.closeThePlan.selector;
        all[30] = handler.closeWhileTheQueueWaits.selector;
        all[31] = handler.stopJoining.selector;
        all[32] = handler.finishThePlan.selector;
        all[33] = handler.proposeASuccessor.selector;
        all[34] = handler.acceptTheRole.selector;
        all[35] = handler.proposeAPanel.selector;
        all[36] = handler.installThePanel.selector;
        all[37] = handler.placeAnOrder.selector;
        all[38] = handler.refillReserves.selector;
        all[39] = handler.relayWithAChange.selector;
        all[40] = handler.relayAgain.selector;
        all[41] = handler.puppetsCome.selector;
        all[42] = handler.puppetsGo.selector;
        all[43] = handler.blockOrUnblock.selector;
        all[44] = handler.giveToTheLedger.selector;
        all[45] = handler.meddle.selector;
    }

    function memberOf(uint256 i) internal view returns (IMutualLedger.MemberView memory) {
        return handler.plan().memberOf(handler.accountOf(i));
    }

    function everybody() internal view returns (IMutualLedger.MemberView[] memory members) {
        members = new IMutualLedger.MemberView[](handler.PEOPLE());
        for (uint256 i; i < members.length; ++i) {
            members[i] = memberOf(i);
        }
    }

    function books() internal view returns (IMutualLedger.Books memory) {
        return handler.plan().books();
    }

    // ---- I1: what the ledger holds is what it owes, and the gifts

    function checkConservation(IMutualLedger.MemberView[] memory members) internal view {
        IMutualLedger.Books memory b = books();
        uint256 owed = b.surplus + b.backstop + b.operatorCredit + b.rebatePool + b.bonds;
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            owed += members[i].balance + handler.plan().creditOf(handler.accountOf(i));
        }
        for (uint256 i; i < handler.caseTotal(); ++i) {
            GhostRecords.Case memory c = handler.caseAt(i);
            if (c.fate != GhostRecords.Fate.Announced && c.fate != GhostRecords.Fate.Contested) continue;
            (uint256 byMembers, uint256 byBackstop) = handler.plan().fundingOf(c.period, c.level);
            owed += byMembers + byBackstop;
        }
        assertEq(handler.money(), owed + handler.accountsNow().gifts, "I1");
        assertEq(handler.orders().token().balanceOf(address(handler.orders())), 0, "I1: orders hold nothing");
    }

    // ---- I2: an active member holds the reserve, and who has lapsed does not

    function checkSolvency(IMutualLedger.MemberView[] memory members) internal view {
        uint256 reserve = handler.termsOf().periodCap + handler.termsOf().dues;
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            IMutualLedger.MemberView memory m = members[i];
            if (m.status == IMutualLedger.Status.Active) assertGe(m.balance, m.units * reserve, "I2");
            if (m.status == IMutualLedger.Status.Lapsed) assertLt(m.balance, m.units * reserve, "I2: lapsed");
        }
    }

    // ---- I3: who was there for the same announcements paid the same

    function checkEqualShares(IMutualLedger.MemberView[] memory members) internal view {
        GhostRecords.Person[] memory people = new GhostRecords.Person[](handler.PEOPLE());
        uint256[] memory paid = new uint256[](people.length);
        for (uint256 i; i < people.length; ++i) {
            GhostRecords.Person memory p = people[i] = handler.personOf(i);
            if (p.status != IMutualLedger.Status.Active && p.status != IMutualLedger.Status.Lapsed) continue;
            paid[i] = p.paidIn - members[i].balance;
            for (uint256 j; j < i; ++j) {
                GhostRecords.Person memory q = people[j];
                if (q.status != p.status || q.units != p.units || q.attended != p.attended) continue;
                assertEq(paid[i], paid[j], "I3");
            }
        }
    }

    // ---- I4: the caps, by what the index did

    function checkCaps() internal view {
        IMutualLedger.Terms memory t = handler.termsOf();
        uint256 charged;
        uint256 year;
        for (uint256 i; i < handler.movementTotal(); ++i) {
            Actions.Movement memory m = handler.movementAt(i);
            uint256 share = (m.steps - m.dues) * t.step;
            assertLe(share, t.periodCap, "I4: a period");
            uint256 thisYear = (m.at - handler.begun()) / 365 days;
            if (thisYear != year) (year, charged) = (thisYear, 0);
            charged += share;
            if (t.yearCap > 0) assertLe(charged, t.yearCap, "I4: a year");
        }
        for (uint256 i; i < handler.caseTotal(); ++i) {
            GhostRecords.Case memory c = handler.caseAt(i);
            if (!isFunded(c)) continue;
            (uint256 byMembers,) = handler.plan().fundingOf(c.period, c.level);
            assertLe(byMembers, c.asked, "I4: a case");
        }
    }

    function isFunded(GhostRecords.Case memory c) private pure returns (bool) {
        bool announced = c.fate == GhostRecords.Fate.Announced || c.fate == GhostRecords.Fate.Contested;
        return announced || c.fate == GhostRecords.Fate.Settled || c.fate == GhostRecords.Fate.Overturned;
    }

    // ---- I8: the units that are counted are those of the members

    function checkUnits(IMutualLedger.MemberView[] memory members) internal view {
        IMutualLedger.Books memory b = books();
        (uint256 active, uint256 units, uint256 leaving) = (0, 0, 0);
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            IMutualLedger.MemberView memory m = members[i];
            if (m.status == IMutualLedger.Status.Active) (active, units) = (active + 1, units + m.units);
            if (m.status == IMutualLedger.Status.Leaving) leaving += m.units;
        }
        assertEq(b.members, active, "I8: members");
        assertEq(b.units, units, "I8: units");
        assertEq(b.leavingUnits, leaving, "I8: leaving");
    }

    // ---- and all of it as if everybody were charged one by one

    function checkAgainstTheGhost(IMutualLedger.MemberView[] memory members) internal view {
        GhostRecords.Accounts memory a = handler.accountsNow();
        IMutualLedger.Books memory b = books();
        assertEq(b.surplus, a.surplus, "surplus");
        assertEq(b.backstop, a.backstop, "backstop");
        assertEq(b.operatorCredit, a.operatorCredit, "operator's credit");
        assertEq(b.bonds, a.bonds, "bonds");
        assertEq(b.rebatePool, a.rebatePool, "rebate pool");
        assertEq(b.rebateShared * handler.termsOf().step, a.rebateShared, "shared by those who have a part");
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            GhostRecords.Person memory p = handler.personOf(i);
            assertEq(uint256(members[i].status), uint256(p.status), "status");
            assertEq(members[i].balance, p.money, "balance");
            assertEq(handler.plan().creditOf(handler.accountOf(i)), p.credit, "credit");
            uint256 nonce = IMemberAccount(handler.accountOf(i)).nextNonce();
            assertEq(nonce, handler.nextNonce(handler.accountOf(i)), "number of signed calls");
        }
        handler.checkNullifiers();
        handler.checkRoles();
        for (uint256 i; i < handler.caseTotal(); ++i) {
            GhostRecords.Case memory c = handler.caseAt(i);
            if (!isFunded(c)) continue;
            (uint256 byMembers, uint256 byBackstop) = handler.plan().fundingOf(c.period, c.level);
            assertEq(byMembers, c.byMembers, "by members");
            assertEq(byBackstop, c.byBackstop, "by backstop");
        }
    }

    // ---- I6: everybody gets everything out, from wherever a history ends

    function checkTheWayOut() internal {
        handler.everybodyOut();
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            assertEq(memberOf(i).balance, 0, "I6");
            assertEq(handler.plan().creditOf(handler.accountOf(i)), 0, "I6");
        }
        checkConservation(everybody());
    }

    function checkAll() internal view {
        IMutualLedger.MemberView[] memory members = everybody();
        checkConservation(members);
        checkSolvency(members);
        checkEqualShares(members);
        checkCaps();
        assertFalse(handler.paidEarly(), "I5");
        assertFalse(handler.wentBack(), "I7");
        checkUnits(members);
        checkAgainstTheGhost(members);
    }
}
