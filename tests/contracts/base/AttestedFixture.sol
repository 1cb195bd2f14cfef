// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IEnrolment} from "../../../contracts/interfaces/IEnrolment.sol";
import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";
import {vm} from "../Test.sol";
import {PlanFixture} from "./PlanFixture.sol";
import {STANDARD, YUAN} from "./Plans.sol";

/// @title A plan whose members an attestor vouches for
abstract contract AttestedFixture is PlanFixture {
    uint256 internal constant DEPOSIT = 30 * YUAN;

    address internal attestor;
    uint256 private _attestorKey;

    function setUp() public virtual override {
        (attestor, _attestorKey) = makeAddrAndKey("attestor");
        super.setUp();
    }

    function roles() internal view virtual override returns (IPlanTerms.Roles memory) {
        return IPlanTerms.Roles(operator, supervisor, sponsor, attestor, assessors);
    }

    /// @dev What stands for a person: each test person has one, whatever account they use.
    function nullifierOf(string memory name) internal pure returns (bytes32) {
        return keccak256(bytes(name));
    }

    /// @dev The attestor's word for one person who pays for themselves in the standard tier, good for an hour.
    function wordFor(address member, string memory name) internal view returns (bytes memory) {
        return wordFor(one(member), one(nullifierOf(name)), STANDARD, member);
    }

    /// @dev For a batch that the sponsor pays for.
    function wordFor(address[] memory members, bytes32[] memory nullifiers) internal view returns (bytes memory) {
        return wordFor(members, nullifiers, STANDARD, sponsor);
    }

    function wordFor(address[] memory members, bytes32[] memory nullifiers, uint256 tier, address payer)
        internal
        view
        returns (bytes memory)
    {
        uint256 expiry = timeNow() + 1 hours;
        bytes32 digest = enrolmentDigest(members, nullifiers, tier, payer, expiry);
        return word(nullifiers, expiry, vouched(digest));
    }

    /// @dev The attestor's signature.
    function vouched(bytes32 digest) internal view returns (bytes memory) {
        return signature(_attestorKey, digest);
    }

    function word(bytes32[] memory nullifiers, uint256 expiry, bytes memory signed)
        internal
        pure
        returns (bytes memory)
    {
        return abi.encode(IEnrolment.Attestation(nullifiers, expiry, signed));
    }

    function enrolmentDigest(
        address[] memory members,
        bytes32[] memory nullifiers,
        uint256 tier,
        address payer,
        uint256 expiry
    ) internal view returns (bytes32) {
        bytes32 kind = keccak256(
            "Enrolment(address[] members,bytes32[] nullifiers,uint256 tier,address payer,uint256 expiry)"
        );
        bytes32 people = keccak256(abi.encodePacked(members));
        bytes32 held = keccak256(abi.encodePacked(nullifiers));
        bytes32 words = keccak256(abi.encode(kind, people, held, tier, payer, expiry));
        return typedDigest("openmutual enrolment", address(enrolment), words);
    }

    function joinWith(address who, bytes memory attestation) internal {
        fund(who, DEPOSIT);
        vm.prank(who);
        ledger.join(STANDARD, DEPOSIT, attestation);
    }

    /// @dev Persons from 0 on, and a nullifier for each.
    function batch(uint256 count) internal pure returns (address[] memory members, bytes32[] memory nullifiers) {
        (members, nullifiers) = (new address[](count), new bytes32[](count));
        for (uint256 n; n < count; ++n) {
            (members[n], nullifiers[n]) = (person(n), keccak256(abi.encode(n)));
        }
    }

    function one(address member) internal pure returns (address[] memory members) {
        members = new address[](1);
        members[0] = member;
    }

    function one(bytes32 nullifier) internal pure returns (bytes32[] memory nullifiers) {
        nullifiers = new bytes32[](1);
        nullifiers[0] = nullifier;
    }
}
