// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Sharing} from "../../../contracts/libraries/Sharing.sol";
import {Test} from "../Test.sol";

/// @dev Against a ledger that pays case by case and finds the share by trying one step after the other.
contract SharingTest is Test {
    struct Plain {
        uint256 need;
        uint256 steps;
        uint256 paid;
        uint256 drawn;
        uint256 gap;
    }

    function test_AskableIsTheDueWithinTheCap() public pure {
        assertEq(Sharing.askable(100, 0, 5), 100);
        assertEq(Sharing.askable(100, 19, 5), 95);
        assertEq(Sharing.askable(100, 20, 5), 100);
        assertEq(Sharing.askable(100, 1, 0), 100);
    }

    function test_CutDownRoundsDownAndLeavesAWholeAlone() public pure {
        assertEq(Sharing.cutDown(10, 2, 3), 6);
        assertEq(Sharing.cutDown(10, 3, 3), 10);
        assertEq(Sharing.cutDown(10, 4, 3), 10);
        assertEq(Sharing.cutDown(10, 0, 3), 0);
        assertEq(Sharing.cutDown(10, 0, 0), 10);
        uint256 most = type(uint128).max;
        assertEq(Sharing.cutDown(most, most - 1, most), most - 1);
    }

    /// forge-config: default.fuzz.runs = 2000
    function test_CasesAreFundedAsOneByOne(uint16[6] calldata cases, uint8[6] calldata means) public pure {
        Sharing.Batch[] memory batches = new Sharing.Batch[](2);
        uint256 units = means[0] % 20;
        uint256 cap = means[5] % 30;
        for (uint256 i; i < 2; ++i) {
            uint256 due = 1 + cases[3 * i] % 500;
            batches[i] = Sharing.Batch(cases[3 * i + 1] % 5, due, Sharing.askable(due, cap, units));
        }
        Sharing.Means memory m =
            Sharing.Means(units, 1 + means[1] % 7, means[2] % 40, uint256(means[3]) * 2, uint256(means[4]) * 4);
        Sharing.Funding memory funding = Sharing.fund(batches, m);
        Plain memory plain = oneByOne(batches, m);

        assertEq(funding.need, plain.need, "need");
        assertEq(funding.shareSteps, plain.steps, "share");
        assertEq(funding.pot, plain.steps * units * m.step + m.surplus, "pot");
        assertEq(funding.surplus, funding.pot - plain.paid, "surplus");
        assertEq(funding.gap, plain.gap, "gap");
        assertEq(funding.drawn, plain.drawn, "drawn");
        assertLe(funding.drawn, m.backstop, "no more than there is");
    }

    function oneByOne(Sharing.Batch[] memory batches, Sharing.Means memory m) private pure returns (Plain memory p) {
        for (uint256 i; i < batches.length; ++i) {
            p.need += batches[i].count * batches[i].asked;
        }
        while (m.units > 0 && p.steps < m.mostSteps && p.steps * m.units * m.step + m.surplus < p.need) ++p.steps;
        uint256 pot = p.steps * m.units * m.step + m.surplus;
        for (uint256 i; i < batches.length; ++i) {
            for (uint256 n; n < batches[i].count; ++n) {
                uint256 paid = pot >= p.need ? batches[i].asked : batches[i].asked * pot / p.need;
                p.paid += paid;
                p.gap += batches[i].due - paid;
            }
        }
        for (uint256 i; i < batches.length; ++i) {
            for (uint256 n; n < batches[i].count; ++n) {
                uint256 paid = pot >= p.need ? batches[i].asked : batches[i].asked * pot / p.need;
                uint256 gap = batches[i].due - paid;
                p.drawn += m.backstop >= p.gap ? gap : gap * m.backstop / p.gap;
            }
        }
    }
}
