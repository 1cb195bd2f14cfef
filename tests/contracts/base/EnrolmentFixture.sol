// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEnrolment} from "../../../contracts/interfaces/IEnrolment.sol";
import {AttestedFixture} from "./AttestedFixture.sol";
import {STANDARD} from "./Plans.sol";
import {vm} from "../Test.sol";

/// @title Words that are refused
abstract contract EnrolmentFixture is AttestedFixture {
    function refused(bytes memory refusal, address who, bytes memory attestation) internal {
        fund(who, DEPOSIT);
        vm.expectRevert(refusal);
        vm.prank(who);
        ledger.join(STANDARD, DEPOSIT, attestation);
    }

    function held(string memory name) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IEnrolment.NullifierHeld.selector, nullifierOf(name));
    }

    /// @dev Leaves and withdraws as soon as may be.
    function goes(address who) internal {
        announce();
        leave(who);
        announce();
        withdraw(who);
    }

    /// @dev By the membership that has just begun.
    function assertHeld(string memory name, address holder) internal view {
        (address account, uint256 joinedAt) = enrolment.holderOf(nullifierOf(name));
        assertEq(account, holder);
        assertEq(joinedAt, memberOf(holder).joinedAt);
    }
}
