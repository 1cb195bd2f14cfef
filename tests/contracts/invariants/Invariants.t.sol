// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {InvariantTest, vm} from "../Test.sol";
import {Actions} from "./Actions.sol";
import {Ghost} from "./Ghost.sol";
import {Handler} from "./Handler.sol";

/// @title The invariants of the ledger, by their numbers
/// @notice I9, that the events suffice to rebuild the state, is checked where the events are read.
abstract contract Invariants is InvariantTest {
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
        all = new bytes4[](32);
        all[0] = handler.joinIn.selector;
        all[1] = handler.enrolTwo.selector;
        all[2] = handler.topUpOneself.selector;
        all[3] = handler.topUpAnother.selector;
        all[4] = handler.leaveThePlan.selector;
        all[5] = handler.withdrawMoney.selector;
        all[6] = handler.collectTheirCredit.selector;
        all[7] = handler.fileACase.selector;
        all[8] = handler.takeBackACase.selector;
        all[9] = handler.decideACase.selector;
        all[10] = handler.announceThePeriod.selector;
        all[11] = handler.bringACaseToItsAnnouncement.selector;
        all[12] = handler.settleACase.selector;
        all[13] = handler.fundTheBackstop.selector;
        all[14] = handler.giveNotice.selector;
        all[15] = handler.takeFromTheBackstop.selector;
        all[16] = handler.collectTheFee.selector;
        all[17] = handler.closeThePlan.selector;
        all[18] = handler.stopJoining.selector;
        all[19] = handler.finishThePlan.selector;
        all[20] = handler.blockOrUnblock.selector;
        all[21] = handler.meddle.selector;
        all[22] = handler.giveToTheLedger.selector;
        all[23] = handler.volunteerOrResign.selector;
        all[24] = handler.objectToACase.selector;
        all[25] = handler.appealACase.selector;
        all[26] = handler.drawAJury.selector;
        all[27] = handler.sealAVote.selector;
        all[28] = handler.openAVote.selector;
        all[29] = handler.tallyADispute.selector;
        all[30] = handler.holdATrial.selector;
        all[31] = handler.topUpTwo.selector;
    }

    function memberOf(uint256 i) internal view returns (IMutualLedger.MemberView memory) {
        return handler.plan().memberOf(handler.account(i));
    }

    function books() internal view returns (IMutualLedger.Books memory) {
        return handler.plan().books();
    }

    // ---- I1: what the ledger holds is what it owes, and the gifts

    function checkConservation() internal view {
        IMutualLedger.Books memory b = books();
        uint256 owed = b.surplus + b.backstop + b.operatorCredit + b.rebatePool + b.bonds;
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            owed += memberOf(i).balance + handler.plan().creditOf(handler.account(i));
        }
        for (uint256 i; i < handler.caseTotal(); ++i) {
            Ghost.Case memory c = handler.caseAt(i);
            if (c.fate != Ghost.Fate.Announced && c.fate != Ghost.Fate.Contested) continue;
            (uint256 byMembers, uint256 byBackstop) = handler.plan().fundingOf(c.period, c.level);
            owed += byMembers + byBackstop;
        }
        assertEq(handler.money(), owed + handler.accountsNow().gifts, "I1");
    }

    // ---- I2: an active member holds the reserve

    function checkSolvency() internal view {
        uint256 reserve = handler.termsOf().periodCap + handler.termsOf().dues;
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            IMutualLedger.MemberView memory m = memberOf(i);
            if (m.status == IMutualLedger.Status.Active) assertGe(m.balance, m.units * reserve, "I2");
        }
    }

    // ---- I3: who was there for the same announcements paid the same

    function checkEqualShares() internal view {
        Ghost.Person[] memory people = new Ghost.Person[](handler.PEOPLE());
        uint256[] memory paid = new uint256[](people.length);
        for (uint256 i; i < people.length; ++i) {
            Ghost.Person memory p = people[i] = handler.personOf(i);
            if (p.status != IMutualLedger.Status.Active && p.status != IMutualLedger.Status.Lapsed) continue;
            paid[i] = p.paidIn - memberOf(i).balance;
            for (uint256 j; j < i; ++j) {
                Ghost.Person memory q = people[j];
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
            Ghost.Case memory c = handler.caseAt(i);
            if (!isFunded(c)) continue;
            (uint256 byMembers,) = handler.plan().fundingOf(c.period, c.level);
            assertLe(byMembers, c.asked, "I4: a case");
        }
    }

    function isFunded(Ghost.Case memory c) private pure returns (bool) {
        bool announced = c.fate == Ghost.Fate.Announced || c.fate == Ghost.Fate.Contested;
        return announced || c.fate == Ghost.Fate.Settled || c.fate == Ghost.Fate.Overturned;
    }

    // ---- I8: the units that are counted are those of the members

    function checkUnits() internal view {
        IMutualLedger.Books memory b = books();
        (uint256 members, uint256 units, uint256 leaving) = (0, 0, 0);
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            IMutualLedger.MemberView memory m = memberOf(i);
            if (m.status == IMutualLedger.Status.Active) (members, units) = (members + 1, units + m.units);
            if (m.status == IMutualLedger.Status.Leaving) leaving += m.units;
        }
        assertEq(b.members, members, "I8: members");
        assertEq(b.units, units, "I8: units");
        assertEq(b.leavingUnits, leaving, "I8: leaving");
    }

    // ---- and all of it as if everybody were charged one by one

    function checkAgainstTheGhost() internal view {
        Ghost.Accounts memory a = handler.accountsNow();
        IMutualLedger.Books memory b = books();
        assertEq(b.surplus, a.surplus, "surplus");
        assertEq(b.backstop, a.backstop, "backstop");
        assertEq(b.operatorCredit, a.operatorCredit, "operator's credit");
        assertEq(b.bonds, a.bonds, "bonds");
        assertEq(b.rebatePool, a.rebatePool, "rebate pool");
        assertEq(b.rebateShared * handler.termsOf().step, a.rebateShared, "shared by those who have a part");
        for (uint256 i; i < handler.PEOPLE(); ++i) {
            Ghost.Person memory p = handler.personOf(i);
            assertEq(uint256(memberOf(i).status), uint256(p.status), "status");
            assertEq(memberOf(i).balance, p.money, "balance");
            assertEq(handler.plan().creditOf(handler.account(i)), p.credit, "credit");
        }
        for (uint256 i; i < handler.caseTotal(); ++i) {
            Ghost.Case memory c = handler.caseAt(i);
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
            assertEq(handler.plan().creditOf(handler.account(i)), 0, "I6");
        }
        checkConservation();
    }

    function checkAll() internal view {
        checkConservation();
        checkSolvency();
        checkEqualShares();
        checkCaps();
        assertFalse(handler.paidEarly(), "I5");
        assertFalse(handler.wentBack(), "I7");
        checkUnits();
        checkAgainstTheGhost();
    }
}

/// forge-config: default.invariant.fail-on-revert = true
contract InvariantsTest is Invariants {
    function invariant_I1_Conservation() public view {
        checkConservation();
    }

    function invariant_I2_Solvency() public view {
        checkSolvency();
    }

    function invariant_I3_EqualShares() public view {
        checkEqualShares();
        checkAgainstTheGhost();
    }

    function invariant_I4_Caps() public view {
        checkCaps();
    }

    function invariant_I5_NoEarlyPayout() public view {
        assertFalse(handler.paidEarly());
    }

    function invariant_I7_Monotone() public view {
        assertFalse(handler.wentBack());
    }

    function invariant_I8_Units() public view {
        checkUnits();
    }

    /// @dev I6, at the end of every history.
    function afterInvariant() public {
        checkTheWayOut();
    }
}

/// @title The same in a plan without a sponsor, with other terms
/// forge-config: default.invariant.fail-on-revert = true
contract OtherPlansTest is Invariants {
    function setUp() public override {
        begin(5);
    }

    function invariant_Everything() public view {
        checkAll();
    }

    function afterInvariant() public {
        checkTheWayOut();
    }
}

/// @title That the histories get everywhere
/// @notice Long histories from fixed seeds, checked all along, half of them of plans with other terms; together they must
/// have done everything there is.
contract HistoriesTest is Invariants {
    uint256 private constant HISTORIES = 32;
    uint256 private constant LENGTH = 400;

    mapping(string what => uint256) private count;

    function test_HistoriesReachEverything() public {
        string[55] memory everything = [
            "join",
            "return",
            "top up",
            "leave",
            "left",
            "lapse",
            "withdraw",
            "credit",
            "credit collected",
            "file",
            "take back",
            "approve",
            "reject",
            "membership ended by a benefit",
            "announce",
            "cut",
            "the queue waits",
            "a leaver stays with the queue",
            "too early to leave",
            "too early to withdraw",
            "no withdrawal past an undecided case",
            "top up two",
            "backstop runs dry",
            "backstop fills up",
            "settle",
            "close",
            "closed for want of members",
            "finish",
            "rebate",
            "rebate of somebody who was gone",
            "last rebate",
            "last rebate without a sponsor",
            "gift",
            "meddle",
            "volunteer",
            "resign",
            "object",
            "appeal",
            "draw",
            "renew",
            "small jury",
            "no jury",
            "volunteer again",
            "seal",
            "open",
            "tally",
            "quorum missed",
            "silent juror",
            "appeal won",
            "appeal lost",
            "overturned",
            "small case shared",
            "backstop gets back",
            "upheld",
            "no verdict"
        ];
        vm.pauseGasMetering(); // a long life needs more gas than forge gives a test
        for (uint256 n; n < HISTORIES; ++n) {
            begin(n % 2 == 0 ? 0 : n);
            live(n);
            checkTheWayOut();
            for (uint256 i; i < everything.length; ++i) {
                count[everything[i]] += handler.count(everything[i]);
            }
        }
        for (uint256 i; i < everything.length; ++i) {
            assertGt(count[everything[i]], 0, everything[i]);
        }
    }

    function live(uint256 seed) private {
        bytes4[] memory all = actions();
        for (uint256 i; i < LENGTH; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            bytes memory call = abi.encodePacked(all[random % all.length], random >> 8, random >> 16, random >> 24);
            (bool done, bytes memory answer) = address(handler).call(call);
            if (!done) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
            if (i % 20 == 19) this.check();
        }
    }

    /// @dev As a call of its own, whose memory is given back.
    function check() external view {
        checkAll();
    }
}
