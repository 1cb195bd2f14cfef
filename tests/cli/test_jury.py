"""`object`, `appeal`, `jury`: from the bond to the count, who does what now, and until when."""

from __future__ import annotations

import json

import pytest

from openmutual.chain import ChainLedger
from openmutual.cli.errors import Exit
from openmutual.errors import ChainError
from openmutual.money import format_time
from openmutual.records import CaseStatus, DisputeStage
from openmutual.signing.ballots import Ballots, home
from tests.cli.cli_fixture import MEMBERS, fen

PAYS, REFUSES = "pays", "refuses"


def commit_all(cli_plan, dispute, jurors, vote):
    for juror in jurors:
        cli_plan.done(juror, "jury", "commit", dispute, vote)


def to_reveal(cli_plan, dispute):
    cli_plan.go(cli_plan.ledger.dispute(dispute).ends)


def voted(cli_plan, vote=PAYS, count=5):
    """A dispute in which some jurors have voted, and the time to count."""
    dispute, jurors = cli_plan.drawn()
    commit_all(cli_plan, dispute, jurors[:count], vote)
    to_reveal(cli_plan, dispute)
    for juror in jurors[:count]:
        cli_plan.done(juror, "jury", "reveal", dispute)
    to_reveal(cli_plan, dispute)
    return dispute, jurors


# before the jury -----------------------------------------------------------------------------------------


def test_an_objection_puts_up_the_bond_and_says_who_draws(cli_plan):
    case = cli_plan.announced()
    told = cli_plan.told("m1", "object", case, "--reason", cli_plan.file("reason"))
    assert (told["status"], told["disputes"]) == (CaseStatus.CONTESTED, [0])
    assert told["next"][0]["command"] == "jury draw 0"
    assert cli_plan.ledger.snapshot().books.bonds == cli_plan.ledger.terms.jury.bond


def test_nobody_objects_to_their_own_case_or_to_one_that_is_not_announced(cli_plan):
    reason = cli_plan.file("reason")
    case = cli_plan.decided()
    assert cli_plan.refused("m1", "object", case, "--reason", reason).startswith("CaseNotContestable: ")
    cli_plan.done("anyone", "announce")
    assert cli_plan.refused("m0", "object", case, "--reason", reason).startswith("OwnCase: ")
    assert cli_plan.refused("stranger", "object", case, "--reason", reason).startswith("MayNotObject: ")


def test_a_reason_must_be_there(cli_plan):
    case = cli_plan.announced()
    assert cli_plan.run("m1", "object", case, "--reason", cli_plan.folder / "none").exit_code == Exit.USAGE
    assert cli_plan.told(None, "case", "show", case)["status"] == CaseStatus.ANNOUNCED


def test_a_rejected_claimant_appeals_once(cli_plan):
    case = cli_plan.decided("reject")
    assert cli_plan.refused("m1", "appeal", case, "--reason", cli_plan.file("reason")).startswith("NotClaimant: ")
    told = cli_plan.told("m0", "appeal", case, "--reason", cli_plan.file("reason"))
    assert (told["status"], told["dispute"]) == (CaseStatus.APPEALED, 0)
    assert cli_plan.refused("m0", "appeal", case, "--reason", cli_plan.file("reason")).startswith("CaseNotAppealable: ")


# volunteers ----------------------------------------------------------------------------------------------


def test_a_member_volunteers_and_resigns(cli_plan):
    assert cli_plan.told("m0", "jury", "volunteer")["volunteers"] is True
    assert cli_plan.refused("m0", "jury", "volunteer").startswith("AlreadyVolunteer: ")
    assert cli_plan.told("m0", "jury", "resign")["volunteers"] is False
    assert cli_plan.refused("m0", "jury", "resign").startswith("NotVolunteer: ")
    assert cli_plan.refused("stranger", "jury", "volunteer").startswith("NotActive: ")


def test_who_is_not_drawn_has_nothing_to_do(cli_plan):
    assert "Nothing to do" in cli_plan.done("m0", "jury", "duty")
    assert "does not volunteer" in cli_plan.done(None, "jury", "duty", "--juror", cli_plan.address("m0"))


# duty ----------------------------------------------------------------------------------------------------


def duty(cli_plan, juror):
    told = cli_plan.told(juror, "jury", "duty")["duties"]
    assert len(told) == 1
    return told[0]["next"][0]


def test_duty_says_at_each_stage_what_to_do_until_when(cli_plan):
    dispute, (juror, silent, *_) = cli_plan.drawn()
    terms, ends = cli_plan.ledger.terms.jury, cli_plan.ledger.dispute(dispute).ends
    assert duty(cli_plan, juror)["command"] == "jury commit 0 pays|refuses"
    assert duty(cli_plan, juror)["until"] == format_time(ends)

    cli_plan.done(juror, "jury", "commit", dispute, PAYS)
    assert duty(cli_plan, juror) == duty(cli_plan, juror) | {
        "command": "jury reveal 0",
        "from": format_time(ends),
        "until": format_time(ends + terms.reveal),
    }

    cli_plan.go(ends)
    assert duty(cli_plan, juror)["until"] == format_time(ends + terms.reveal)
    assert "barred for 90 days" in duty(cli_plan, silent)["what"]

    cli_plan.done(juror, "jury", "reveal", dispute)
    assert duty(cli_plan, juror) == duty(cli_plan, juror) | {
        "command": "jury tally 0",
        "from": format_time(ends + terms.reveal),
    }

    cli_plan.go(ends + terms.reveal)
    assert duty(cli_plan, juror)["command"] == "jury tally 0"


def test_after_a_missed_quorum_jurors_are_drawn_once_more_and_the_silent_are_barred(cli_plan):
    dispute, jurors = voted(cli_plan, count=0)
    told = cli_plan.told("anyone", "jury", "tally", dispute)
    assert (told["stage"], told["round"]) == (DisputeStage.DRAWING, 1)
    assert "barred until" in cli_plan.done(jurors[-1], "jury", "duty")
    told = cli_plan.told("anyone", "jury", "draw", dispute)
    assert told["stage"] == DisputeStage.COMMITTING
    assert not set(cli_plan.names(told["jurors"])) & set(jurors)


def test_an_objection_that_no_jury_can_judge_counts_as_not_made(cli_plan):
    case = cli_plan.announced()
    for name in MEMBERS[5:]:
        cli_plan.done(name, "jury", "resign")
    dispute = cli_plan.told("m1", "object", case, "--reason", cli_plan.file("reason"))["dispute"]
    assert "there is no jury" in cli_plan.done("anyone", "jury", "draw", dispute)
    told = cli_plan.told(None, "case", "show", case)
    assert (told["status"], told["contested"]) == (CaseStatus.ANNOUNCED, False)


def test_others_add_their_reasons_to_an_objection(cli_plan):
    case, reason = cli_plan.announced(), cli_plan.file("reason")
    assert cli_plan.refused("m2", "add-reason", case, "--reason", reason).startswith("CaseNotContestable: ")
    cli_plan.done("m1", "object", case, "--reason", reason)
    assert "written down" in cli_plan.done("m2", "add-reason", case, "--reason", reason)


def test_a_dispute_that_nobody_draws_is_ended_by_anyone(cli_plan):
    cli_plan.announced()
    cli_plan.done("m1", "object", 0, "--reason", cli_plan.file("reason"))
    ends = cli_plan.ledger.dispute(0).ends
    assert cli_plan.refused("anyone", "jury", "tally", 0).endswith("(disputeId 0, stage drawing)")
    cli_plan.go(ends)
    assert "0 for the claimant, 0 against" in cli_plan.done("anyone", "jury", "tally", 0)


# votes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("vote", "status"), [(PAYS, CaseStatus.ANNOUNCED), (REFUSES, CaseStatus.OVERTURNED)])
def test_the_majority_decides(cli_plan, vote, status):
    dispute, _ = voted(cli_plan, vote, count=3)
    told = cli_plan.told("anyone", "jury", "tally", dispute)
    assert (told["status"], told[vote]) == (status, 3)


def test_jurors_collect_their_reward(cli_plan):
    dispute, jurors = voted(cli_plan, PAYS)
    cli_plan.done("anyone", "jury", "tally", dispute)
    told = cli_plan.told(jurors[0], "collect", "--to", cli_plan.address("m0"))
    assert (fen(told["collected"]), told["to"]) == (cli_plan.ledger.terms.jury.reward, cli_plan.address("m0"))
    assert cli_plan.refused(jurors[0], "collect").startswith("NoCredit: ")


def test_votes_are_sealed_opened_and_counted_in_their_time(cli_plan):
    dispute, (juror, *_) = cli_plan.drawn()
    outsider = next(name for name in MEMBERS if name not in cli_plan.names(cli_plan.ledger.dispute(dispute).jurors))
    assert cli_plan.refused(outsider, "jury", "commit", dispute, PAYS).startswith("NotJuror: ")
    assert "sealed no vote" in cli_plan.refused(juror, "jury", "reveal", dispute)
    cli_plan.done(juror, "jury", "commit", dispute, PAYS)
    assert cli_plan.refused(juror, "jury", "reveal", dispute).endswith("stage committing)")
    to_reveal(cli_plan, dispute)
    cli_plan.done(juror, "jury", "reveal", dispute)
    assert cli_plan.refused(juror, "jury", "reveal", dispute).startswith("AlreadyVoted: ")


def test_a_refused_vote_leaves_no_ballot(cli_plan):
    dispute, _ = cli_plan.drawn()
    cli_plan.refused("m0", "jury", "commit", dispute, PAYS)
    assert list(home().iterdir()) == []


@pytest.mark.parametrize(
    ("language", "complaint", "vote"), [("en", "That is no vote", REFUSES), ("zh", "没有这种投票", "不支付")]
)
def test_a_vote_is_asked_for_until_it_is_one_and_not_shown(cli_plan, monkeypatch, language, complaint, vote):
    dispute, (juror, *_) = cli_plan.drawn()
    answers = iter(["yes", vote])
    monkeypatch.setattr("typer.prompt", lambda *_words, **_options: next(answers))
    result = cli_plan.run(juror, "jury", "commit", dispute, "--lang", language)
    assert result.exit_code == 0
    assert result.stderr.count(complaint) == 1
    assert REFUSES not in result.stdout.replace("pays|refuses", "")
    kept = Ballots(home()).find(cli_plan.ledger.committed(cli_plan.address(juror), dispute))
    assert kept is not None
    assert kept.pays is False


# crashes -------------------------------------------------------------------------------------------------


def test_a_crash_before_the_vote_is_sent_costs_nothing(cli_plan, monkeypatch):
    dispute, (juror, *_) = cli_plan.drawn()
    with monkeypatch.context() as broken:
        broken.setattr(ChainLedger, "_tell_jury", crash)
        assert cli_plan.run(juror, "jury", "commit", dispute, PAYS).exit_code == Exit.CHAIN
    assert len(list(home().iterdir())) == 1
    cli_plan.done(juror, "jury", "commit", dispute, REFUSES)
    to_reveal(cli_plan, dispute)
    assert "is open: refuses" in cli_plan.done(juror, "jury", "reveal", dispute)


def test_a_crash_after_the_vote_is_sent_costs_nothing(cli_plan, monkeypatch):
    dispute, (juror, *_) = cli_plan.drawn()
    tell = ChainLedger._tell_jury
    with monkeypatch.context() as broken:
        broken.setattr(ChainLedger, "_tell_jury", lambda *words: (tell(*words), crash()))
        assert cli_plan.run(juror, "jury", "commit", dispute, PAYS).exit_code == Exit.CHAIN
    assert "is sealed" in cli_plan.done(juror, "jury", "commit", dispute, PAYS)
    assert cli_plan.refused(juror, "jury", "commit", dispute, REFUSES).startswith("AlreadyVoted: ")
    to_reveal(cli_plan, dispute)
    assert "is open: pays" in cli_plan.done(juror, "jury", "reveal", dispute)


def crash(*_words):
    raise ChainError("the node is gone")


def test_a_vote_sealed_on_another_machine_is_opened_there(cli_plan, monkeypatch):
    dispute, (juror, *_) = cli_plan.drawn()
    cli_plan.done(juror, "jury", "commit", dispute, PAYS)
    to_reveal(cli_plan, dispute)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("OPENMUTUAL_BALLOTS", str(cli_plan.folder / "elsewhere"))
        assert "not in" in cli_plan.refused(juror, "jury", "reveal", dispute)
    cli_plan.done(juror, "jury", "reveal", dispute)


def test_a_secret_that_cannot_be_kept_is_not_sent(cli_plan, monkeypatch):
    dispute, (juror, *_) = cli_plan.drawn()
    monkeypatch.setenv("OPENMUTUAL_BALLOTS", str(cli_plan.file("no folder")))
    assert "cannot be kept" in cli_plan.refused(juror, "jury", "commit", dispute, PAYS)
    assert cli_plan.ledger.committed(cli_plan.address(juror), dispute) == b""


def test_no_secret_is_printed(cli_plan):
    _, jurors = voted(cli_plan)
    ballots = [json.loads(file.read_text(encoding="utf-8")) for file in home().iterdir()]
    assert len(ballots) == len(jurors)
    assert not any(ballot["secret"][2:] in cli_plan.said for ballot in ballots)
