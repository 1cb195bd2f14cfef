// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {JuryFixture} from "../tests/contracts/base/JuryFixture.sol";
import {MILD, STANDARD, YUAN} from "../tests/contracts/base/Plans.sol";
import {vm} from "../tests/contracts/Test.sol";

/// @title A jury drawn from a hundred thousand volunteers
/// @notice Each of them really joins and volunteers, one a second, which is too slow for every day.  From the root of
/// the checkout: `FOUNDRY_TEST=benchmarks VOLUNTEERS=100000 python -m deploy.toolchain forge test
/// --match-contract Volunteers --gas-limit 100000000000000 -vv`.  The figures are those of the calls alone, on cold
/// storage, without what a transaction costs by itself; compare them with those of `VOLUNTEERS=0`, the ten of the fixture.
contract VolunteersBenchmark is JuryFixture {
    uint256 private constant BATCH = 20_000; // more than a block holds, which only costs time here

    uint256 private immutable _volunteers = vm.envOr("VOLUNTEERS", uint256(1_000));

    function setUp() public override {
        super.setUp();
        for (uint256 n; n < _volunteers; n += BATCH) {
            enrol(100 + n, _volunteers - n < BATCH ? _volunteers - n : BATCH, STANDARD, 30 * YUAN);
        }
        for (uint256 n; n < _volunteers; ++n) {
            volunteer(person(100 + n));
            skip(1);
        }
        skip(180 days);
        // Once through, so that nothing measured is the first of its kind; and nobody's wallet is empty.
        yuan.mint(bob, 1);
        queue(alice, MILD);
        announce();
        object(bob, CASE);
        judge(DISPUTE, 5, 0);
        desk.settle(CASE);
    }

    function test_ADrawIsFlatInVolunteers() public {
        uint256 caseId = announced(MILD);
        fund(bob, BOND);
        asANewTransaction();
        vm.prank(bob);
        desk.object(caseId, "reason");
        report("object");

        awaitBlock(DISPUTE + 1);
        asANewTransaction();
        bring(DISPUTE + 1);
        report("draw");
        assertEq(disputeOf(DISPUTE + 1).pool, SEATS + _volunteers);
        assertEq(disputeOf(DISPUTE + 1).jurors.length, 5);
    }

    function asANewTransaction() private {
        vm.cool(address(ledger));
        vm.cool(address(desk));
        vm.cool(address(jury));
        vm.cool(address(yuan));
    }

    function report(string memory name) private {
        emit log_named_uint(name, vm.lastCallGas().gasTotalUsed);
    }
}
