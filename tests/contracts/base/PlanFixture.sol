// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ICaseDesk} from "../../../contracts/interfaces/ICaseDesk.sol";
import {IEnrolment} from "../../../contracts/interfaces/IEnrolment.sol";
import {IJury} from "../../../contracts/interfaces/IJury.sol";
import {IMutualLedger} from "../../../contracts/interfaces/IMutualLedger.sol";
import {IPlanFactory} from "../../../contracts/interfaces/IPlanFactory.sol";
import {IPlanTerms} from "../../../contracts/interfaces/IPlanTerms.sol";

import {Test, vm} from "../Test.sol";
import {IYuan} from "./IYuan.sol";
import {Plans, STANDARD, YUAN} from "./Plans.sol";

/// @title A plan with people in it
/// @notice Deploys the contracts from their artifacts, as anybody would: the tests know them by their interfaces only.
abstract contract PlanFixture is Test {
    uint256 internal constant START = 1_767_225_600;
    /// @dev The open period of a plan that nobody has joined yet: no test begins where all numbers are 0.
    uint256 internal constant FIRST = 5;

    address internal immutable alice = makeAddr("alice");
    address internal immutable bob = makeAddr("bob");
    address internal immutable carol = makeAddr("carol");
    address internal immutable operator = makeAddr("operator");
    address internal immutable supervisor = makeAddr("supervisor");
    address internal immutable sponsor = makeAddr("sponsor");
    address internal immutable anyone = makeAddr("anyone");

    uint256 internal deployedAt;
    IYuan internal yuan;
    IPlanFactory internal factory;
    IMutualLedger internal ledger;
    ICaseDesk internal desk;
    IJury internal jury;
    IEnrolment internal enrolment;

    /// @dev The panel, by rising address, as a decision wants their signatures.
    address[] internal assessors;
    mapping(address assessor => uint256) internal keyOf;

    function setUp() public virtual {
        vm.warp(START);
        yuan = IYuan(vm.deployCode("TestYuan.sol:TestYuan", abi.encode(uint8(6))));
        IPlanFactory.Codes memory c = codes();
        bytes memory hashes =
            abi.encode(keccak256(c.ledger), keccak256(c.desk), keccak256(c.jury), keccak256(c.enrolment));
        factory = IPlanFactory(vm.deployCode("PlanFactory.sol:PlanFactory", hashes));
        seat("assessor one");
        seat("assessor two");
        seat("assessor three");
        open(terms());
    }

    /// @dev The terms of the plan; a test of other terms overrides this, or opens another plan.
    function terms() internal view virtual returns (IPlanTerms.Terms memory) {
        return Plans.small();
    }

    /// @dev Anyone may join, unless a test names an attestor.
    function roles() internal view virtual returns (IPlanTerms.Roles memory) {
        return IPlanTerms.Roles(operator, supervisor, sponsor, address(0), assessors);
    }

    function ledgerCode() internal view virtual returns (bytes memory) {
        return vm.getCode("MutualLedger.sol:MutualLedger");
    }

    function codes() internal view returns (IPlanFactory.Codes memory) {
        return IPlanFactory.Codes(
            ledgerCode(),
            vm.getCode("CaseDesk.sol:CaseDesk"),
            vm.getCode("Jury.sol:Jury"),
            vm.getCode("Enrolment.sol:Enrolment")
        );
    }

    function open(IPlanTerms.Terms memory with) internal {
        open(with, address(yuan));
    }

    function open(IPlanTerms.Terms memory with, address token) internal {
        open(with, token, roles());
    }

    /// @dev With a few announcements, so that no test begins in period 0.
    function open(IPlanTerms.Terms memory with, address token, IPlanTerms.Roles memory people) internal {
        deploy(with, token, people);
        for (uint256 n; n < FIRST; ++n) {
            skip(with.period);
            ledger.announce();
        }
    }

    function deploy(IPlanTerms.Terms memory with, address token, IPlanTerms.Roles memory people) internal {
        IPlanFactory.Request memory request = IPlanFactory.Request(token, "plan file", with, people);
        IPlanFactory.Plan memory plan = factory.deploy(request, codes());
        ledger = IMutualLedger(plan.ledger);
        desk = ICaseDesk(plan.desk);
        jury = IJury(plan.jury);
        enrolment = IEnrolment(plan.enrolment);
        deployedAt = timeNow();
    }

    function seat(string memory name) internal {
        (address assessor, uint256 key) = makeAddrAndKey(name);
        keyOf[assessor] = key;
        sitDown(assessor);
    }

    /// @dev Keeps the panel sorted.
    function sitDown(address assessor) internal {
        assessors.push(assessor);
        for (uint256 i = assessors.length - 1; i > 0 && assessors[i - 1] > assessors[i]; --i) {
            (assessors[i - 1], assessors[i]) = (assessors[i], assessors[i - 1]);
        }
    }

    // ---- refusals: what the next call must answer, to the last value

    function expectRefusal(bytes4 refusal) internal {
        vm.expectRevert(refusal);
    }

    function expectRefusal(bytes4 refusal, uint256 value) internal {
        vm.expectRevert(abi.encodeWithSelector(refusal, value));
    }

    function expectRefusal(bytes4 refusal, uint256 value, uint256 other) internal {
        vm.expectRevert(abi.encodeWithSelector(refusal, value, other));
    }

    function expectRefusal(bytes4 refusal, address who) internal {
        vm.expectRevert(abi.encodeWithSelector(refusal, who));
    }

    function expectRefusal(bytes4 refusal, address who, uint256 value) internal {
        vm.expectRevert(abi.encodeWithSelector(refusal, who, value));
    }

    function expectRefusal(bytes4 refusal, address who, address other) internal {
        vm.expectRevert(abi.encodeWithSelector(refusal, who, other));
    }

    // ---- time

    function timeNow() internal view returns (uint256) {
        return vm.getBlockTimestamp();
    }

    function books() internal view returns (IMutualLedger.Books memory) {
        return ledger.books();
    }

    /// @dev Announces at the first second that it is possible.
    function announce() internal {
        uint256 earliest = books().announcedAt + terms().period;
        if (timeNow() < earliest) vm.warp(earliest);
        ledger.announce();
    }

    /// @dev Announces until whoever has just joined may go.
    function stay() internal {
        announce();
        announce();
    }

    // ---- members

    function memberOf(address member) internal view returns (IMutualLedger.MemberView memory) {
        return ledger.memberOf(member);
    }

    function statusOf(address member) internal view returns (IMutualLedger.Status) {
        return ledger.memberOf(member).status;
    }

    /// @dev The nth of the many who have no name.
    function person(uint256 n) internal pure returns (address) {
        return address(uint160(uint256(keccak256("person")) + n));
    }

    /// @dev Money in hand, and the ledger allowed to take it.
    function fund(address who, uint256 amount) internal {
        yuan.mint(who, amount);
        vm.prank(who);
        yuan.approve(address(ledger), type(uint256).max);
    }

    function join(address who) internal {
        join(who, STANDARD, 30 * YUAN);
    }

    function join(address who, uint256 tier, uint256 deposit) internal {
        fund(who, deposit);
        vm.prank(who);
        ledger.join(tier, deposit, "");
    }

    /// @dev Enrols persons `from` … `from + count − 1`.
    function enrol(uint256 from, uint256 count, uint256 tier, uint256 deposit) internal {
        address[] memory members = new address[](count);
        for (uint256 i; i < count; ++i) {
            members[i] = person(from + i);
        }
        fund(sponsor, count * deposit);
        vm.prank(sponsor);
        ledger.joinMany(members, tier, deposit, "");
    }

    function topUp(address who, uint256 amount) internal {
        fund(who, amount);
        vm.prank(who);
        ledger.topUp(who, amount);
    }

    function leave(address who) internal {
        vm.prank(who);
        ledger.leave();
    }

    function withdraw(address who) internal {
        vm.prank(who);
        ledger.withdraw();
    }

    /// @dev As the operator.
    function close() internal {
        vm.prank(operator);
        ledger.close();
    }

    /// @dev Closes and, once nothing is in the way, finishes.
    function closeAndFinish() internal {
        close();
        skip(terms().runOff);
        ledger.finish();
    }

    function fundBackstop(uint256 amount) internal {
        fund(sponsor, amount);
        vm.prank(sponsor);
        ledger.fundBackstop(amount);
    }

    // ---- cases

    /// @dev Diagnosed now.
    function file(address who, uint256 level) internal returns (uint256 caseId) {
        vm.prank(who);
        return desk.file(level, timeNow(), "sealed", address(0));
    }

    function approve(uint256 caseId, uint256 level) internal {
        decide(ICaseDesk.Decision(caseId, true, level, "report"));
    }

    function reject(uint256 caseId) internal {
        decide(ICaseDesk.Decision(caseId, false, desk.caseOf(caseId).level, "report"));
    }

    function decide(ICaseDesk.Decision memory decision) internal {
        desk.decide(decision, seals(decision, 2));
    }

    /// @dev Files and approves.
    function queue(address who, uint256 level) internal returns (uint256 caseId) {
        caseId = file(who, level);
        approve(caseId, level);
    }

    /// @dev Signed by the first `count` assessors.
    function seals(ICaseDesk.Decision memory decision, uint256 count)
        internal
        view
        returns (ICaseDesk.Seal[] memory)
    {
        return seals(assessors, decision, count);
    }

    /// @dev Signed by the first `count` of a panel.
    function seals(address[] memory panel, ICaseDesk.Decision memory decision, uint256 count)
        internal
        view
        returns (ICaseDesk.Seal[] memory signed)
    {
        bytes32 digest = decisionDigest(address(desk), decision);
        signed = new ICaseDesk.Seal[](count);
        for (uint256 i; i < count; ++i) {
            signed[i] = ICaseDesk.Seal(panel[i], signature(keyOf[panel[i]], digest));
        }
    }

    function permit(address owner, uint256 key, uint256 value) internal view returns (IMutualLedger.Permit memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, permitDigest(owner, value));
        return IMutualLedger.Permit(timeNow(), v, r, s);
    }

    function permitDigest(address owner, uint256 value) private view returns (bytes32) {
        bytes32 kind = keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 words = keccak256(abi.encode(kind, owner, address(ledger), value, yuan.nonces(owner), timeNow()));
        return keccak256(abi.encodePacked(hex"1901", yuan.DOMAIN_SEPARATOR(), words));
    }

    // ---- counts that no test can reach by counting

    /// @dev Finds the one place among the first slots where `known` stands in `bits` bits, and puts `value` there.
    function overwrite(address account, uint256 known, uint256 bits, uint256 value) internal {
        uint256 mask = type(uint256).max >> (256 - bits);
        for (uint256 slot; slot < 32; ++slot) {
            uint256 word = uint256(vm.load(account, bytes32(slot)));
            for (uint256 shift; shift + bits <= 256; shift += 8) {
                if ((word >> shift) & mask != known) continue;
                vm.store(account, bytes32(slot), bytes32((word & ~(mask << shift)) | (value << shift)));
                return;
            }
        }
        revert("overwrite: not found");
    }

    // ---- what must be so

    function assertStatus(address member, IMutualLedger.Status status) internal view {
        assertEq(uint256(statusOf(member)), uint256(status), "status");
    }

    function assertStage(IMutualLedger.Stage stage) internal view {
        assertEq(uint256(books().stage), uint256(stage), "stage");
    }

    function assertCase(uint256 caseId, ICaseDesk.CaseStatus status) internal view {
        assertEq(uint256(desk.caseOf(caseId).status), uint256(status), "case");
    }

    // ---- signed words

    function decisionDigest(address verifier, ICaseDesk.Decision memory decision) internal view returns (bytes32) {
        bytes32 kind = keccak256("Decision(uint256 caseId,bool approve,uint256 level,bytes32 reportHash)");
        bytes32 words =
            keccak256(abi.encode(kind, decision.caseId, decision.approve, decision.level, decision.reportHash));
        return typedDigest("openmutual case desk", verifier, words);
    }

    function typedDigest(string memory name, address verifier, bytes32 words) internal view returns (bytes32) {
        bytes32 kind = keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
        bytes32 domain = keccak256(abi.encode(kind, keccak256(bytes(name)), keccak256("1"), vm.getChainId(), verifier));
        return keccak256(abi.encodePacked(hex"1901", domain, words));
    }
}
