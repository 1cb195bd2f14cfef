"""One disputed case from the first deposit to the payment, driven by nothing but the commands that people type."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from eth_account import Account

from openmutual.chain import LocalKeyring, RpcWorld
from openmutual.project.accounts import PASSPHRASE
from openmutual.records import CaseStatus, DisputeStage
from openmutual.signing.ballots import home
from tests.cli.cli_fixture import MEMBERS, PLAN, CliPlan, unix

PASSWORD = "correct horse battery"
CLAIMANT, OBJECTOR, VOLUNTEERS = MEMBERS[0], MEMBERS[1], MEMBERS[2:]


class Keys:
    """Encrypted key files, and what must never be printed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secrets = [PASSWORD]

    def file(self, name: str) -> Path:
        """The key file of a name; made on first use."""
        path = self.folder / f"{name}.json"
        if not path.exists():
            key = LocalKeyring()._find(name).key
            path.write_text(json.dumps(Account.encrypt(key, PASSWORD, kdf="pbkdf2", iterations=1)), encoding="utf-8")
            self.secrets.append(key.hex())
        return path


@pytest.fixture
def keys(tmp_path, monkeypatch):
    monkeypatch.setenv(PASSPHRASE, PASSWORD)
    monkeypatch.chdir(tmp_path)
    return Keys(tmp_path)


def test_a_disputed_case_through_the_command_line_alone(cli_plan, keys):
    panel = [keys.file(f"assessor-{number}") for number in range(3)]
    cli_plan = deployed(cli_plan, [cli_plan.address(file.stem) for file in panel])
    for name in MEMBERS:
        cli_plan.done(keys.file(name), "join", "couple", "400")
    for name in VOLUNTEERS:
        cli_plan.done(keys.file(name), "jury", "volunteer")
    cli_plan.wait(61)

    case = filed_with_evidence(cli_plan, keys)
    seals = [cli_plan.sign(assessor, case, "approve") for assessor in panel[:2]]
    assert cli_plan.told(keys.file("anyone"), "panel", "submit", *seals)["status"] == CaseStatus.APPROVED
    assert cli_plan.told(keys.file("anyone"), "announce")["cases"] == {"hospital": 1}

    reason = cli_plan.file("reason.txt", "the bill is another patient's")
    dispute = cli_plan.told(keys.file(OBJECTOR), "object", case, "--reason", reason)["dispute"]
    jurors = cli_plan.names(cli_plan.told(keys.file("anyone"), "jury", "draw", dispute)["jurors"])
    assert set(jurors) <= set(VOLUNTEERS)
    for juror in jurors:
        assert f"openmutual jury commit {dispute}" in cli_plan.done(keys.file(juror), "jury", "duty")
        cli_plan.done(keys.file(juror), "jury", "commit", dispute, "pays")
    cli_plan.go(cli_plan.ledger.dispute(dispute).ends)
    for juror in jurors[1:]:
        cli_plan.done(keys.file(juror), "jury", "reveal", dispute)
    cli_plan.go(cli_plan.ledger.dispute(dispute).ends)

    told = cli_plan.told(keys.file("anyone"), "jury", "tally", dispute)
    assert (told["stage"], told["pays"], told["status"]) == (DisputeStage.DECIDED, 4, CaseStatus.ANNOUNCED)
    assert "barred until" in cli_plan.done(keys.file(jurors[0]), "jury", "duty")
    cli_plan.go(unix(told["announced_at"]) + cli_plan.ledger.terms.notice)
    assert cli_plan.told(keys.file("anyone"), "case", "settle", case)["status"] == CaseStatus.SETTLED
    assert nothing_secret_in(cli_plan, keys)


def deployed(cli_plan: CliPlan, panel: list[str]) -> CliPlan:
    """Everybody in a plan of their own, deployed by its command."""
    roles = [part for assessor in panel for part in ("--assessor", assessor)]
    result = cli_plan.openmutual("deploy", PLAN, "--on", cli_plan.url, *roles, "--yes", "--json", "-")
    assert result.exit_code == 0, result.output
    place = json.loads(result.stdout)
    ledger = RpcWorld(cli_plan.url).ledger_at(place["ledger"], place["block"])
    return CliPlan(cli_plan.openmutual, cli_plan.url, ledger, cli_plan.folder)


def filed_with_evidence(cli_plan: CliPlan, keys: Keys) -> int:
    """A case of the claimant's, with evidence sealed for a reader, and opened by them."""
    assert cli_plan.openmutual("evidence", "key", "reader.key").exit_code == 0
    reader = next(line for line in Path("reader.key").read_text().splitlines() if "public key" in line).split()[-1]
    paper = cli_plan.file("diagnosis.txt", "appendicitis")
    sealed = json.loads(cli_plan.openmutual("evidence", "seal", paper, "--reader", reader, "--json", "-").stdout)
    words = ["--diagnosed", cli_plan.today(), "--evidence", sealed["receipt"]]
    case = cli_plan.told(keys.file(CLAIMANT), "case", "file", "hospital", *words)
    assert case["commitment"] == sealed["commitment"]
    words = ["--commitment", case["commitment"], "--to", "opened", "-i", "reader.key"]
    assert cli_plan.openmutual("evidence", "open", sealed["address"], *words).exit_code == 0
    assert Path("opened", "diagnosis.txt").read_text() == "appendicitis"
    return int(case["case"])


def nothing_secret_in(cli_plan: CliPlan, keys: Keys) -> bool:
    """Whether no key, passphrase or secret of a vote was ever printed; there were some of each."""
    votes = [json.loads(file.read_text())["secret"].removeprefix("0x") for file in home().iterdir()]
    assert len(keys.secrets) > len(MEMBERS)
    assert len(votes) == cli_plan.ledger.terms.jury.size
    assert len(cli_plan.said) > 10_000
    return not any(secret.lower() in cli_plan.said.lower() for secret in (*keys.secrets, *votes))


def test_a_wrong_passphrase_opens_nothing_and_is_not_printed(cli_plan, keys, monkeypatch):
    file = keys.file("m0")
    monkeypatch.setenv(PASSPHRASE, "wrong horse")
    result = cli_plan.run(file, "leave")
    assert result.exit_code == 4
    assert result.stderr == "the key file m0.json does not open with this passphrase\n"


def test_no_command_takes_a_private_key(cli_plan, keys):
    key = LocalKeyring()._find("m0").key
    result = cli_plan.run("0x" + key.hex(), "leave")
    assert result.exit_code == 2
    assert key.hex() not in result.output
