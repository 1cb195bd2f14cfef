// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IStandingOrders} from "../../contracts/interfaces/IStandingOrders.sol";
import {IYuan} from "./base/IYuan.sol";
import {CallingToken} from "./base/OddTokens.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev A token that calls back finds every call that moves money locked while one of them is under way.  Which calls
/// there are is taken from the ABI: one that is neither tried here nor named as moving nothing fails the first test.
contract ReentrancyTest is PlanFixture {
    uint256 private constant SLIGHT = 0;
    uint256 private constant DEPOSIT = 30 * YUAN;

    CallingToken private token;
    /// @dev What is tried from within: the function, in whose name, and the call.
    string[] private names;
    address[] private callers;
    bytes[] private calls;
    mapping(bytes32 name => bool) private locked;
    mapping(bytes32 name => bool) private seenAsOuter;

    function setUp() public override {
        super.setUp();
        token = new CallingToken();
        yuan = IYuan(address(token));
        open(terms(), address(token));
        enrol(0, 9, STANDARD, DEPOSIT);
        join(alice);
        stay();
        skip(180 days);
        listCalls();
    }

    // ---- the calls that are tried from within

    function inner(string memory name, address caller, bytes memory call) private {
        names.push(name);
        callers.push(caller);
        calls.push(call);
        locked[keccak256(bytes(name))] = true;
    }

    function listCalls() private {
        IMutualLedger.Permit memory nothing;
        (address[] memory members, uint256[] memory amounts) = (new address[](1), new uint256[](1));
        (members[0], amounts[0]) = (person(99), YUAN);
        inner("join", anyone, abi.encodeCall(IMutualLedger.join, (STANDARD, DEPOSIT, "")));
        inner("joinWithPermit", anyone, abi.encodeCall(IMutualLedger.joinWithPermit, (STANDARD, DEPOSIT, "", nothing)));
        inner("joinMany", anyone, abi.encodeCall(IMutualLedger.joinMany, (members, STANDARD, DEPOSIT, "")));
        inner("topUp", anyone, abi.encodeCall(IMutualLedger.topUp, (person(8), YUAN)));
        inner("topUpMany", anyone, abi.encodeCall(IMutualLedger.topUpMany, (members, amounts)));
        inner("withdraw", anyone, abi.encodeCall(IMutualLedger.withdraw, ()));
        inner("fundBackstop", anyone, abi.encodeCall(IMutualLedger.fundBackstop, (YUAN)));
        inner("takeBackstop", sponsor, abi.encodeCall(IMutualLedger.takeBackstop, (YUAN)));
        inner("collectFee", operator, abi.encodeCall(IMutualLedger.collectFee, ()));
        inner("collectCredit", anyone, abi.encodeCall(IMutualLedger.collectCredit, (anyone)));
        inner("payCase", address(desk), abi.encodeCall(IMutualLedger.payCase, (anyone, FIRST, MILD)));
        inner("takeBond", address(desk), abi.encodeCall(IMutualLedger.takeBond, (anyone)));
        inner("releaseBond", address(desk), abi.encodeCall(IMutualLedger.releaseBond, (anyone, new address[](0))));
    }

    /// @dev They never speak to the token.
    function movesNothing(bytes32 name) private pure returns (bool) {
        string[12] memory such = [
            "leave",
            "announce",
            "finish",
            "close",
            "stopJoins",
            "proposeOperator",
            "acceptOperator",
            "noticeBackstop",
            "enqueue",
            "endMembership",
            "overturn",
            "replace"
        ];
        for (uint256 i; i < such.length; ++i) {
            if (keccak256(bytes(such[i])) == name) return true;
        }
        return false;
    }

    function test_EveryCallOfTheAbiIsTriedOrMovesNothing() public view {
        string[] memory writing = writingCalls("MutualLedger");
        for (uint256 i; i < writing.length; ++i) {
            bytes32 name = keccak256(bytes(writing[i]));
            assertTrue(locked[name] != movesNothing(name), writing[i]);
        }
        assertEq(writing.length, names.length + 12, "calls");
    }

    /// @dev Standing orders lock {refill}; `fill` refuses all but themselves, and `place` calls nobody.  A member's account
    /// locks its only call, which `MemberAccount.t.sol` tries from within.
    function test_BesideTheLedgerThereIsNothingElseToLock() public view {
        string[] memory ofOrders = writingCalls("StandingOrders");
        assertEq(ofOrders.length, 3);
        assertEq(string.concat(ofOrders[0], " ", ofOrders[1], " ", ofOrders[2]), "fill place refill");
        string[] memory ofAccounts = writingCalls("MemberAccount");
        assertEq(ofAccounts.length, 1);
        assertEq(ofAccounts[0], "execute");
    }

    function writingCalls(string memory contractName) private view returns (string[] memory writing) {
        string memory json =
            vm.readFile(string.concat("pyclient/openmutual/data/artifacts/", contractName, ".json"));
        writing = new string[](64);
        uint256 found;
        for (uint256 i; vm.keyExistsJson(json, entry(i, "type")); ++i) {
            if (isWriting(json, i)) writing[found++] = vm.parseJsonString(json, entry(i, "name"));
        }
        assembly ("memory-safe") {
            mstore(writing, found)
        }
    }

    function isWriting(string memory json, uint256 i) private pure returns (bool) {
        if (keccak256(bytes(vm.parseJsonString(json, entry(i, "type")))) != keccak256("function")) return false;
        return keccak256(bytes(vm.parseJsonString(json, entry(i, "stateMutability")))) == keccak256("nonpayable");
    }

    function entry(uint256 i, string memory key) private pure returns (string memory) {
        return string.concat(".abi[", vm.toString(i), "].", key);
    }

    // ---- each as the outer call

    /// @dev All calls are tried from within from here on.
    function beginTrying() private {
        token.tell(address(ledger), callers, calls);
        token.answers();
    }

    function outer(string memory name) private {
        bytes[] memory answers = token.answers();
        assertEq(answers.length, calls.length, string.concat(name, " moves the token once"));
        bytes memory refusal = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        for (uint256 i; i < answers.length; ++i) {
            assertEq(answers[i], refusal, string.concat(names[i], " within ", name));
        }
        seenAsOuter[keccak256(bytes(name))] = true;
    }

    function test_NoCallThatMovesMoneyIsOpenWithinAnother() public {
        uint256 caseId = queue(person(0), MILD);
        announce();
        skip(3 days);
        beginTrying();
        joins();
        topUps();
        goes();
        bonds();
        uint256 period = desk.caseOf(caseId).period;
        vm.prank(address(desk));
        ledger.payCase(person(0), period, MILD);
        outer("payCase");
        collects();
        takes();
        for (uint256 i; i < names.length; ++i) {
            assertTrue(seenAsOuter[keccak256(bytes(names[i]))], names[i]);
        }
    }

    function joins() private {
        join(bob);
        outer("join");
        IMutualLedger.Permit memory nothing;
        fund(carol, DEPOSIT);
        vm.prank(carol);
        ledger.joinWithPermit(STANDARD, DEPOSIT, "", nothing);
        outer("joinWithPermit");
        enrol(50, 2, STANDARD, DEPOSIT);
        outer("joinMany");
    }

    function topUps() private {
        topUp(alice, YUAN);
        outer("topUp");
        (address[] memory members, uint256[] memory amounts) = (new address[](1), new uint256[](1));
        (members[0], amounts[0]) = (person(1), YUAN);
        fund(sponsor, YUAN);
        vm.prank(sponsor);
        ledger.topUpMany(members, amounts);
        outer("topUpMany");
    }

    function goes() private {
        leave(alice);
        announce();
        withdraw(alice);
        outer("withdraw");
    }

    function bonds() private {
        fund(bob, 50 * YUAN);
        vm.prank(address(desk));
        ledger.takeBond(bob);
        outer("takeBond");
        address[] memory jurors = new address[](1);
        jurors[0] = carol;
        vm.prank(address(desk));
        ledger.releaseBond(bob, jurors);
        outer("releaseBond");
    }

    function collects() private {
        vm.prank(carol);
        ledger.collectCredit(carol);
        outer("collectCredit");
        fundBackstop(1_000 * YUAN);
        outer("fundBackstop");
        queue(person(2), MILD);
        announce();
        uint256 period = books().period - 1;
        vm.prank(address(desk));
        ledger.payCase(person(2), period, MILD);
        outer("payCase");
        vm.prank(operator);
        ledger.collectFee();
        outer("collectFee");
    }

    function takes() private {
        vm.prank(sponsor);
        ledger.noticeBackstop(YUAN);
        skip(17 days);
        vm.prank(sponsor);
        ledger.takeBackstop(YUAN);
        outer("takeBackstop");
    }

    // ---- what moves nothing does no harm from within

    /// @dev An announcement within a deposit counts the one who is joining, whose money must arrive by the end.
    function test_AnAnnouncementWithinAJoinCountsTheMoney() public {
        queue(person(0), MILD);
        skip(14 days);
        callWithin(anyone, abi.encodeCall(IMutualLedger.announce, ()));
        join(bob);
        assertEq(token.answers()[0], "");
        assertEq(memberOf(bob).balance, 27 * YUAN);
        assertEq(token.balanceOf(address(ledger)), 11 * DEPOSIT);
    }

    function test_WhoLeavesWithinATopUpTakesItAlong() public {
        callWithin(alice, abi.encodeCall(IMutualLedger.leave, ()));
        topUp(alice, 5 * YUAN);
        assertEq(token.answers()[0], "");
        assertEq(books().leavingUnits, 1);
        callNothingWithin();
        announce();
        withdraw(alice);
        assertEq(token.balanceOf(alice), 35 * YUAN);
        assertEq(token.balanceOf(address(ledger)), 9 * DEPOSIT);
    }

    /// @dev Eleven pay 1.91 each for a case of 21; the cent that is left over is theirs in the end, but for the rounding.
    function test_AnEndWithinTheLastPaymentSharesOutWhatIsLeft() public {
        join(bob);
        uint256 caseId = queue(person(0), SLIGHT);
        announce();
        close();
        skip(180 days);
        callWithin(anyone, abi.encodeCall(IMutualLedger.finish, ()));
        desk.settle(caseId);
        assertEq(token.answers()[0], "");
        assertStage(IMutualLedger.Stage.Closed);
        assertEq(token.balanceOf(person(0)), 20 * YUAN);
        callNothingWithin();
        for (uint256 n; n < 9; ++n) {
            withdraw(person(n));
        }
        withdraw(alice);
        withdraw(bob);
        assertEq(books().operatorCredit, YUAN);
        assertEq(books().backstop, STEP % 11);
        assertEq(token.balanceOf(address(ledger)), YUAN + STEP % 11);
    }

    /// @dev What the token tries within the next transfers.
    function callWithin(address by, bytes memory call) private {
        (address[] memory once, bytes[] memory what) = (new address[](1), new bytes[](1));
        (once[0], what[0]) = (by, call);
        token.tell(address(ledger), once, what);
    }

    function callNothingWithin() private {
        token.tell(address(ledger), new address[](0), new bytes[](0));
    }

    // ---- standing orders

    function test_ARefillIsNotOpenWithinARefill() public {
        IStandingOrders orders = IStandingOrders(vm.deployCode("StandingOrders.sol:StandingOrders", abi.encode(ledger)));
        token.mint(alice, 10 * YUAN);
        vm.startPrank(alice);
        token.approve(address(orders), type(uint256).max);
        orders.place(uint128(32 * YUAN), uint128(3 * YUAN));
        vm.stopPrank();
        address[] memory members = new address[](1);
        members[0] = alice;
        bytes[] memory call = new bytes[](1);
        call[0] = abi.encodeCall(IStandingOrders.refill, (members));
        address[] memory by = new address[](1);
        by[0] = anyone;
        token.tell(address(orders), by, call);
        assertEq(orders.refill(members), 1);
        bytes[] memory answers = token.answers();
        assertEq(answers.length, 2, "from the wallet, and into the reserve");
        bytes memory refusal = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        assertEq(answers[0], refusal);
        assertEq(answers[1], refusal);
        assertEq(memberOf(alice).balance, 32 * YUAN);
    }
}
