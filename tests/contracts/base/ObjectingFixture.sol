// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";
import {JuryFixture} from "./JuryFixture.sol";
import {vm} from "../Test.sol";

/// @title Cases that can be objected to
abstract contract ObjectingFixture is JuryFixture {
    function notPayable(uint256 caseId) internal {
        expectRefusal(ICaseDesk.CaseNotPayable.selector, caseId);
        desk.settle(caseId);
    }

    /// @dev With a notice much longer than a jury takes.
    function openLong() internal {
        IPlanTerms.Terms memory with = terms();
        with.notice = 30 days;
        open(with);
        populate();
    }

    function mayNot(address who, uint256 caseId) internal {
        expectRefusal(ICaseDesk.MayNotObject.selector, who);
        vm.prank(who);
        desk.object(caseId, "reason");
    }

    function may(address who, uint256 caseId) internal {
        uint256 before = vm.snapshotState();
        object(who, caseId);
        assertCase(caseId, ICaseDesk.CaseStatus.Contested);
        vm.revertToState(before);
    }
}
