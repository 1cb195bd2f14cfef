// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMemberAccount} from "../../contracts/interfaces/IMemberAccount.sol";
import {MemberAccountFixture} from "./base/MemberAccountFixture.sol";
import {Meter} from "./base/Meter.sol";
import {STANDARD, YUAN} from "./base/Plans.sol";

/// @title What it costs to bring a member's signed calls
/// forge-config: default.isolate = true
/// forge-config: default.evm_version = "prague"
contract MemberAccountGasTest is MemberAccountFixture, Meter {
    function setUp() public override {
        super.setUp();
        enrol(0, 10, STANDARD, DEPOSIT);
        yuan.mint(alice, DEPOSIT + YUAN);
    }

    function test_ApproveAndJoin() public {
        relay(joining());
        record("relayed: approve and join", NO_CEILING);
    }

    function test_Leave() public {
        relay(joining());
        announce();
        relay(address(ledger), abi.encodeCall(ledger.leave, ()));
        record("relayed: leave", NO_CEILING);
    }

    function test_Nothing() public {
        relay(new IMemberAccount.Call[](0));
        relay(new IMemberAccount.Call[](0));
        record("relayed: no call", NO_CEILING);
    }
}
