// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {vm} from "../Test.sol";
import {InvariantChecks} from "./InvariantChecks.sol";

/// @title That the histories get everywhere
/// @notice Long histories from fixed seeds, checked all along, most of them of plans with terms of their own; together
/// they must have done everything there is.
/// forge-config: default.evm_version = "prague"
contract HistoriesTest is InvariantChecks {
    uint256 private constant HISTORIES = 48;
    uint256 private constant LENGTH = 400;

    mapping(string what => uint256) private count;

    function test_HistoriesReachEverything() public {
        string[91] memory everything = [
            "join",
            "return",
            "top up",
            "leave",
            "left",
            "lapse",
            "withdraw",
            "credit",
            "credit collected",
            "file",
            "take back",
            "approve",
            "reject",
            "membership ended by a benefit",
            "announce",
            "cut",
            "the queue waits",
            "a leaver stays with the queue",
            "too early to leave",
            "too early to withdraw",
            "no withdrawal past an undecided case",
            "top up two",
            "backstop runs dry",
            "backstop fills up",
            "settle",
            "close",
            "closed for want of members",
            "finish",
            "rebate",
            "rebate of somebody who was gone",
            "last rebate",
            "last rebate without a sponsor",
            "gift",
            "meddle",
            "joins stopped",
            "notice given",
            "volunteer",
            "resign",
            "object",
            "appeal",
            "draw",
            "renew",
            "small jury",
            "no jury",
            "volunteer again",
            "seal",
            "open",
            "tally",
            "quorum missed",
            "silent juror",
            "appeal won",
            "appeal lost",
            "overturned",
            "small case shared",
            "backstop gets back",
            "upheld",
            "no verdict",
            "account replaced",
            "replaced account paid out",
            "two are one person",
            "a lost key with a case open",
            "a lost key within the grace",
            "useless word",
            "spent word",
            "a late joiner has no part",
            "edge of filing",
            "edge of cover",
            "the former panel decides nothing",
            "a juror resigns",
            "relay",
            "relayed refusal",
            "relayed with a change",
            "relayed again",
            "successor proposed",
            "succession too early",
            "succession void",
            "operator succeeded",
            "panel proposed",
            "panel too early",
            "panel void",
            "panel installed",
            "order placed",
            "order called off",
            "refilled",
            "too little in the wallet",
            "puppets come",
            "a puppet goes",
            "no second jury",
            "fund",
            "take",
            "collect"
        ];
        vm.pauseGasMetering(); // a long life needs more gas than forge gives a test
        for (uint256 n; n < HISTORIES; ++n) {
            begin(n % 4 == 0 ? 0 : n);
            live(n);
            checkTheWayOut();
            for (uint256 i; i < everything.length; ++i) {
                count[everything[i]] += handler.count(everything[i]);
            }
            countWindows();
        }
        string memory never;
        for (uint256 i; i < everything.length; ++i) {
            if (count[everything[i]] == 0) never = string.concat(never, everything[i], "; ");
        }
        string[22] memory windows = handler.windowNames();
        for (uint256 i; i < windows.length; ++i) {
            if (count[windows[i]] == 0) never = string.concat(never, "edge of ", windows[i], "; ");
        }
        assertEq(never, "", "never happened");
    }

    function countWindows() private {
        string[22] memory windows = handler.windowNames();
        for (uint256 i; i < windows.length; ++i) {
            count[windows[i]] += handler.count(string.concat("edge of ", windows[i]));
        }
    }

    function live(uint256 seed) private {
        bytes4[] memory all = actions();
        for (uint256 i; i < LENGTH; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, i)));
            bytes memory call = abi.encodePacked(all[random % all.length], random >> 8, random >> 16, random >> 24);
            (bool done, bytes memory answer) = address(handler).call(call);
            if (!done) {
                assembly ("memory-safe") {
                    revert(add(answer, 32), mload(answer))
                }
            }
            if (i % 20 == 19) this.check();
        }
    }

    /// @dev As a call of its own, whose memory is given back.
    function check() external view {
        checkAll();
    }
}
