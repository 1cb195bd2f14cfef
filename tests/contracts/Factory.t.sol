// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {IPlanFactory} from "../../contracts/interfaces/IPlanFactory.sol";
import {SilentToken} from "./base/OddTokens.sol";
import {BARE, STEP} from "./base/Plans.sol";
import {TermsFixture} from "./base/TermsFixture.sol";
import {vm} from "./Test.sol";

/// @dev Plans are deployed by a factory, each at an address that tells its terms.
contract FactoryTest is TermsFixture {
    bytes private constant FOREIGN = hex"fe";

    // ---- the factory

    function test_RevertWhen_TheCodeIsForeign() public {
        IPlanFactory.Codes memory ours = codes();
        IPlanFactory.Codes memory brought = codes();
        brought.ledger = FOREIGN;
        foreignCode(ours.ledger, brought);
        (brought.ledger, brought.desk) = (ours.ledger, FOREIGN);
        foreignCode(ours.desk, brought);
        (brought.desk, brought.jury) = (ours.desk, FOREIGN);
        foreignCode(ours.jury, brought);
        (brought.jury, brought.enrolment) = (ours.jury, FOREIGN);
        foreignCode(ours.enrolment, brought);
    }

    function foreignCode(bytes memory ours, IPlanFactory.Codes memory brought) private {
        IPlanFactory.Request memory request = IPlanFactory.Request(address(yuan), "plan file", terms(), people);
        bytes4 refusal = IPlanFactory.ForeignCode.selector;
        vm.expectRevert(abi.encodeWithSelector(refusal, keccak256(ours), keccak256(FOREIGN)));
        factory.deploy(request, brought);
    }

    function test_EveryPlanIsRecordedUnderItsNumber() public {
        assertEq(factory.planCount(), 1);
        assertEq(factory.planAt(0).ledger, address(ledger));
        assertEq(factory.planAt(0).desk, address(desk));
        assertEq(factory.planAt(0).jury, address(jury));
        assertEq(factory.planAt(0).enrolment, address(0));
        accepted(terms());
        assertEq(factory.planCount(), 2);
        assertEq(factory.planAt(1).ledger, address(ledger));
        assertNotEq(factory.planAt(0).ledger, factory.planAt(1).ledger);
        assertEq(factory.planAt(2).ledger, address(0));
    }

    // ---- the address of a plan

    function asked() private view returns (IPlanFactory.Request memory) {
        return IPlanFactory.Request(address(yuan), "plan file", terms(), people);
    }

    /// @dev Where a request would put its plan, if it were the next.
    function addressesOf(IPlanFactory.Request memory request, address by) private returns (bytes32) {
        IPlanFactory.Codes memory c = codes();
        uint256 state = vm.snapshotState();
        vm.prank(by);
        IPlanFactory.Plan memory plan = factory.deploy(request, c);
        vm.revertToState(state);
        return keccak256(abi.encode(plan.ledger, plan.desk, plan.jury));
    }

    /// @dev After a reorganisation, or run ahead of, nobody finds other terms at the address that they read about.
    function test_NoOtherPlanCanComeToTheAddressThatPeopleRead() public {
        bytes32 read = addressesOf(asked(), alice);
        assertEq(addressesOf(asked(), alice), read);
        assertNotEq(addressesOf(asked(), bob), read);

        IPlanFactory.Request memory other = asked();
        other.terms.periodCap += STEP;
        other.terms.tiers[BARE].deposit += STEP;
        assertNotEq(addressesOf(other, alice), read);
        other = asked();
        other.roles.operator = bob;
        assertNotEq(addressesOf(other, alice), read);
        other = asked();
        other.planHash = "another file";
        assertNotEq(addressesOf(other, alice), read);
        other = asked();
        other.token = address(new SilentToken());
        assertNotEq(addressesOf(other, alice), read);
        accepted(terms());
        assertNotEq(addressesOf(asked(), alice), read);
    }

    function test_APlanIsToldWithItsContractsItsTermsAndItsPeople() public {
        people.attestor = alice;
        IPlanFactory.Codes memory c = codes();
        uint256 state = vm.snapshotState();
        IPlanFactory.Plan memory plan = factory.deploy(asked(), c);
        vm.revertToState(state);
        vm.expectEmit(address(factory));
        emit IPlanFactory.PlanDeployed(1, plan.ledger, plan);
        vm.expectEmit(plan.ledger);
        emit IMutualLedger.PlanOpened("plan file", address(yuan), plan.desk, plan.enrolment, terms(), people);
        factory.deploy(asked(), c);
        assertEq(abi.encode(factory.planAt(1)), abi.encode(plan));
    }
}
