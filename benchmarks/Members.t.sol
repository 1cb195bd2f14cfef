// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPlanTerms} from "../contracts/interfaces/IPlanTerms.sol";
import {PlanFixture} from "../tests/contracts/base/PlanFixture.sol";
import {MILD, STANDARD, STEP, YUAN} from "../tests/contracts/base/Plans.sol";
import {vm} from "../tests/contracts/Test.sol";

/// @title An announcement that charges a million members
/// @notice Each of them really joins, which is too slow for every day.  From the root of the checkout:
/// `FOUNDRY_TEST=benchmarks MEMBERS=1000000 python -m deploy.toolchain forge test -vv --isolate --gas-limit 100000000000000`
contract MembersBenchmark is PlanFixture {
    uint256 private constant BATCH = 20_000; // more than a block holds, which only costs time here

    uint256 private immutable _members = vm.envOr("MEMBERS", uint256(1_000));

    function terms() internal view override returns (IPlanTerms.Terms memory with) {
        with = super.terms();
        with.levels[MILD].benefit = _members * 27 * STEP - 3;
        with.levels[MILD].fee = 2;
    }

    function setUp() public override {
        super.setUp();
        for (uint256 n; n < _members; n += BATCH) {
            enrol(n, _members - n < BATCH ? _members - n : BATCH, STANDARD, 30 * YUAN);
        }
        skip(180 days);
        queue(person(0), MILD);
        announce();
        queue(person(1), MILD);
        skip(14 days);
    }

    function test_AnAnnouncementIsFlatInMembers() public {
        ledger.announce();
        uint256 gas = vm.lastCallGas().gasTotalUsed;

        emit log_named_uint("members", books().members);
        emit log_named_uint("gas", gas);
        assertEq(books().members, _members);
        assertLe(gas, 80_000);
    }
}
