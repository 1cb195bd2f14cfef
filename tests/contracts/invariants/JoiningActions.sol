// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {BARE, DOUBLE, STANDARD, STEP} from "../base/Plans.sol";
import {Actions} from "./Actions.sol";

/// @title How people come in: alone or in a batch, and, where an attestor vouches for them, by its word or by a useless one
abstract contract JoiningActions is Actions {
    /// @dev Which membership took a nullifier last; an account's first one is 1.
    struct Holder {
        uint256 who;
        uint256 membership;
    }

    /// @dev A word that has let somebody in, and the call that brought it.
    struct Spent {
        uint256 who;
        uint256 nullifier;
        uint256 deposit;
        bytes call;
    }

    /// @dev So long a word is good, so that it can be tried again.
    uint256 private constant GOOD_FOR = 3 * 365 days;

    /// @dev Everybody has a nullifier of their own, by the same number; who has lost a key takes it to another account.
    mapping(uint256 nullifier => Holder) private holders;
    Spent[] private spent;

    /// @notice Whoever is free to join gets the chance more often than others, some of them in place of a lost account.
    function joinIn(uint256 who, uint256 how) public {
        letTimePass(how);
        who = whoIsFree(pick(who));
        uint256 nullifier = how / 16 % 2 == 0 ? whoHasGone(who, how / 32 % 2 == 0) : who;
        uint256 tier = how % 4;
        IMutualLedger.Terms memory t = terms();
        uint256 units = t.tiers[tier].units;
        uint256 deposit = t.tiers[tier].deposit + how / 8 % (how / 4 % 2 == 0 ? 100 : 3_000) * units * STEP;
        bytes memory call = abi.encodeCall(IMutualLedger.join, (tier, deposit, wordFor(who, nullifier, tier)));
        fund(accountOf(who), deposit);
        if (mayComeIn(who)) countLostKey(holders[nullifier]);
        if (!attempt(mayJoin(who, nullifier), accountOf(who), address(ledger), call)) return;
        ghostEnter(who, nullifier, units, deposit);
        if (isAttested()) spent.push(Spent(who, nullifier, deposit, call));
    }

    function whoIsFree(uint256 who) private view returns (uint256) {
        for (uint256 i; i < PEOPLE && !mayComeIn(who); ++i) {
            who = next(who);
        }
        return who;
    }

    /// @dev Who is gone, for who comes back at another account; if there is such a one, lately or with a case open.
    function whoHasGone(uint256 who, bool lately) private view returns (uint256 gone) {
        gone = who;
        for (uint256 nullifier; nullifier < PEOPLE; ++nullifier) {
            if (!isHeldByWhoIsGone(holders[nullifier])) continue;
            gone = nullifier;
            if (lately ? isInGrace(people[holders[nullifier].who]) : isUnresolved(holders[nullifier])) break;
        }
    }

    /// @dev Where one reason alone keeps somebody from coming back at another account.
    function countLostKey(Holder storage h) private {
        if (!isHeldByWhoIsGone(h) || isUnresolved(h) == isInGrace(people[h.who])) return;
        ++count[isUnresolved(h) ? "a lost key with a case open" : "a lost key within the grace"];
    }

    // ---- batches

    /// @notice A sponsor enrols two at once; both or neither.
    function enrolTwo(uint256 who, uint256 how) external {
        letTimePass(how);
        uint256[] memory both = new uint256[](2);
        (both[0], both[1]) = (pick(who), next(pick(who)));
        if (how % 4 == 0) (both[0], both[1]) = (PEOPLE - 2, PEOPLE - 1);
        uint256[] memory nullifiers = new uint256[](2);
        (nullifiers[0], nullifiers[1]) = (both[0], how % 16 == 1 ? both[0] : both[1]);
        if (how % 16 == 1) ++count["two are one person"];
        tryToEnrol(sponsor, both, nullifiers, terms().tiers[BARE].deposit + how % 300 * STEP);
    }

    /// @dev In the barest tier.  Where nobody vouches for them, only who never was a member.
    function tryToEnrol(address payer, uint256[] memory who, uint256[] memory nullifiers, uint256 deposit) internal {
        address[] memory members = new address[](who.length);
        bool allowed = who.length > 0;
        for (uint256 i; i < who.length; ++i) {
            members[i] = accountOf(who[i]);
            bool twice = isAttested() && i > 0 && nullifiers[i] == nullifiers[i - 1];
            allowed = allowed && mayBeEnrolled(who[i], nullifiers[i]) && !twice;
        }
        fund(payer, who.length * deposit);
        bytes memory vouched = wordFor(members, nullifiers, BARE, payer, timeNow() + GOOD_FOR);
        bytes memory call = abi.encodeCall(IMutualLedger.joinMany, (members, BARE, deposit, vouched));
        if (!attempt(allowed, payer, address(ledger), call)) return;
        for (uint256 i; i < who.length; ++i) {
            ghostEnter(who[i], nullifiers[i], 1, deposit);
        }
    }

    function mayBeEnrolled(uint256 who, uint256 nullifier) internal view returns (bool) {
        return mayJoin(who, nullifier) && (isAttested() || people[who].status == IMutualLedger.Status.None);
    }

    // ---- words that are of no use

    /// @notice No word, or one that is over, another's, for another payer or tier, or for one person too many.
    function bringAUselessWord(uint256 who, uint256 how) external {
        if (!isAttested()) return;
        letTimePass(how);
        who = whoIsFree(pick(who));
        bytes memory useless = uselessWord(who, how / 64 % 5);
        uint256 deposit = terms().tiers[DOUBLE].deposit;
        fund(accountOf(who), deposit);
        bytes memory call = abi.encodeCall(IMutualLedger.join, (STANDARD, deposit, useless));
        attempt(false, accountOf(who), address(ledger), call);
        if (mayJoin(who, who)) ++count["useless word"];
    }

    function uselessWord(uint256 who, uint256 kind) private view returns (bytes memory) {
        (address[] memory members, address payer) = (one(accountOf(who)), accountOf(who));
        uint256[] memory nullifiers = new uint256[](kind == 4 ? 2 : 1);
        nullifiers[0] = who;
        uint256 expiry = timeNow() + (kind == 1 ? 0 : GOOD_FOR);
        if (kind == 0) return "";
        if (kind == 2) payer = anyone;
        return wordFor(members, nullifiers, kind == 3 ? DOUBLE : STANDARD, payer, expiry);
    }

    /// @notice By a word that has let somebody in before; mostly one of those who could join anew by a fresh one.
    function bringASpentWord(uint256 which, uint256 how) external {
        if (spent.length == 0) return;
        letTimePass(how);
        which %= spent.length;
        for (uint256 i; i < spent.length && !mayJoin(spent[which].who, spent[which].nullifier); ++i) {
            which = (which + 1) % spent.length;
        }
        Spent storage s = spent[which];
        fund(accountOf(s.who), s.deposit);
        attempt(false, accountOf(s.who), address(ledger), s.call);
        if (mayJoin(s.who, s.nullifier)) ++count["spent word"];
    }

    /// @notice Each nullifier is held by the membership that took it last.
    function checkNullifiers() external view {
        for (uint256 n; isAttested() && n < PEOPLE; ++n) {
            Holder storage h = holders[n];
            (address account, uint256 joinedAt) = enrolment.holderOf(keccak256(abi.encode(n)));
            assertEq(account, h.membership == 0 ? address(0) : accountOf(h.who), "holder of a nullifier");
            bool current = h.membership > 0 && h.membership == people[h.who].membership;
            if (current) assertEq(joinedAt, people[h.who].joinedAt, "by which membership");
        }
    }

    // ---- the attestor's word

    function wordFor(uint256 who, uint256 nullifier, uint256 tier) private view returns (bytes memory) {
        uint256[] memory nullifiers = new uint256[](1);
        nullifiers[0] = nullifier;
        return wordFor(one(accountOf(who)), nullifiers, tier, accountOf(who), timeNow() + GOOD_FOR);
    }

    /// @dev Nothing where anyone may join.
    function wordFor(
        address[] memory members,
        uint256[] memory nullifiers,
        uint256 tier,
        address payer,
        uint256 expiry
    ) private view returns (bytes memory) {
        if (!isAttested()) return "";
        bytes32[] memory hashes = new bytes32[](nullifiers.length);
        for (uint256 i; i < hashes.length; ++i) {
            hashes[i] = keccak256(abi.encode(nullifiers[i]));
        }
        return word(hashes, expiry, vouched(enrolmentDigest(members, hashes, tier, payer, expiry)));
    }

    // ---- who may come in

    function mayJoin(uint256 who, uint256 nullifier) internal view returns (bool) {
        return mayComeIn(who) && (!isAttested() || mayTake(holders[nullifier]));
    }

    function mayComeIn(uint256 who) private view returns (bool) {
        Person storage p = people[who];
        bool withdrawn = p.status == IMutualLedger.Status.Withdrawn && !p.replaced;
        bool free = withdrawn || p.status == IMutualLedger.Status.None;
        return free && ghostStage == IMutualLedger.Stage.Open && !joinsStopped;
    }

    function isGone(Person storage p) internal view returns (bool) {
        return p.status == IMutualLedger.Status.Left || p.status == IMutualLedger.Status.Lapsed;
    }

    /// @dev Nobody holds the nullifier, or what held it is withdrawn or hidden, or gone for good with nothing of it open.
    function mayTake(Holder storage h) private view returns (bool) {
        Person storage p = people[h.who];
        bool current = h.membership > 0 && h.membership == p.membership;
        if (!current || p.status == IMutualLedger.Status.Withdrawn) return true;
        return isGone(p) && !isInGrace(p) && !isUnresolved(h);
    }

    function isHeldByWhoIsGone(Holder storage h) private view returns (bool) {
        Person storage p = people[h.who];
        return h.membership > 0 && h.membership == p.membership && isGone(p);
    }

    /// @dev Lapsed, and can still come back.
    function isInGrace(Person storage p) private view returns (bool) {
        return p.status == IMutualLedger.Status.Lapsed && timeNow() < p.endedAt + times.grace;
    }

    function isUnresolved(Holder storage h) private view returns (bool) {
        for (uint256 i; i < cases.length; ++i) {
            Case storage c = cases[i];
            if (c.who != h.who || c.membership != h.membership) continue;
            bool appealable = c.fate == Fate.Rejected && !c.appealed && timeNow() < c.rejectedAt + times.notice;
            if (isUndecided(c) || c.fate == Fate.Approved || appealable) return true;
        }
        return false;
    }

    function ghostEnter(uint256 who, uint256 nullifier, uint256 units, uint256 deposit) private {
        Holder storage h = holders[nullifier];
        if (isAttested() && isHeldByWhoIsGone(h)) ghostReplace(people[h.who]);
        ghostJoin(who, units, deposit);
        holders[nullifier] = Holder(who, people[who].membership);
    }
}
