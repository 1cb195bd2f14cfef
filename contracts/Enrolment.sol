// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";

import {ICaseDesk} from "./interfaces/ICaseDesk.sol";
import {IEnrolment} from "./interfaces/IEnrolment.sol";
import {IMutualLedger} from "./interfaces/IMutualLedger.sol";
import {Signatures} from "./libraries/Signatures.sol";

/// @title Enrolment: one person, one membership
/// @dev A nullifier keeps the membership that took it last, by account and time.  Whether that one is over the ledger
/// knows, so nothing is written here when somebody goes.
contract Enrolment is IEnrolment, EIP712 {
    using Signatures for bytes32;

    /// @dev Bits: 160 + 40 = 200, one slot.
    struct Holder {
        address account;
        uint40 joinedAt;
    }

    bytes32 private constant ENROLMENT =
        keccak256("Enrolment(address[] members,bytes32[] nullifiers,uint256 tier,address payer,uint256 expiry)");

    IMutualLedger public immutable ledger;
    ICaseDesk public immutable desk;
    /// @inheritdoc IEnrolment
    address public immutable attestor;

    uint256 private immutable _grace;

    mapping(bytes32 nullifier => Holder) private _holders;
    mapping(bytes32 words => bool) private _used;

    constructor(IMutualLedger ledger_, ICaseDesk desk_, address attestor_, uint256 grace)
        EIP712("openmutual enrolment", "1")
    {
        ledger = ledger_;
        desk = desk_;
        attestor = attestor_;
        _grace = grace;
    }

    /// @inheritdoc IEnrolment
    function admit(address[] calldata members, uint256 tier, address payer, bytes calldata attestation) external {
        if (msg.sender != address(ledger)) revert NotLedger(msg.sender);
        if (attestation.length == 0) revert AttestationMissing();
        Attestation memory word = abi.decode(attestation, (Attestation));
        if (block.timestamp >= word.expiry) revert IMutualLedger.SignatureExpired(word.expiry);
        uint256 count = members.length;
        if (count != word.nullifiers.length) revert NullifiersMismatch(count, word.nullifiers.length);
        bytes32 words = _wordsOf(members, word, tier, payer);
        if (!words.areOf(attestor, word.signature)) revert IMutualLedger.InvalidSignature(attestor);
        if (_used[words]) revert AttestationUsed(words);
        _used[words] = true;

        emit AttestationSpent(words);

        for (uint256 i; i < count; ++i) {
            _take(word.nullifiers[i], members[i]);
        }
    }

    /// @inheritdoc IEnrolment
    function holderOf(bytes32 nullifier) external view returns (address account, uint256 joinedAt) {
        Holder memory holder = _holders[nullifier];
        return (holder.account, holder.joinedAt);
    }

    function _take(bytes32 nullifier, address member) private {
        Holder memory holder = _holders[nullifier];
        if (holder.account != address(0)) _needOver(nullifier, holder);
        _holders[nullifier] = Holder(member, uint40(block.timestamp));

        emit NullifierTaken(member, nullifier);
    }

    /// @dev The membership that took the nullifier is withdrawn, or hidden by a later one of the same account; or it has
    /// lapsed for good or been left, nothing of it is open, and from now on its account keeps its money only.
    function _needOver(bytes32 nullifier, Holder memory holder) private {
        address account = holder.account;
        IMutualLedger.MemberView memory last = ledger.memberOf(account);
        if (last.joinedAt != holder.joinedAt || last.status == IMutualLedger.Status.Withdrawn) return;
        if (last.status == IMutualLedger.Status.Lapsed) {
            uint256 until = last.lapsedAt + _grace;
            if (block.timestamp < until) revert GraceNotOver(account, until);
        } else if (last.status != IMutualLedger.Status.Left) {
            revert NullifierHeld(nullifier);
        }
        uint256 caseIdPlusOne = desk.unresolvedCaseOf(account, holder.joinedAt);
        if (caseIdPlusOne != 0) revert CaseUnresolved(caseIdPlusOne - 1);
        ledger.replace(account);
    }

    function _wordsOf(address[] calldata members, Attestation memory word, uint256 tier, address payer)
        private
        view
        returns (bytes32)
    {
        bytes32 people = keccak256(abi.encodePacked(members));
        bytes32 nullifiers = keccak256(abi.encodePacked(word.nullifiers));
        return _hashTypedDataV4(keccak256(abi.encode(ENROLMENT, people, nullifiers, tier, payer, word.expiry)));
    }
}
