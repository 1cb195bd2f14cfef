// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {ICaseDesk} from "../../contracts/interfaces/ICaseDesk.sol";
import {IMemberAccount} from "../../contracts/interfaces/IMemberAccount.sol";
import {IMutualLedger} from "../../contracts/interfaces/IMutualLedger.sol";
import {Caller, Recorder, Refuser} from "./base/Callees.sol";
import {MemberAccountFixture} from "./base/MemberAccountFixture.sol";
import {ACCIDENT, YUAN} from "./base/Plans.sol";
import {vm} from "./Test.sol";

/// @dev Signed calls that others bring: made as they were signed, in their order and once, or not at all.
/// forge-config: default.evm_version = "prague"
contract MemberAccountTest is MemberAccountFixture {
    error Complaint(address by, uint256 amount, string words);

    Recorder private recorder;
    Refuser private refuser;
    Caller private caller;

    function setUp() public override {
        super.setUp();
        (recorder, refuser, caller) = (new Recorder(), new Refuser(), new Caller());
        // Numbers start above zero, so that none is right by chance.
        relay(new IMemberAccount.Call[](0));
    }

    function said(string memory words) private view returns (IMemberAccount.Call[] memory) {
        return calls(address(recorder), bytes(words));
    }

    function expectNotSigned(address account) private {
        expectRefusal(IMemberAccount.NotSignedByAccount.selector, account);
    }

    // ---- refusals: a relayer that comes too late, or in another order

    function test_RevertWhen_TheExpiryHasCome() public {
        uint256 expiry = soon();
        bytes memory mine = signed(said("hello"), 1, expiry);
        vm.warp(expiry);
        expectRefusal(IMemberAccount.SignatureExpired.selector, expiry);
        bring(said("hello"), 1, expiry, mine);

        vm.warp(expiry - 1);
        bring(said("hello"), 1, expiry, mine);
        assertEq(recorder.count(), 1, "made in the last second");
    }

    function test_RevertWhen_CallsAreBroughtAgain() public {
        bytes memory mine = signed(said("hello"), 1, soon());
        bring(said("hello"), 1, soon(), mine);
        expectRefusal(IMemberAccount.WrongNonce.selector, 1, 2);
        bring(said("hello"), 1, soon(), mine);
        assertEq(recorder.count(), 1, "made once");
    }

    function test_RevertWhen_LaterCallsAreBroughtFirst() public {
        bytes memory second = signed(said("second"), 2, soon());
        expectRefusal(IMemberAccount.WrongNonce.selector, 2, 1);
        bring(said("second"), 2, soon(), second);

        relay(said("first"));
        bring(said("second"), 2, soon(), second);
        assertEq(recorder.heard(0), "first");
        assertEq(recorder.heard(1), "second");
    }

    function test_RevertWhen_OtherCallsWereMadeInTheirPlace() public {
        bytes memory mine = signed(said("hello"), 1, soon());
        relay(new IMemberAccount.Call[](0));
        expectRefusal(IMemberAccount.WrongNonce.selector, 1, 2);
        bring(said("hello"), 1, soon(), mine);
    }

    // ---- refusals: a relayer that changes what was signed

    function test_RevertWhen_TheTargetIsChanged() public {
        bytes memory mine = signed(said("hello"), 1, soon());
        address other = address(new Recorder());
        expectNotSigned(alice);
        bring(calls(other, "hello"), 1, soon(), mine);
    }

    function test_RevertWhen_TheArgumentsAreChanged() public {
        bytes memory mine = signed(calls(address(yuan), abi.encodeCall(yuan.approve, (bob, 1))), 1, soon());
        expectNotSigned(alice);
        bring(calls(address(yuan), abi.encodeCall(yuan.approve, (relayer, 1))), 1, soon(), mine);
    }

    function test_RevertWhen_ACallIsLeftOutAddedOrMoved() public {
        bytes memory mine = signed(joining(), 1, soon());
        IMemberAccount.Call[] memory changed = new IMemberAccount.Call[](1);
        changed[0] = joining()[0];
        expectNotSigned(alice);
        bring(changed, 1, soon(), mine);

        changed = new IMemberAccount.Call[](3);
        (changed[0], changed[1], changed[2]) = (joining()[0], joining()[1], said("more")[0]);
        expectNotSigned(alice);
        bring(changed, 1, soon(), mine);

        changed = joining();
        (changed[0], changed[1]) = (changed[1], changed[0]);
        expectNotSigned(alice);
        bring(changed, 1, soon(), mine);
    }

    function test_RevertWhen_TheNumberIsRaised() public {
        bytes memory mine = signed(said("hello"), 1, soon());
        bring(said("hello"), 1, soon(), mine);
        expectNotSigned(alice);
        bring(said("hello"), 2, soon(), mine);
    }

    function test_RevertWhen_TheExpiryIsPutOff() public {
        bytes memory mine = signed(said("hello"), 1, soon());
        expectNotSigned(alice);
        bring(said("hello"), 1, soon() + 1, mine);
    }

    function test_RevertWhen_BroughtToAnotherAccount() public {
        bytes memory hers = signed(new IMemberAccount.Call[](0), 0, soon());
        expectNotSigned(bob);
        IMemberAccount(bob).execute(new IMemberAccount.Call[](0), 0, soon(), hers);
        expectNotSigned(delegate);
        IMemberAccount(delegate).execute(new IMemberAccount.Call[](0), 0, soon(), hers);
    }

    function test_RevertWhen_BroughtToAnotherChain() public {
        bytes memory mine = signed(said("hello"), 1, soon());
        vm.chainId(vm.getChainId() + 1);
        expectNotSigned(alice);
        bring(said("hello"), 1, soon(), mine);
    }

    function test_RevertWhen_AnotherKeySigned() public {
        bytes32 digest = callsDigest(alice, said("hello"), 1, soon());
        bytes memory foreign = signedBy("relayer", digest);
        expectNotSigned(alice);
        bring(said("hello"), 1, soon(), foreign);
    }

    function test_RevertWhen_TheSignatureHasAnotherForm() public {
        bytes memory mine = signed(said("hello"), 1, soon());
        bytes[] memory forms = new bytes[](6);
        forms[0] = flipped(mine);
        forms[1] = "";
        forms[2] = abi.encodePacked(mine, uint8(0));
        forms[3] = new bytes(64);
        forms[4] = new bytes(65);
        forms[5] = abi.encodePacked(mine);
        forms[5][64] = bytes1(uint8(mine[64]) - 27);
        for (uint256 i; i < forms.length; ++i) {
            expectNotSigned(alice);
            bring(said("hello"), 1, soon(), forms[i]);
        }
    }

    /// @dev The same signature in the form that malleability allows: the higher `s`, the other `v`.
    function flipped(bytes memory signature_) private pure returns (bytes memory) {
        uint256 order = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
        (bytes32 r, uint256 s) = abi.decode(abi.encodePacked(signature_, bytes31(0)), (bytes32, uint256));
        return abi.encodePacked(r, order - s, signature_[64] == bytes1(uint8(27)) ? uint8(28) : uint8(27));
    }

    /// @dev Whatever bit of a relayed call is turned, nothing is made, or exactly what was signed.
    function testFuzz_NothingButWhatWasSignedIsMade(uint256 bit, bytes calldata data) public {
        bytes memory mine = signed(calls(address(recorder), data), 1, soon());
        bytes memory brought = abi.encodeCall(IMemberAccount.execute, (calls(address(recorder), data), 1, soon(), mine));
        bit = bound(bit, 0, brought.length * 8);
        bool untouched = bit == brought.length * 8;
        if (!untouched) brought[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (bool done,) = alice.call(brought);
        assertTrue(done || !untouched, "what was signed is made");
        assertEq(recorder.count(), done ? 1 : 0, "made");
        if (done) assertEq(recorder.heard(0), data);
    }

    // ---- refusals: what is called

    function test_RevertWhen_TheTargetIsNoContractOrNotYetOne() public {
        IMemberAccount.Call[] memory batch = new IMemberAccount.Call[](2);
        (batch[0], batch[1]) = (said("first")[0], call(carol, "hello"));
        bytes memory mine = signed(batch, 1, soon());
        expectRefusal(IMemberAccount.TargetWithoutCode.selector, carol);
        bring(batch, 1, soon(), mine);
        assertEq(recorder.count(), 0, "all or none");

        vm.etch(carol, address(recorder).code);
        bring(batch, 1, soon(), mine);
        assertEq(Recorder(carol).heard(0), "hello");
    }

    function test_OneRefusedCallUndoesAllAndUsesNoNumberUp() public {
        yuan.mint(alice, DEPOSIT - 1);
        bytes memory mine = signed(joining(), 1, soon());
        vm.expectRevert();
        bring(joining(), 1, soon(), mine);
        assertEq(yuan.allowance(alice, address(ledger)), 0, "the approval is undone");
        assertEq(IMemberAccount(alice).nextNonce(), 1, "number");

        yuan.mint(alice, 1);
        bring(joining(), 1, soon(), mine);
        assertStatus(alice, IMutualLedger.Status.Active);
    }

    function test_ARefusalComesThroughToTheLastByte() public {
        bytes[] memory refusals = new bytes[](4);
        refusals[0] = abi.encodeWithSelector(Complaint.selector, bob, 7, new string(300));
        refusals[1] = abi.encodeWithSignature("Error(string)", "paused");
        refusals[2] = hex"01";
        refusals[3] = "";
        for (uint256 i; i < refusals.length; ++i) {
            IMemberAccount.Call[] memory batch = calls(address(refuser), abi.encodeCall(refuser.refuse, (refusals[i])));
            bytes memory mine = signed(batch, 1, soon());
            vm.expectRevert(refusals[i]);
            bring(batch, 1, soon(), mine);
        }
        IMemberAccount.Call[] memory dividing = calls(address(refuser), abi.encodeCall(refuser.panic, (0)));
        bytes memory signature_ = signed(dividing, 1, soon());
        vm.expectRevert(abi.encodeWithSignature("Panic(uint256)", 0x12));
        bring(dividing, 1, soon(), signature_);
    }

    function test_TheLedgersOwnRefusalsComeThrough() public {
        IMemberAccount.Call[] memory batch = calls(address(ledger), abi.encodeCall(ledger.leave, ()));
        bytes memory mine = signed(batch, 1, soon());
        expectRefusal(IMutualLedger.NotActive.selector, alice);
        bring(batch, 1, soon(), mine);
    }

    // ---- refusals: calls from within calls

    function nextCalls() private returns (bytes memory) {
        bytes memory second = signed(said("second"), 2, soon());
        return abi.encodeCall(IMemberAccount.execute, (said("second"), 2, soon(), second));
    }

    function test_RevertWhen_TheNextCallsAreBroughtFromWithin() public {
        IMemberAccount.Call[] memory batch = calls(address(caller), abi.encodeCall(caller.callBack, (nextCalls())));
        bytes memory mine = signed(batch, 1, soon());
        expectRefusal(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        bring(batch, 1, soon(), mine);
    }

    function test_RevertWhen_AnAccountBringsItsNextCallsItself() public {
        IMemberAccount.Call[] memory batch = calls(alice, nextCalls());
        bytes memory mine = signed(batch, 1, soon());
        expectRefusal(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        bring(batch, 1, soon(), mine);
    }

    function test_ACalleeThatTriesTheNextCallsChangesNothing() public {
        IMemberAccount.Call[] memory batch = new IMemberAccount.Call[](2);
        batch[0] = call(address(caller), abi.encodeCall(caller.tryBack, (nextCalls())));
        batch[1] = said("first")[0];
        relay(batch);
        bytes4 refusal = ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector;
        assertEq(caller.refusal(), abi.encodeWithSelector(refusal));

        (bool done,) = alice.call(nextCalls());
        assertTrue(done);
        assertEq(recorder.heard(0), "first");
        assertEq(recorder.heard(1), "second");
    }

    // ---- what is made

    function test_CallsAreMadeInTheAccountsNameAndTold() public {
        IMemberAccount.Call[] memory batch = new IMemberAccount.Call[](2);
        (batch[0], batch[1]) = (said("one")[0], said("two")[0]);
        bytes memory mine = signed(batch, 1, soon());
        vm.expectEmit(alice);
        emit IMemberAccount.CallsMade(1, relayer);
        bring(batch, 1, soon(), mine);
        assertEq(recorder.callers(0), alice);
        assertEq(recorder.heard(0), "one");
        assertEq(recorder.heard(1), "two");
        assertEq(recorder.count(), 2);
    }

    function test_NoCallsAtAllUseTheNumberUp() public {
        IMemberAccount.Call[] memory none = new IMemberAccount.Call[](0);
        bytes memory mine = signed(none, 1, soon());
        vm.expectEmit(alice);
        emit IMemberAccount.CallsMade(1, relayer);
        bring(none, 1, soon(), mine);
        assertEq(IMemberAccount(alice).nextNonce(), 2);
    }

    function test_EachAccountCountsForItself() public {
        assertEq(IMemberAccount(alice).nextNonce(), 1);
        assertEq(IMemberAccount(bob).nextNonce(), 0);
        bytes memory his = signedBy("bob", callsDigest(bob, said("bob"), 0, soon()));
        IMemberAccount(bob).execute(said("bob"), 0, soon(), his);
        assertEq(recorder.callers(0), bob);
    }

    function test_TheNumberStandsWhereNoOtherCodeLooksAndOutlastsADelegation() public {
        bytes32 slot = 0xf9f68f87e38d917406036cf418b59a755b54ffacaa4e76626eb7e9d793b13900;
        assertEq(vm.load(alice, slot), bytes32(uint256(1)));
        bytes memory mine = signed(said("hello"), 1, soon());
        bring(said("hello"), 1, soon(), mine);
        delegateTo(alice, address(recorder));
        delegateTo(alice, delegate);
        expectRefusal(IMemberAccount.WrongNonce.selector, 1, 2);
        bring(said("hello"), 1, soon(), mine);
    }

    function test_AnAccountTakesEtherWithTheLittleGasOfATransfer() public {
        vm.deal(relayer, 1 ether);
        vm.prank(relayer);
        (bool done,) = alice.call{value: 1 ether, gas: 0}("");
        assertTrue(done);
        assertEq(alice.balance, 1 ether);
    }

    // ---- signatures for others (ERC-1271)

    function test_OnlyTheAccountsOwnKeySignsForIt() public {
        bytes32 digest = keccak256("words");
        bytes memory hers = signedBy("alice", digest);
        assertEq(bytes32(IERC1271(alice).isValidSignature(digest, hers)), bytes32(bytes4(0x1626ba7e)));
        assertTrue(SignatureChecker.isValidSignatureNow(alice, digest, hers));

        bytes memory his = signedBy("bob", digest);
        assertEq(bytes32(IERC1271(alice).isValidSignature(digest, his)), bytes32(bytes4(0xffffffff)));
        assertFalse(SignatureChecker.isValidSignatureNow(alice, digest, his));
        assertFalse(SignatureChecker.isValidSignatureNow(alice, keccak256("others"), hers));
        assertFalse(SignatureChecker.isValidSignatureNow(alice, digest, flipped(hers)));
        assertFalse(SignatureChecker.isValidSignatureNow(bob, digest, hers));
        assertFalse(SignatureChecker.isValidSignatureNow(delegate, digest, hers));
    }

    // ---- a membership without ether

    function test_TheTransactionThatDelegatesMayBringTheFirstCalls() public {
        (, uint256 key) = makeAddrAndKey("carol");
        yuan.mint(carol, DEPOSIT);
        bytes memory hers = signedBy("carol", callsDigest(carol, joining(), 0, soon()));
        vm.signAndAttachDelegation(delegate, key);
        vm.prank(relayer);
        IMemberAccount(carol).execute(joining(), 0, soon(), hers);
        assertStatus(carol, IMutualLedger.Status.Active);
        assertEq(carol.code, abi.encodePacked(hex"ef0100", delegate));
    }

    function test_AWholeMembershipIsRelayed() public {
        assertEq(alice.balance, 0, "no ether");
        yuan.mint(alice, DEPOSIT + YUAN);
        relay(joining());
        assertStatus(alice, IMutualLedger.Status.Active);

        relay(address(yuan), abi.encodeCall(yuan.approve, (address(ledger), YUAN)));
        relay(address(ledger), abi.encodeCall(ledger.topUp, (alice, YUAN)));
        assertEq(memberOf(alice).balance, DEPOSIT + YUAN);

        bytes memory filing = abi.encodeCall(desk.file, (ACCIDENT, timeNow(), "sealed", address(0)));
        relay(address(desk), filing);
        assertEq(desk.caseOf(0).claimant, alice);
        assertCase(0, ICaseDesk.CaseStatus.Filed);
        relay(address(desk), abi.encodeCall(desk.withdrawCase, (0)));

        relay(address(jury), abi.encodeCall(jury.volunteer, ()));
        announce();
        relay(address(ledger), abi.encodeCall(ledger.leave, ()));
        announce();
        relay(address(ledger), abi.encodeCall(ledger.withdraw, ()));
        assertStatus(alice, IMutualLedger.Status.Withdrawn);
        assertEq(yuan.balanceOf(alice), DEPOSIT + YUAN);
        assertEq(alice.balance, 0, "still no ether");
    }
}
