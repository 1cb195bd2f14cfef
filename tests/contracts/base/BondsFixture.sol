// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";
import {IYuan} from "./IYuan.sol";
import {JuryFixture} from "./JuryFixture.sol";
import {STEP, YUAN} from "./Plans.sol";

/// @title Where every base unit of bonds, rewards and overturned cases goes
abstract contract BondsFixture is JuryFixture {
    /// @dev What the members funded of alice's case: 22 units of 246 steps leave 12 steps over.
    uint256 internal constant FUNDED = 54 * YUAN;
    uint256 internal constant OVER = 12 * STEP;

    function openWith(IPlanTerms.Terms memory with, address token) internal {
        yuan = IYuan(token);
        open(with, token);
        populate();
    }

    /// @dev The first of the jurors are credited that, and the others nothing; the token moved for none of them.
    function assertRewarded(address[] memory jurors, uint256 faithful, uint256 each) internal view {
        for (uint256 i; i < jurors.length; ++i) {
            assertEq(ledger.creditOf(jurors[i]), i < faithful ? each : 0, "credit");
            assertEq(yuan.balanceOf(jurors[i]), 0, "juror");
        }
    }

    function assertMoney(uint256 surplus, uint256 backstop) internal view {
        assertEq(books().surplus, surplus, "surplus");
        assertEq(books().backstop, backstop, "backstop");
        assertEq(books().bonds, 0, "bonds");
    }

    /// @dev Everything that is owed, and not a unit more.
    function assertConserved(uint256 unpaid) internal view {
        IMutualLedger.Books memory b = books();
        uint256 owed = b.surplus + b.backstop + b.operatorCredit + b.bonds + unpaid;
        for (uint256 n; n < 20; ++n) {
            owed += memberOf(person(n)).balance + ledger.creditOf(person(n));
        }
        owed += memberOf(alice).balance + memberOf(bob).balance + ledger.creditOf(alice) + ledger.creditOf(bob);
        assertEq(yuan.balanceOf(address(ledger)), owed, "conserved");
    }
}
