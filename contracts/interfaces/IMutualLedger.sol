// SPDX-License-Identifier: MIT
pragma solidity ^0.8.28;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IPlanTerms} from "./IPlanTerms.sol";

/// @title The mutual-aid ledger
/// @notice Holds the members, charges them all the same capped share in one call, and pays what was announced.
/// The only contract of a plan that holds money.  No key, not even the operator's, can move a member's money anywhere
/// but to an announced case, a published fee, or back to the member.
///
/// A member's balance is `units × (limit − index)`: `announce` charges everybody by raising the index, and a member
/// whose `limit` comes closer to it than the reserve has lapsed, without a transaction of their own.
///
/// Each function names its refusals in the order in which they are checked.  Amounts are in base units of the
/// currency; `limit` and `index` are counted in the plan's `step`s; all windows are half-open.
interface IMutualLedger is IPlanTerms {
    /// @notice Where the plan stands; a one-way street.
    enum Stage {
        Open,
        Closing,
        Closed
    }

    /// @notice What a member is now.
    enum Status {
        None,
        Active,
        Leaving,
        Left,
        Lapsed,
        Withdrawn,
        Claimed
    }

    /// @notice A member, as they stand now, with what stands written of their membership for whoever asks what it was at a
    /// moment that has passed.  Joining anew hides an earlier membership.
    /// @param status What they are.
    /// @param units Their weight in sharing.
    /// @param limit The index at which their money would be used up.
    /// @param joinedAt When this membership began; waiting periods count from here.
    /// @param coveredUntil Diagnoses before this time are covered; 0 if there is no cover to speak of.
    /// @param balance What they hold, the rebate of a closed plan not counted.
    /// @param rebate What a closed plan adds when they withdraw.
    /// @param endedAt When they asked to leave; of one who did not, when the membership was withdrawn, replaced or ended by
    /// a benefit; 0 if none of these.
    /// @param lapsedAt When it lapsed; 0 if it has not.
    /// @param lastPaidIn The period whose announcement was the last they paid; the open period if they go on paying.
    struct MemberView {
        Status status;
        uint256 units;
        uint256 limit;
        uint256 joinedAt;
        uint256 coveredUntil;
        uint256 balance;
        uint256 rebate;
        uint256 endedAt;
        uint256 lapsedAt;
        uint256 lastPaidIn;
    }

    /// @notice An ERC-2612 permit for the deposit.
    /// @param deadline Of the permit.
    /// @param v Of the permit's signature.
    /// @param r Of the permit's signature.
    /// @param s Of the permit's signature.
    struct Permit {
        uint256 deadline;
        uint8 v;
        bytes32 r;
        bytes32 s;
    }

    /// @notice The ledger's own accounts and calendar.
    /// @param stage Where the plan stands.
    /// @param period The number of the open period; as many announcements have been made.
    /// @param index The share index, in steps.
    /// @param shares All shares of a unit so far, dues left out, in steps.
    /// @param members Active members.
    /// @param units Their units.
    /// @param leavingUnits Units of leavers who still pay once.
    /// @param surplus Members' money that is over.
    /// @param backstop (垫付资金) The sponsors' money.
    /// @param operatorCredit What the operator may collect.
    /// @param bonds Bonds of objectors and appellants.
    /// @param rebatePool What a closed plan still gives back on withdrawals.
    /// @param rebateShared What all who have a part in it had shared when the plan closed: units × steps.
    /// @param announcedAt When the last announcement was; the deployment, before the first.
    /// @param belowSince Since when there are too few members; 0 if there are enough.
    /// @param closingAt When the closing began; 0 while open.
    /// @param chargedThisYear What a unit has paid in shares this plan year, in steps.
    /// @param queue How many cases wait at each level, sixteen bits a level, the lowest first.
    struct Books {
        Stage stage;
        uint256 period;
        uint256 index;
        uint256 shares;
        uint256 members;
        uint256 units;
        uint256 leavingUnits;
        uint256 surplus;
        uint256 backstop;
        uint256 operatorCredit;
        uint256 bonds;
        uint256 rebatePool;
        uint256 rebateShared;
        uint256 announcedAt;
        uint256 belowSince;
        uint256 closingAt;
        uint256 chargedThisYear;
        uint256 queue;
    }

    /// @notice The figures of an announcement.
    /// @param units The units that paid.
    /// @param queue The cases announced, sixteen bits a level, the lowest first.
    /// @param waiting The cases that wait because the year's cap has too little left for them, in the same form.
    /// @param need What all cases asked of the members.
    /// @param share What each unit paid for cases, in base units.
    /// @param dues What each unit paid to the operator, in base units.
    /// @param surplus What is over afterwards, in base units.
    /// @param drawn What the backstop paid.
    /// @param lapsedUnits Units that lapsed.
    /// @param lapsedMembers Members who lapsed.
    struct AnnouncementFigures {
        uint256 units;
        uint256 queue;
        uint256 waiting;
        uint256 need;
        uint256 share;
        uint256 dues;
        uint256 surplus;
        uint256 drawn;
        uint256 lapsedUnits;
        uint256 lapsedMembers;
    }

    // --- refusals --------------------------------------------------------------------------------------------

    /// @notice Only the plan's case desk may do this.
    error NotDesk(address caller);
    /// @notice Only the plan's enrolment may do this.
    error NotEnrolment(address caller);
    /// @notice Only the operator may do this.
    error NotOperator(address caller);
    /// @notice Only the operator or the supervisor may do this.
    error NotSupervision(address caller);
    /// @notice Only the sponsor may do this.
    error NotSponsor(address caller);
    /// @notice Only the proposed successor may do this.
    error NotSuccessor(address caller);
    /// @notice The plan is closing or closed.
    error PlanNotOpen();
    /// @notice Only a closing plan can be finished.
    error PlanNotClosing();
    /// @notice The plan is closed; only withdrawals are left.
    error PlanClosed();
    /// @notice New joins have been stopped.
    error JoinsStopped();
    /// @notice The run-off, or the time for the last filed case, is not over.
    error FinishTooEarly(uint256 earliest);
    /// @notice Cases are still to be paid.
    error CasesOpen(uint256 count);
    /// @notice The plan has no such tier.
    error UnknownTier(uint256 tier);
    /// @notice The batch names no member.
    error EmptyBatch();
    /// @notice A membership that is not withdrawn exists.
    error AlreadyMember(address member);
    /// @notice Without an attestor, a batch enrols only accounts that were never members.
    error WasMember(address member);
    /// @notice The two lists must be equally long.
    error LengthsDiffer(uint256 members, uint256 amounts);
    /// @notice Members come in strictly rising order, so that none counts twice.
    error MembersNotSorted(address member);
    /// @notice A benefit has ended this person's membership for good.
    error MembershipEnded(address member);
    /// @notice An amount of nothing.
    error ZeroAmount();
    /// @notice The amount is not a multiple of units × step.
    error AmountNotWhole(uint256 amount, uint256 multiple);
    /// @notice The deposit is below the tier's least.
    error DepositTooSmall(uint256 deposit, uint256 least);
    /// @notice A number outgrows the bounded type that holds it.
    error AmountTooLarge(uint256 amount, uint256 most);
    /// @notice The token did not bring exactly the amount asked for.
    error TransferMismatch(uint256 expected, uint256 received);
    /// @notice The member is not active, or not lapsed where a lapsed one is meant.
    error NotActive(address member);
    /// @notice Only the lapsed member may bring themselves back.
    error OnlyMemberReinstates(address member, address caller);
    /// @notice The grace after the lapse is over.
    error GraceOver(address member, uint256 until);
    /// @notice The amount does not restore the reserve.
    error BelowReserve(uint256 amount, uint256 least);
    /// @notice A membership outlasts two announcements: this waits until so many have been made.
    error MinimumStay(address member, uint256 announcements);
    /// @notice A case of this membership is undecided; its claimant can take a filed one back.
    error CaseUndecided(uint256 caseId);
    /// @notice There is nothing to withdraw now.
    error NothingToWithdraw(address member);
    /// @notice There is no credit to collect.
    error NoCredit(address owner);
    /// @notice The signature has expired.
    error SignatureExpired(uint256 expiry);
    /// @notice The signature is not the signer's, or not over these words.
    error InvalidSignature(address signer);
    /// @notice The period is not over.
    error AnnouncementTooEarly(uint256 earliest);
    /// @notice The period's queue at this level is full.
    error QueueFull(uint256 level);
    /// @notice The plan has no such level.
    error UnknownLevel(uint256 level);
    /// @notice No notice of the sponsor is in force now.
    error NoBackstopNotice(uint256 opens, uint256 closes);
    /// @notice The amount is more than notice was given of.
    error MoreThanNoticed(uint256 amount, uint256 most);
    /// @notice The backstop holds less.
    error BackstopTooSmall(uint256 amount, uint256 backstop);
    /// @notice Nothing has been proposed.
    error NoProposal();
    /// @notice The change is not in force yet, so that members can leave before it.
    error ProposalTooEarly(uint256 earliest);
    /// @notice The proposal was not taken up in time.
    error ProposalVoid(uint256 until);

    // --- events ----------------------------------------------------------------------------------------------

    /// @notice The plan began.
    /// @param planHash The hash of the plan file.
    /// @param desk The contract that decides cases.
    /// @param enrolment The contract that keeps one person to one membership; the zero address if anyone may join.
    /// @param roles The first holders of all powers.
    event PlanOpened(
        bytes32 indexed planHash,
        address indexed token,
        address indexed desk,
        address enrolment,
        Terms terms,
        Roles roles
    );

    /// @notice Somebody joined.
    /// @param tier The tier's number, from 0.
    /// @param deposit What was paid in for them.
    /// @param limit Where they stand on the index, in steps.
    event Joined(address indexed member, uint256 tier, uint256 deposit, uint256 limit);

    /// @notice An active member's reserve was topped up.
    /// @param amount In base units of the currency.
    /// @param limit Where the member stands now.
    event ToppedUp(address indexed member, address indexed payer, uint256 amount, uint256 limit);

    /// @notice A lapsed member came back within the grace; cover is unbroken.
    /// @param amount How much was paid in.
    /// @param backPay What they had missed, moved from their balance to the surplus.
    /// @param limit Where the member stands now.
    event Reinstated(address indexed member, address indexed payer, uint256 amount, uint256 backPay, uint256 limit);

    /// @notice A member asked to leave.
    /// @param period The last period they pay for.
    event LeaveRequested(address indexed member, uint256 period);

    /// @notice A membership's money was taken out.
    /// @param amount The balance, the rebate not counted.
    /// @param rebate The member's part of the surplus of a closed plan.
    /// @param toBackstop What rounding left in the rebate pool, moved to the backstop with the last one's withdrawal.
    event Withdrawn(address indexed member, uint256 amount, uint256 rebate, uint256 toBackstop);

    /// @notice The person behind a membership that is over holds another account now; this one keeps its money only.
    event AccountReplaced(address indexed member);

    /// @notice A benefit ended a membership; the rest of the reserve stays the member's.
    /// @param balance What is left to withdraw.
    event BenefitEndedMembership(address indexed member, uint256 balance);

    /// @notice A case was queued for the next announcement.
    /// @param period The period in which the queue began, which names it; an earlier one while it waits.
    /// @param level The number of the level awarded, from 0.
    event Queued(uint256 indexed period, uint256 level);

    /// @notice A period was announced: every member paid the same.
    /// @param period The period that ended.
    /// @param figures What happened in it.
    event Announced(uint256 indexed period, AnnouncementFigures figures);

    /// @notice An announced case was paid.
    /// @param payee The claimant or their beneficiary.
    /// @param period The period whose announcement funded it.
    /// @param level The number of the level awarded, from 0.
    /// @param benefit What the payee got.
    /// @param fee What the operator is credited.
    event CasePaid(address indexed payee, uint256 indexed period, uint256 level, uint256 benefit, uint256 fee);

    /// @notice A payment that the token refused waits for its owner.
    /// @param amount In base units of the currency.
    event Credited(address indexed owner, uint256 amount);

    /// @notice A credit was collected.
    /// @param amount In base units of the currency.
    event CreditCollected(address indexed owner, address indexed to, uint256 amount);

    /// @notice An announced case fell: its money goes back to where it came from.
    /// @param period The period whose announcement funded it.
    /// @param level The number of the level awarded, from 0.
    /// @param toJurors What the jurors are credited of the members' part.
    /// @param toSurplus What the surplus got.
    /// @param toBackstop What the backstop got.
    event CaseOverturned(
        uint256 indexed period, uint256 level, uint256 toJurors, uint256 toSurplus, uint256 toBackstop
    );

    /// @notice A bond was put up.
    /// @param amount In base units of the currency.
    event BondTaken(address indexed payer, uint256 amount);

    /// @notice A bond was released.
    /// @param owner Who got what is left; the zero address for the surplus.
    /// @param toJurors What the jurors are credited of it.
    /// @param rest What is left, in base units.
    event BondReleased(address indexed owner, uint256 toJurors, uint256 rest);

    /// @notice A juror's reward waits to be collected as a credit.
    /// @param amount In base units of the currency.
    event JurorRewarded(address indexed juror, uint256 amount);

    /// @notice Somebody gave money to the backstop.
    /// @param amount In base units of the currency.
    event BackstopFunded(address indexed payer, uint256 amount);

    /// @notice The sponsor gave notice that it may take money out.
    /// @param amount The most it may take; 0 calls an earlier notice off.
    /// @param opens From when, in Unix seconds.
    /// @param closes Until when.
    event BackstopNoticed(uint256 amount, uint256 opens, uint256 closes);

    /// @notice The sponsor took money out of the backstop.
    /// @param amount In base units of the currency.
    event BackstopTaken(address indexed sponsor, uint256 amount);

    /// @notice The operator collected its credit.
    /// @param amount In base units of the currency.
    event FeeCollected(address indexed operator, uint256 amount);

    /// @notice New joins are stopped, for good.
    /// @param by The operator or the supervisor.
    event JoiningStopped(address indexed by);

    /// @notice A successor to the operator was proposed.
    /// @param successor Who; the zero address calls an earlier proposal off.
    /// @param earliest From when it can take over.
    /// @param until Until when.
    event OperatorProposed(address indexed successor, uint256 earliest, uint256 until);

    /// @notice The operator's role changed hands.
    event OperatorSucceeded(address indexed operator);

    /// @notice The closing began.
    /// @param by The operator or the supervisor; the zero address if the plan closed itself for want of members.
    event ClosingStarted(address indexed by);

    /// @notice The plan is closed: only withdrawals are left.
    /// @param rebatePool What goes back to those who shared.
    /// @param rebateShared What they have shared together: units × steps.
    /// @param backstop What the backstop holds now.
    event Finished(uint256 rebatePool, uint256 rebateShared, uint256 backstop);

    // --- members ---------------------------------------------------------------------------------------------

    /// @notice Join, and pay the deposit by allowance.  Counted from the next announcement on.
    /// @dev Refused with PlanNotOpen, JoinsStopped, UnknownTier, AmountNotWhole, DepositTooSmall, AmountTooLarge,
    /// MembershipEnded, AlreadyMember, those of {IEnrolment.admit}, TransferMismatch.
    /// @param tier The tier's number, from 0.
    /// @param deposit A multiple of the tier's units × step, at least the tier's least.
    /// @param attestation An ABI-encoded {IEnrolment.Attestation}; not read where anyone may join.
    function join(uint256 tier, uint256 deposit, bytes calldata attestation) external;

    /// @notice As {join}, with an ERC-2612 permit instead of an earlier allowance.
    /// @dev A permit that somebody else has already spent does no harm where the allowance is there.
    /// @param tier The tier's number, from 0.
    /// @param deposit As for {join}.
    /// @param attestation As for {join}.
    function joinWithPermit(uint256 tier, uint256 deposit, bytes calldata attestation, Permit calldata permit) external;

    /// @notice Enrol a batch whose deposits the caller pays; all or none.  Without an attestor it enrols only accounts that
    /// were never members.
    /// @dev Refused with WasMember, PlanNotOpen, JoinsStopped, UnknownTier, EmptyBatch, AmountNotWhole, DepositTooSmall,
    /// AmountTooLarge, MembershipEnded, AlreadyMember, those of {IEnrolment.admit}, TransferMismatch.
    /// @param tier The tier's number, from 0.
    /// @param deposit What is paid in for each.
    /// @param attestation As for {join}; one for the batch.
    function joinMany(address[] calldata members, uint256 tier, uint256 deposit, bytes calldata attestation) external;

    /// @notice Top up an active member's reserve, by anyone; or the caller's own, lapsed within the grace, which
    /// reinstates them: they pay the shares they missed, and cover is unbroken.
    /// @dev Refused with PlanClosed, ZeroAmount, NotActive, AmountNotWhole, AmountTooLarge, TransferMismatch; for a
    /// lapsed member with OnlyMemberReinstates, PlanNotOpen, GraceOver, AmountNotWhole, AmountTooLarge, BelowReserve,
    /// TransferMismatch.
    /// @param member Whose reserve.
    /// @param amount A multiple of the member's units × step.
    function topUp(address member, uint256 amount) external;

    /// @notice Top up several members' reserves in one transfer.  Who is not active is skipped, and nothing is paid for them.
    /// @dev Refused with PlanClosed, LengthsDiffer, EmptyBatch, MembersNotSorted, ZeroAmount, AmountNotWhole,
    /// AmountTooLarge, TransferMismatch.
    /// @param members In strictly rising order.
    /// @param amounts One for each, as for {topUp}.
    /// @return skipped Those who were not active.
    function topUpMany(address[] calldata members, uint256[] calldata amounts)
        external
        returns (address[] memory skipped);

    /// @notice (退出) Leave.  Takes effect after the next announcement, which the leaver still pays; cover lasts as long.  In
    /// a closing, after the next in which no queue waits.
    /// @dev Refused with PlanClosed, NotActive, and in the period of joining with MinimumStay.
    function leave() external;

    /// @notice Take out what is left: after leaving, after a lapse, after a benefit, or from a closed plan.  Never paused.
    /// @dev Refused with NothingToWithdraw, after a lapse before the second announcement with MinimumStay, and with
    /// CaseUndecided.
    function withdraw() external;

    /// @notice Collect payments to the caller that the token had refused.
    /// @dev Refused with NoCredit.
    function collectCredit(address to) external;

    // --- calendar --------------------------------------------------------------------------------------------

    /// @notice (公示) Close the period: charge every member the same share for all queued cases, by anyone.
    /// @dev Refused with PlanClosed, AnnouncementTooEarly.
    function announce() external;

    /// @notice Close a plan whose run-off is over, by anyone: the surplus goes back to those who shared, by what they did.
    /// @dev Refused with PlanNotClosing, FinishTooEarly, CasesOpen.
    function finish() external;

    // --- the backstop ----------------------------------------------------------------------------------------

    /// @notice Give money to the backstop.
    /// @dev Refused with PlanClosed, ZeroAmount, AmountTooLarge, TransferMismatch.
    /// @param amount In base units of the currency.
    function fundBackstop(uint256 amount) external;

    /// @notice The sponsor gives notice of an amount it may take, `period + notice` from now, for one period.
    /// @dev Refused with NotSponsor, AmountTooLarge.
    /// @param amount The most; 0 calls a notice off.  A new notice replaces an older one.
    function noticeBackstop(uint256 amount) external;

    /// @notice The sponsor takes money out: within its notice, or what is left once the plan is closed.
    /// @dev Refused with NotSponsor, ZeroAmount, NoBackstopNotice, MoreThanNoticed, BackstopTooSmall.
    /// @param amount In base units of the currency.
    function takeBackstop(uint256 amount) external;

    // --- powers ----------------------------------------------------------------------------------------------

    /// @notice The operator collects its credit.
    /// @dev Refused with NotOperator, ZeroAmount.
    function collectFee() external;

    /// @notice The operator or the supervisor stops new joins, for good.
    /// @dev Refused with NotSupervision, PlanNotOpen.
    function stopJoins() external;

    /// @notice The operator or the supervisor starts the closing.
    /// @dev Refused with NotSupervision, PlanNotOpen.
    function close() external;

    /// @notice The operator proposes its successor, who can take over `2 × period + notice` later, for one period.
    /// @dev Refused with NotOperator.
    /// @param successor Who; the zero address calls a proposal off.
    function proposeOperator(address successor) external;

    /// @notice The proposed successor takes over.
    /// @dev Refused with NoProposal, NotSuccessor, ProposalTooEarly, ProposalVoid.
    function acceptOperator() external;

    // --- the enrolment ---------------------------------------------------------------------------------------

    /// @notice Have an account that has lapsed or left count as withdrawn but for its money.
    /// @dev Refused with NotEnrolment, which has seen to it that the membership is over.
    function replace(address member) external;

    // --- the case desk ---------------------------------------------------------------------------------------

    /// @notice Queue an approved case for the next announcement.
    /// @dev Refused with NotDesk, QueueFull.
    /// @param level The number of the level awarded, from 0.
    /// @return queuedIn The period in which the queue began, which names it (see {announcementOf}).
    function enqueue(uint256 level) external returns (uint256 queuedIn);

    /// @notice End the membership that a benefit is for; without effect if that very membership is over already.
    /// @dev Refused with NotDesk.
    /// @param joinedAt When the membership that is meant began.
    function endMembership(address member, uint256 joinedAt) external;

    /// @notice Pay a case that an announcement funded.
    /// @dev Refused with NotDesk.  The desk asks once a case, after its notice.
    /// @param payee The claimant or their beneficiary.
    /// @param period The period whose announcement funded it.
    /// @param level The number of the level awarded, from 0.
    /// @return benefit What the payee got.
    /// @return fee What the operator is credited.
    function payCase(address payee, uint256 period, uint256 level) external returns (uint256 benefit, uint256 fee);

    /// @notice Take the bond of an objector or appellant, by their allowance.
    /// @dev Refused with NotDesk, TransferMismatch.
    /// @param payer Whose bond.
    function takeBond(address payer) external;

    /// @notice Release a bond: jurors are credited their reward from it, the rest goes to its owner or to the surplus.
    /// @dev Refused with NotDesk.
    /// @param owner Who gets the rest; the zero address for the surplus.
    /// @param jurors Who is rewarded.
    function releaseBond(address owner, address[] calldata jurors) external;

    /// @notice Undo what an announcement set aside for a case: jurors are credited from the members' part, the rest of it
    /// goes to the surplus, and the backstop gets its part back.
    /// @dev Refused with NotDesk.
    /// @param period The period whose announcement funded it.
    /// @param level The number of the level awarded, from 0.
    /// @param jurors Who is rewarded.
    function overturn(uint256 period, uint256 level, address[] calldata jurors) external;

    // --- reading ---------------------------------------------------------------------------------------------

    /// @notice A member, as they stand now.
    function memberOf(address member) external view returns (MemberView memory);

    /// @notice When an account was last reinstated; 0 if never.
    function reinstatedAtOf(address account) external view returns (uint256);

    /// @notice The ledger's own accounts and calendar.
    function books() external view returns (Books memory);

    /// @notice A level's terms.
    /// @dev Refused with UnknownLevel.
    /// @param level The level's number, from 0.
    /// @return benefit What the claimant gets when paid in full.
    /// @return fee What the operator gets then.
    /// @return endsMembership Whether the membership ends.
    /// @return waiting Seconds from joining until covered.
    function levelOf(uint256 level)
        external
        view
        returns (uint256 benefit, uint256 fee, bool endsMembership, uint256 waiting);

    /// @notice The announcement of a queue.
    /// @param queuedIn The period in which the queue began.
    /// @return period The period whose announcement it was.
    /// @return time When it was; 0 if it has not been.
    function announcementOf(uint256 queuedIn) external view returns (uint256 period, uint256 time);

    /// @notice What one case got in an announcement.
    /// @param period The period whose announcement funded it.
    /// @param level The number of the level awarded, from 0.
    /// @return byMembers What the members funded.
    /// @return byBackstop What the backstop funded.
    function fundingOf(uint256 period, uint256 level) external view returns (uint256 byMembers, uint256 byBackstop);

    /// @notice What waits for its owner because the token refused to pay it.
    function creditOf(address owner) external view returns (uint256);

    /// @notice The plan's currency.
    function token() external view returns (IERC20);

    /// @notice Who holds the operator's role.
    function operator() external view returns (address);

    /// @notice The stage, and when the closing began (0 while open).
    function stage() external view returns (Stage, uint256 closingAt);
}
