// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";
import {AttestedFixture} from "../base/AttestedFixture.sol";
import {BlockingToken} from "../base/OddTokens.sol";
import {IYuan} from "../base/IYuan.sol";
import {PlanFixture} from "../base/PlanFixture.sol";
import {Plans} from "../base/Plans.sol";
import {SignedCalls} from "../base/SignedCalls.sol";
import {vm} from "../Test.sol";

/// @title What the ghost writes down: the people, the cases and the money of one plan
abstract contract GhostRecords is AttestedFixture, SignedCalls {
    enum Fate {
        Filed,
        Rejected,
        TakenBack,
        Approved,
        Announced,
        Settled,
        Appealed,
        Contested,
        Overturned
    }

    struct Person {
        IMutualLedger.Status status;
        bool replaced; // withdrawn but for the money, because the person holds another account
        uint256 membership; // which of their memberships this is
        uint256 units;
        uint256 money;
        uint256 paidIn;
        uint256 joinedAt;
        uint256 joinedIn; // the period that was open then
        uint256 endedAt; // when they lapsed or had left
        uint256 lapsedAt; // when they lapsed; 0 if they have not
        uint256 overAt; // when they asked to leave; of who did not, when it was over
        uint256 reinstatedAt;
        uint256 lastPaidIn;
        uint256 missed; // what a unit would have paid since the lapse
        uint256 shared; // by a unit since they joined, dues left out
        uint256 sharedIfBack; // the same, were they to come back
        uint256 credit;
        bytes32 attended; // all announcements they paid, in one hash
        bytes32 attendedIfBack; // the same, were they to come back
    }

    struct Case {
        uint256 who;
        uint256 membership;
        uint256 joinedAt;
        uint256 diagnosedAt;
        uint256 filedAt;
        uint256 level;
        Fate fate;
        bool appealed; // once is enough
        bool contested; // likewise
        uint256 rejectedAt;
        uint256 period;
        uint256 announcedAt;
        uint256 asked;
        uint256 byMembers;
        uint256 byBackstop;
    }

    struct Accounts {
        uint256 surplus;
        uint256 backstop;
        uint256 operatorCredit;
        uint256 bonds;
        uint256 rebatePool;
        uint256 rebateWhole; // what it was when the plan was closed
        uint256 rebateShared; // by all who had a part in it then
        uint256 rebateLeft; // by those who still have
        uint256 gifts;
    }

    /// @dev Of the terms, which are long: what is asked for again and again.
    struct Times {
        uint256 waiting;
        uint256 period;
        uint256 notice;
        uint256 grace;
        uint256 filing;
        uint256 decision;
        uint256 runOff;
    }

    uint256 public constant PEOPLE = 14;

    address[PEOPLE] private _accounts;
    mapping(address account => uint256 who) private _numbers;

    Person[PEOPLE] internal people;
    Case[] internal cases;
    Accounts internal accounts;

    uint256 internal seed;
    Times internal times;
    IMutualLedger.JuryTerms internal juryTerms;
    uint256 internal reserve;
    address internal operatorNow;
    IMutualLedger.Stage internal ghostStage;
    bool internal joinsStopped;
    uint256 internal enoughInARow;
    uint256 internal periods;
    uint256 internal announcedLast;
    uint256 internal belowSince;
    uint256 internal closingAt;
    uint256 internal closingIn; // the first period whose announcement takes nobody's part
    uint256 internal filedLast;
    uint256 internal year;
    uint256 internal chargedThisYear;

    /// @notice How often what has happened.
    mapping(string what => uint256) public count;

    function setUp() public virtual override(AttestedFixture, PlanFixture) {
        super.setUp();
        yuan = IYuan(address(new BlockingToken()));
        address delegate = vm.deployCode("MemberAccount.sol:MemberAccount");
        for (uint256 i; i < PEOPLE; ++i) {
            (address account, uint256 key) = makeAddrAndKey(string.concat("person ", vm.toString(i)));
            keyOf[account] = key;
            delegateTo(account, delegate);
            introduce(account, i);
        }
        operatorNow = operator;
        IMutualLedger.Terms memory t = terms();
        times = Times(t.waiting, t.period, t.notice, t.grace, t.filing, t.decision, t.runOff);
        (juryTerms, reserve) = (t.jury, t.periodCap + t.dues);
        open(t, address(yuan));
        (announcedLast, periods) = (timeNow(), FIRST);
    }

    /// @dev Keeps them sorted, as a batch wants its members.
    function introduce(address account, uint256 who) private {
        for (; who > 0 && _accounts[who - 1] > account; --who) {
            _accounts[who] = _accounts[who - 1];
            _numbers[_accounts[who]] = who;
        }
        (_accounts[who], _numbers[account]) = (account, who);
    }

    /// @dev Of the plan `seed`, from 0, whose terms are the brisk ones.
    function terms() internal view override returns (IMutualLedger.Terms memory) {
        return seed == 0 ? Plans.brisk() : Plans.varied(seed);
    }

    function roles() internal view override(AttestedFixture, PlanFixture) returns (IPlanTerms.Roles memory) {
        address backer = hasSponsor() ? sponsor : address(0);
        return IPlanTerms.Roles(operator, supervisor, backer, isAttested() ? attestor : address(0), assessors);
    }

    function hasSponsor() internal view returns (bool) {
        return seed % 4 != 1;
    }

    /// @dev Whether an attestor vouches for who joins.
    function isAttested() internal view returns (bool) {
        return seed % 4 == 3;
    }

    function accountOf(uint256 who) public view returns (address) {
        return _accounts[who];
    }

    function numberOf(address account) internal view returns (uint256 who) {
        who = _numbers[account];
        assertEq(_accounts[who], account, "somebody known");
    }

    /// @dev Whether it is the account of one of the people.
    function isSomebodys(address account) internal view returns (bool) {
        return _accounts[_numbers[account]] == account;
    }

    function personOf(uint256 i) public view returns (Person memory) {
        return people[i];
    }

    function caseAt(uint256 i) public view returns (Case memory) {
        return cases[i];
    }

    function caseTotal() public view returns (uint256) {
        return cases.length;
    }

    function accountsNow() public view returns (Accounts memory) {
        return accounts;
    }
}
