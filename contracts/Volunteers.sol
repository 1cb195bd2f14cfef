// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IJury} from "./interfaces/IJury.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";

/// @title Volunteers for the jury, and their seats
/// @dev An account has one seat for ever.  Seats are numbered as they are first taken and never renumbered, so "took a seat
/// before" is a number of seats, found by halving when a dispute begins.
abstract contract Volunteers is IJury {
    /// @dev Bits: 160 + 40 = 200, one slot.
    struct Seat {
        address account;
        uint40 firstTakenAt;
    }

    /// @dev Bits: 32 + 40 + 40 + 40 = 152, one slot.
    struct Volunteer {
        uint32 seatPlusOne;
        uint40 takenAt; // the last time
        uint40 resignedAt; // 0 unless resigned
        uint40 barredUntil;
    }

    /// @dev How long a juror who did not reveal cannot be drawn, and how long who resigned cannot volunteer again.
    uint256 internal constant BARRED_FOR = 90 days;

    IMutualLedger public immutable ledger;

    /// @inheritdoc IJury
    uint256 public seatCount;
    mapping(uint256 seat => Seat) internal _seats;
    mapping(address account => Volunteer) internal _volunteers;

    constructor(IMutualLedger ledger_) {
        ledger = ledger_;
    }

    /// @inheritdoc IJury
    function volunteer() external {
        IMutualLedger.MemberView memory member = ledger.memberOf(msg.sender);
        if (member.status != IMutualLedger.Status.Active) revert IMutualLedger.NotActive(msg.sender);
        Volunteer memory v = _volunteers[msg.sender];
        if (v.seatPlusOne == 0) {
            uint256 seat = seatCount++;
            _seats[seat] = Seat(msg.sender, uint40(block.timestamp));
            v.seatPlusOne = uint32(seat + 1);
        } else {
            if (v.resignedAt == 0) revert AlreadyVolunteer(msg.sender);
            uint256 until = v.resignedAt + BARRED_FOR;
            if (block.timestamp < until) revert ResignedLately(msg.sender, until);
            v.resignedAt = 0;
        }
        v.takenAt = uint40(block.timestamp);
        _volunteers[msg.sender] = v;

        emit Volunteered(msg.sender, v.seatPlusOne - 1);
    }

    /// @inheritdoc IJury
    function resign() external {
        Volunteer storage v = _volunteers[msg.sender];
        if (v.seatPlusOne == 0 || v.resignedAt != 0) revert NotVolunteer(msg.sender);
        v.resignedAt = uint40(block.timestamp);

        emit Resigned(msg.sender);
    }

    function _bar(address juror, uint256 until) internal {
        _volunteers[juror].barredUntil = uint40(until);

        emit JurorBarred(juror, until);
    }

    /// @dev How many seats were first taken before a time; they were taken in the order of their numbers.
    function _seatsBefore(uint256 time) internal view returns (uint256 count) {
        uint256 high = seatCount;
        while (count < high) {
            uint256 middle = (count + high) >> 1;
            if (_seats[middle].firstTakenAt < time) count = middle + 1;
            else high = middle;
        }
    }
}
