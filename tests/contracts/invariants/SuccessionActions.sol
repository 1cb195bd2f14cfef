// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {PowerActions} from "./PowerActions.sol";

/// @title How the operator's role and the panel change hands: proposed, and taken up in time, too early or too late
abstract contract SuccessionActions is PowerActions {
    address internal successor;
    uint256 internal successionFrom;
    address[] private panelProposed;
    uint256 internal panelFrom;

    /// @dev Who can be on a panel: the first one, another, and two of the people, who then judge no more.
    address[] private bench;

    function setUp() public virtual override {
        super.setUp();
        bench = assessors;
        (address another, uint256 key) = makeAddrAndKey("assessor four");
        keyOf[another] = key;
        bench.push(another);
        bench.push(accountOf(2));
        bench.push(accountOf(6));
    }

    // ---- the operator

    /// @notice Sometimes of nobody, which takes back what was proposed; and sometimes by somebody else.
    function proposeASuccessor(uint256 how) external {
        letTimePass(how);
        address to = how / 64 % 8 == 0 ? address(0) : how / 64 % 2 == 0 ? alice : bob;
        bool allowed = how / 512 % 4 > 0;
        bytes memory call = abi.encodeCall(IMutualLedger.proposeOperator, (to));
        if (!attempt(allowed, allowed ? operatorNow : anyone, address(ledger), call)) return;
        (successor, successionFrom) = (to, inForceFrom());
        ++count["successor proposed"];
    }

    function inForceFrom() private view returns (uint256) {
        return timeNow() + 2 * times.period + times.notice;
    }

    function acceptTheRole(uint256 how) external {
        goToTheEdge(successionFrom, how);
        bool byAnother = how / 512 % 4 == 0;
        bool proposed = successor != address(0) && !byAnother;
        bytes memory call = abi.encodeCall(IMutualLedger.acceptOperator, ());
        if (!attempt(proposed && isInForce(successionFrom), byAnother ? anyone : successor, address(ledger), call)) {
            if (proposed) ++count[timeNow() < successionFrom ? "succession too early" : "succession void"];
            return;
        }
        (operatorNow, successor) = (successor, address(0));
        ++count["operator succeeded"];
    }

    function isInForce(uint256 from) private view returns (bool) {
        return timeNow() >= from && timeNow() < from + times.period;
    }

    /// @dev Mostly to the first second of a proposal or of what makes it void, or to the second before.
    function goToTheEdge(uint256 from, uint256 how) private {
        if (how % 4 == 0) letTimePass(how / 4);
        else toEdge(how / 4 % 4 == 0 ? from + times.period : from, how / 16 % 4 == 0 ? 1 : 0);
    }

    // ---- the panel

    /// @notice Three of the bench; now and then one of them twice, or by somebody who is not the operator.
    function proposeAPanel(uint256 how) external {
        letTimePass(how);
        address[] memory panel = new address[](3);
        for (uint256 i; i < 3; ++i) {
            panel[i] = bench[(how / 64 + i) % bench.length];
        }
        bool unfit = how / 512 % 8 == 0;
        bool byAnother = how / 512 % 8 == 1;
        if (unfit) panel[2] = panel[0];
        bytes memory call = abi.encodeCall(ICaseDesk.proposePanel, (panel));
        if (!attempt(!unfit && !byAnother, byAnother ? anyone : operatorNow, address(desk), call)) return;
        (panelProposed, panelFrom) = (panel, inForceFrom());
        ++count["panel proposed"];
    }

    function installThePanel(uint256 how) external {
        goToTheEdge(panelFrom, how);
        bool proposed = panelProposed.length > 0;
        bytes memory call = abi.encodeCall(ICaseDesk.installPanel, ());
        if (!attempt(proposed && isInForce(panelFrom), anyone, address(desk), call)) {
            if (proposed) ++count[timeNow() < panelFrom ? "panel too early" : "panel void"];
            return;
        }
        formerPanel = assessors;
        delete assessors;
        for (uint256 i; i < panelProposed.length; ++i) {
            sitDown(panelProposed[i]);
        }
        delete panelProposed;
        ++count["panel installed"];
    }

    /// @notice Each power is where the last change of hands that was taken up has put it.
    function checkRoles() external view {
        assertEq(ledger.operator(), operatorNow, "operator");
        for (uint256 i; i < bench.length; ++i) {
            assertEq(desk.isAssessor(bench[i]), isOnThePanel(bench[i]), "panel");
        }
    }
}
