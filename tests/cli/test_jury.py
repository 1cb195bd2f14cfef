"""`object`, `appeal`, `jury`: from the bond to the count, who does what now, and until when."""

from __future__ import annotations

import json

import pytest

from openmutual.chain import ChainLedger
from openmutual.cli.errors import Exit
from openmutual.errors import ChainError
from openmutual.records import CaseStatus, DisputeStage
from openmutual.signing.ballots import Ballots, home
from tests.cli.cli_fixture import MEMBERS

PAYS, REFUSES = "pays", "refuses"


def commit_all(town, dispute, jurors, vote):
    for juror in jurors:
        town.done(juror, "jury", "commit", dispute, vote)


def to_reveal(town, dispute):
    town.go(town.ledger.dispute(dispute).ends)


def voted(town, vote=PAYS, count=5):
    """A dispute in which some jurors have voted, and the time to count."""
    dispute, jurors = town.drawn()
    commit_all(town, dispute, jurors[:count], vote)
    to_reveal(town, dispute)
    for juror in jurors[:count]:
        town.done(juror, "jury", "reveal", dispute)
    to_reveal(town, dispute)
    return dispute, jurors


# before the jury -----------------------------------------------------------------------------------------


def test_an_objection_puts_up_the_bond_and_says_who_draws(town):
    case = town.announced()
    told = town.told("m1", "object", case, "--reason", town.file("reason"))
    assert (told["status"], told["disputes"]) == (CaseStatus.CONTESTED, [0])
    assert told["next"][0]["command"] == "jury draw 0"
    assert town.ledger.snapshot().books.bonds == town.ledger.terms.jury.bond


def test_nobody_objects_to_their_own_case_or_to_one_that_is_not_announced(town):
    reason = town.file("reason")
    case = town.decided()
    assert town.refused("m1", "object", case, "--reason", reason).startswith("CaseNotContestable: ")
    town.done("anyone", "announce")
    assert town.refused("m0", "object", case, "--reason", reason).startswith("OwnCase: ")
    assert town.refused("stranger", "object", case, "--reason", reason).startswith("NotActive: ")


def test_a_reason_must_be_there(town):
    case = town.announced()
    assert town.run("m1", "object", case, "--reason", town.folder / "none").exit_code == Exit.USAGE
    assert town.told(None, "case", "show", case)["status"] == CaseStatus.ANNOUNCED


def test_a_rejected_claimant_appeals_once(town):
    case = town.decided("reject")
    assert town.refused("m1", "appeal", case, "--reason", town.file("reason")).startswith("NotClaimant: ")
    told = town.told("m0", "appeal", case, "--reason", town.file("reason"))
    assert (told["status"], told["dispute"]) == (CaseStatus.APPEALED, 0)
    assert town.refused("m0", "appeal", case, "--reason", town.file("reason")).startswith("CaseNotAppealable: ")


# volunteers ----------------------------------------------------------------------------------------------


def test_a_member_volunteers_and_resigns(town):
    assert town.told("m0", "jury", "volunteer")["volunteers"] is True
    assert town.refused("m0", "jury", "volunteer").startswith("AlreadyVolunteer: ")
    assert town.told("m0", "jury", "resign")["volunteers"] is False
    assert town.refused("m0", "jury", "resign").startswith("NotVolunteer: ")
    assert town.refused("stranger", "jury", "volunteer").startswith("NotActive: ")


def test_who_is_not_drawn_has_nothing_to_do(town):
    assert "Nothing to do" in town.done("m0", "jury", "duty")
    assert "does not volunteer" in town.done(None, "jury", "duty", "--juror", town.address("m0"))


# duty ----------------------------------------------------------------------------------------------------


def duty(town, juror):
    told = town.told(juror, "jury", "duty")["duties"]
    assert len(told) == 1
    return told[0]["next"][0]


def test_duty_says_at_each_stage_what_to_do_until_when(town):
    dispute, (juror, silent, *_) = town.drawn()
    terms, ends = town.ledger.terms.jury, town.ledger.dispute(dispute).ends
    assert duty(town, juror)["command"] == "jury commit 0 pays|refuses"
    assert duty(town, juror)["until"] == ends

    town.done(juror, "jury", "commit", dispute, PAYS)
    assert duty(town, juror) == duty(town, juror) | {
        "command": "jury reveal 0",
        "from": ends,
        "until": ends + terms.reveal,
    }

    town.go(ends)
    assert duty(town, juror)["until"] == ends + terms.reveal
    assert "lose your seat" in duty(town, silent)["what"]

    town.done(juror, "jury", "reveal", dispute)
    assert duty(town, juror) == duty(town, juror) | {"command": "jury tally 0", "from": ends + terms.reveal}

    town.go(ends + terms.reveal)
    assert duty(town, juror)["command"] == "jury tally 0"


def test_after_a_missed_quorum_jurors_are_drawn_once_more_and_the_silent_are_barred(town):
    dispute, jurors = voted(town, count=0)
    told = town.told("anyone", "jury", "tally", dispute)
    assert (told["stage"], told["round"]) == (DisputeStage.DRAWING, 1)
    assert "barred until" in town.done(jurors[-1], "jury", "duty")
    assert "Too few volunteers" in town.done("anyone", "jury", "draw", dispute)
    assert town.told(None, "case", "show", 0)["status"] == CaseStatus.ANNOUNCED


def test_a_dispute_that_nobody_draws_is_ended_by_anyone(town):
    town.announced()
    town.done("m1", "object", 0, "--reason", town.file("reason"))
    ends = town.ledger.dispute(0).ends
    assert town.refused("anyone", "jury", "tally", 0).endswith("(disputeId 0, stage drawing)")
    town.go(ends)
    assert "0 for the claimant, 0 against" in town.done("anyone", "jury", "tally", 0)


# votes ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("vote", "status"), [(PAYS, CaseStatus.ANNOUNCED), (REFUSES, CaseStatus.OVERTURNED)])
def test_the_majority_decides(town, vote, status):
    dispute, _ = voted(town, vote, count=3)
    told = town.told("anyone", "jury", "tally", dispute)
    assert (told["status"], told[vote]) == (status, 3)


def test_votes_are_sealed_opened_and_counted_in_their_time(town):
    dispute, (juror, *_) = town.drawn()
    outsider = next(name for name in MEMBERS if name not in town.names(town.ledger.dispute(dispute).jurors))
    assert town.refused(outsider, "jury", "commit", dispute, PAYS).startswith("NotJuror: ")
    assert "sealed no vote" in town.refused(juror, "jury", "reveal", dispute)
    town.done(juror, "jury", "commit", dispute, PAYS)
    assert town.refused(juror, "jury", "reveal", dispute).endswith("stage committing)")
    to_reveal(town, dispute)
    town.done(juror, "jury", "reveal", dispute)
    assert town.refused(juror, "jury", "reveal", dispute).startswith("AlreadyVoted: ")


def test_a_refused_vote_leaves_no_ballot(town):
    dispute, _ = town.drawn()
    town.refused("m0", "jury", "commit", dispute, PAYS)
    assert list(home().iterdir()) == []


def test_a_vote_is_asked_for_if_it_is_not_typed_and_not_shown(town, monkeypatch):
    dispute, (juror, *_) = town.drawn()
    monkeypatch.setattr("typer.prompt", lambda *_words, **_options: REFUSES)
    said = town.done(juror, "jury", "commit", dispute)
    assert REFUSES not in said.replace("pays|refuses", "")
    kept = Ballots(home()).find(town.ledger.committed(town.address(juror), dispute))
    assert kept is not None
    assert kept.pays is False


# crashes -------------------------------------------------------------------------------------------------


def test_a_crash_before_the_vote_is_sent_costs_nothing(town, monkeypatch):
    dispute, (juror, *_) = town.drawn()
    with monkeypatch.context() as broken:
        broken.setattr(ChainLedger, "_tell_jury", crash)
        assert town.run(juror, "jury", "commit", dispute, PAYS).exit_code == Exit.CHAIN
    assert len(list(home().iterdir())) == 1
    town.done(juror, "jury", "commit", dispute, REFUSES)
    to_reveal(town, dispute)
    assert "is open: refuses" in town.done(juror, "jury", "reveal", dispute)


def test_a_crash_after_the_vote_is_sent_costs_nothing(town, monkeypatch):
    dispute, (juror, *_) = town.drawn()
    tell = ChainLedger._tell_jury
    with monkeypatch.context() as broken:
        broken.setattr(ChainLedger, "_tell_jury", lambda *words: (tell(*words), crash()))
        assert town.run(juror, "jury", "commit", dispute, PAYS).exit_code == Exit.CHAIN
    assert "is sealed" in town.done(juror, "jury", "commit", dispute, PAYS)
    assert town.refused(juror, "jury", "commit", dispute, REFUSES).startswith("AlreadyVoted: ")
    to_reveal(town, dispute)
    assert "is open: pays" in town.done(juror, "jury", "reveal", dispute)


def crash(*_words):
    raise ChainError("the node is gone")


def test_a_vote_sealed_on_another_machine_is_opened_there(town, monkeypatch):
    dispute, (juror, *_) = town.drawn()
    town.done(juror, "jury", "commit", dispute, PAYS)
    to_reveal(town, dispute)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("OPENMUTUAL_BALLOTS", str(town.folder / "elsewhere"))
        assert "not in" in town.refused(juror, "jury", "reveal", dispute)
    town.done(juror, "jury", "reveal", dispute)


def test_a_secret_that_cannot_be_kept_is_not_sent(town, monkeypatch):
    dispute, (juror, *_) = town.drawn()
    monkeypatch.setenv("OPENMUTUAL_BALLOTS", str(town.file("no folder")))
    assert "cannot be kept" in town.refused(juror, "jury", "commit", dispute, PAYS)
    assert town.ledger.committed(town.address(juror), dispute) == b""


def test_no_secret_is_printed(town):
    _, jurors = voted(town)
    ballots = [json.loads(file.read_text(encoding="utf-8")) for file in home().iterdir()]
    assert len(ballots) == len(jurors)
    assert not any(ballot["secret"][2:] in town.said for ballot in ballots)
