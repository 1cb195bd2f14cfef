// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {PlanFixture} from "./base/PlanFixture.sol";
import {BARE, DOUBLE, MILD, STANDARD, STEP, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Many reserves in one transfer; persons 0, 1, 2 … come in rising order of their addresses.
contract TopUpManyTest is PlanFixture {
    function setUp() public override {
        super.setUp();
        enrol(0, 9, STANDARD, 30 * YUAN);
        announce();
        skip(180 days);
    }

    /// @dev Persons from 0 on, a yuan for each.
    function list(uint256 count) private pure returns (address[] memory members, uint256[] memory amounts) {
        (members, amounts) = (new address[](count), new uint256[](count));
        for (uint256 n; n < count; ++n) {
            (members[n], amounts[n]) = (person(n), YUAN);
        }
    }

    /// @dev Refused before any money is asked for.
    function refused(bytes memory refusal, address[] memory members, uint256[] memory amounts) private {
        vm.expectRevert(refusal);
        vm.prank(sponsor);
        ledger.topUpMany(members, amounts);
    }

    function topUpMany(address[] memory members, uint256[] memory amounts) private returns (address[] memory) {
        vm.prank(sponsor);
        return ledger.topUpMany(members, amounts);
    }

    // ---- refusals

    function test_RevertWhen_ThePlanIsClosed() public {
        closeAndFinish();
        (address[] memory members, uint256[] memory amounts) = list(2);
        refused(abi.encodeWithSelector(IMutualLedger.PlanClosed.selector), members, amounts);
    }

    function test_RevertWhen_TheListsAreNotEquallyLong() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        refused(abi.encodeWithSelector(IMutualLedger.LengthsDiffer.selector, 3, 2), members, new uint256[](2));
        refused(abi.encodeWithSelector(IMutualLedger.LengthsDiffer.selector, 0, 3), new address[](0), amounts);
    }

    function test_RevertWhen_TheListIsEmpty() public {
        refused(abi.encodeWithSelector(IMutualLedger.EmptyBatch.selector), new address[](0), new uint256[](0));
    }

    function test_RevertWhen_TheListIsNotSorted() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        (members[1], members[2]) = (members[2], members[1]);
        refused(abi.encodeWithSelector(IMutualLedger.MembersNotSorted.selector, person(1)), members, amounts);
    }

    function test_RevertWhen_AMemberIsRepeated() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        members[2] = members[1];
        refused(abi.encodeWithSelector(IMutualLedger.MembersNotSorted.selector, person(1)), members, amounts);
    }

    function test_RevertWhen_TheListNamesTheZeroAddress() public {
        (address[] memory members, uint256[] memory amounts) = list(2);
        members[0] = address(0);
        refused(abi.encodeWithSelector(IMutualLedger.MembersNotSorted.selector, address(0)), members, amounts);
    }

    /// @dev Also for one who would be skipped.
    function test_RevertWhen_OneAmountIsNothing() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        amounts[1] = 0;
        refused(abi.encodeWithSelector(IMutualLedger.ZeroAmount.selector), members, amounts);
        leave(person(1));
        refused(abi.encodeWithSelector(IMutualLedger.ZeroAmount.selector), members, amounts);
    }

    function test_RevertWhen_OneAmountIsNotAMultiple() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        amounts[2] = YUAN + 1;
        refused(abi.encodeWithSelector(IMutualLedger.AmountNotWhole.selector, YUAN + 1, STEP), members, amounts);
    }

    function test_RevertWhen_OneLimitOutgrowsItsType() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        uint256 most = type(uint48).max;
        amounts[1] = (most - memberOf(person(1)).limit + 1) * STEP;
        refused(abi.encodeWithSelector(IMutualLedger.AmountTooLarge.selector, most + 1, most), members, amounts);
    }

    function test_RevertWhen_TheMoneyDoesNotArrive() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        fund(sponsor, 3 * YUAN - 1);
        vm.prank(sponsor);
        vm.expectRevert();
        ledger.topUpMany(members, amounts);
        assertEq(memberOf(person(0)).balance, 30 * YUAN);
    }

    // ---- what it does

    function test_OnePayerFillsManyInOneTransfer() public {
        (address[] memory members, uint256[] memory amounts) = list(3);
        (amounts[1], amounts[2]) = (2 * YUAN, 3 * YUAN);
        fund(sponsor, 6 * YUAN);
        for (uint256 n; n < 3; ++n) {
            vm.expectEmit(address(ledger));
            emit IMutualLedger.ToppedUp(person(n), sponsor, amounts[n], 3_000 + amounts[n] / STEP);
        }
        vm.expectCall(address(yuan), abi.encodeCall(yuan.transferFrom, (sponsor, address(ledger), 6 * YUAN)));
        assertEq(topUpMany(members, amounts).length, 0);
        assertEq(yuan.balanceOf(sponsor), 0);
        for (uint256 n; n < 3; ++n) {
            assertEq(memberOf(person(n)).balance, 30 * YUAN + amounts[n]);
        }
        assertEq(memberOf(person(3)).balance, 30 * YUAN);
        assertEq(books().units, 9);
    }

    /// @dev Left, never a member, lapsed and leaving; only one is active, and only they are paid for.
    function test_WhoIsNotActiveIsSkippedAndNotPaidFor() public {
        join(person(9), BARE, 4 * YUAN);
        leave(person(0));
        queue(person(8), MILD);
        announce();
        leave(person(2));
        (address[] memory members, uint256[] memory amounts) = list(4);
        (members[1], members[2], members[3]) = (person(2), person(8), person(9));
        assertStatus(members[0], IMutualLedger.Status.Left);
        assertStatus(members[1], IMutualLedger.Status.Leaving);
        assertStatus(members[3], IMutualLedger.Status.Lapsed);
        fund(sponsor, 4 * YUAN);
        address[] memory skipped = topUpMany(members, amounts);
        assertEq(skipped.length, 3);
        (address first, address second, address third) = (skipped[0], skipped[1], skipped[2]);
        assertEq(first, members[0]);
        assertEq(second, members[1]);
        assertEq(third, members[3]);
        assertEq(yuan.balanceOf(sponsor), 3 * YUAN);
        assertEq(memberOf(person(8)).balance, 28 * YUAN);
        assertEq(memberOf(person(9)).balance, YUAN);
    }

    function test_NothingIsPaidWhereNobodyIsActive() public {
        (address[] memory members, uint256[] memory amounts) = list(1);
        members[0] = anyone;
        vm.expectCall(address(yuan), abi.encodeWithSelector(yuan.transferFrom.selector), 0);
        address[] memory skipped = topUpMany(members, amounts);
        assertEq(skipped[0], anyone);
    }

    /// @dev As one by one.
    function test_ItIsTheSameAsOneByOne(uint16[5] calldata steps) public {
        join(person(9), DOUBLE, 60 * YUAN);
        (address[] memory members, uint256[] memory amounts) = list(5);
        members[4] = person(9);
        uint256 total;
        for (uint256 i; i < 5; ++i) {
            amounts[i] = (1 + uint256(steps[i])) * 2 * STEP;
            total += amounts[i];
        }
        fund(sponsor, total);
        uint256 state = vm.snapshotState();
        topUpMany(members, amounts);
        bytes32[5] memory together = standings(members);
        vm.revertToState(state);
        for (uint256 i; i < 5; ++i) {
            vm.prank(sponsor);
            ledger.topUp(members[i], amounts[i]);
        }
        bytes32[5] memory single = standings(members);
        assertEq(abi.encode(together), abi.encode(single));
    }

    function standings(address[] memory members) private view returns (bytes32[5] memory all) {
        for (uint256 i; i < 5; ++i) {
            all[i] = keccak256(abi.encode(memberOf(members[i]), books(), yuan.balanceOf(address(ledger))));
        }
    }

    function test_WhoIsFilledUpTogetherStandsOnRungsThatCount() public {
        (address[] memory members, uint256[] memory amounts) = list(8);
        fund(sponsor, 8 * YUAN);
        topUpMany(members, amounts);
        for (uint256 n; n < 9; ++n) {
            charge(n);
        }
        // Nine times 3 yuan: person 8 has 3 yuan left, the reserve, the others 4.
        assertEq(books().members, 9);
        charge(0);
        assertStatus(person(8), IMutualLedger.Status.Lapsed);
        assertStatus(person(0), IMutualLedger.Status.Lapsed);
        assertEq(memberOf(person(0)).balance, YUAN);
        assertEq(books().members, 0);
    }

    function charge(uint256 claimant) private {
        uint256 caseId = queue(person(claimant), MILD);
        announce();
        skip(3 days);
        desk.settle(caseId);
    }
}
