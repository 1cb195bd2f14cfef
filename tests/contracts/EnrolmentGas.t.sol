// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AttestedFixture} from "./base/AttestedFixture.sol";
import {Meter} from "./base/Meter.sol";
import {STANDARD} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @title What an attestor's word adds to joining and leaving
/// @notice As `Gas.t.sol`.
/// forge-config: default.isolate = true
contract EnrolmentGasTest is AttestedFixture, Meter {
    function test_JoiningAndLeaving() public {
        joinWith(alice, wordFor(alice, "alice"));
        fund(bob, 1); // so that the deposit does not empty the wallet
        joinWith(bob, wordFor(bob, "bob"));
        record("join: an occupied rung, attested", NO_CEILING);
        joinWith(carol, wordFor(carol, "carol"));
        announce();
        leave(bob);
        announce();
        withdraw(bob);
        record("withdraw: attested", NO_CEILING);
        address back = person(0);
        fund(back, 1);
        joinWith(back, wordFor(back, "bob"));
        record("join: an occupied rung, a nullifier taken over", NO_CEILING);
    }

    function test_JoinMany() public {
        joinWith(alice, wordFor(alice, "alice"));
        (address[] memory members, bytes32[] memory nullifiers) = batch(100);
        bytes memory words = wordFor(members, nullifiers);
        fund(sponsor, 100 * DEPOSIT);
        vm.prank(sponsor);
        ledger.joinMany(members, STANDARD, DEPOSIT, words);
        record("joinMany: 100 members, one attestation", 100 * 55_000);
    }
}
