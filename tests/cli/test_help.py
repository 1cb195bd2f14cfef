"""What a newcomer meets first: the help, the version, and errors that say what is wrong in one line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from openmutual.cli import app
from openmutual.cli.errors import Exit
from openmutual.cli.examples import EXAMPLES
from openmutual.errors import AmountError, ArtifactError, ChainError, FileError, OpenMutualError, PlanClosed, StepFailed

SLOW_TO_IMPORT = ("web3", "eth_tester", "eth", "eth_account", "pydantic", "ruamel", "rich.table", "openmutual.chain")

STARTERS = [
    *("demo", "run", "scenarios", "deploy"),
    *("plans", "plan", "plan check", "plan show", "plan new", "plan copy", "figures", "simulate", "cost", "clock"),
]
RECORD = ["audit", "export", "statement", "check-proof", "verify"]
HANDS = [
    *("join", "top-up", "reinstate", "leave", "withdraw", "collect", "allowance", "membership", "announce"),
    *("join-many", "top-up-many", "object", "add-reason", "appeal", "finish"),
]
GROUPS = {
    "case": ["file", "show", "list", "settle", "withdraw"],
    "panel": ["sign", "submit"],
    "jury": ["volunteer", "resign", "duty", "draw", "commit", "reveal", "tally"],
    "evidence": ["key", "seal", "grant", "open", "verify", "destroy"],
    "enrol": ["key", "issue", "check"],
    "order": ["open", "place", "cancel", "refill"],
    "operator": [
        *("collect-fee", "stop-joins", "close", "propose", "accept", "propose-panel", "install-panel"),
    ],
    "sponsor": ["fund", "notice", "take"],
    "account": ["new", "import", "list"],
    "relay": ["open", "sign", "bring"],
}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)


def test_help_says_what_it_is_and_names_the_commands(openmutual):
    result = openmutual("--help")
    assert result.exit_code == 0
    assert "mutual aid" in result.stdout
    for command in (*(starter for starter in STARTERS if " " not in starter), *HANDS, *RECORD, *GROUPS):
        assert f" {command} " in result.stdout


def test_help_explains_every_exit_code(openmutual):
    text = openmutual("--help").stdout
    for code in Exit:
        assert f"{code.value}  {code.meaning}" in text


@pytest.mark.parametrize("command", [*STARTERS, *HANDS, *RECORD, *GROUPS])
def test_every_command_has_help(openmutual, command):
    result = openmutual(*command.split(), "--help")
    assert result.exit_code == 0
    assert f"Usage: openmutual {command}" in result.stdout


def test_a_paragraph_of_help_is_broken_by_the_screen_alone(openmutual, monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    said = openmutual("export", "--help").stdout
    assert "so is one that is there. It takes little memory to write, however large the plan is, and" in said


@pytest.mark.parametrize(("group", "commands"), GROUPS.items())
def test_every_group_names_its_commands(openmutual, group, commands):
    said = openmutual(group, "--help").stdout
    assert all(f" {command} " in said for command in commands)


@pytest.mark.parametrize("command", ["case show", "announce", "jury duty", "panel submit"])
def test_every_hand_on_a_plan_takes_the_same_options(openmutual, command):
    said = openmutual(*command.split(), "--help").stdout
    assert all(f" {option} " in said for option in ("--ledger", "--on", "--key", "--since", "--json"))


def leaves(command: Any, *words: str) -> Iterator[tuple[str, Any]]:
    """Every command that can be run, with its words."""
    below = getattr(command, "commands", {})
    for name, each in below.items():
        yield from leaves(each, *words, name)
    if not below:
        yield " ".join(words), command


def test_every_command_has_examples_of_options_that_there_are():
    commands = dict(leaves(get_command(app)))
    options = {name: {option for part in command.params for option in part.opts} for name, command in commands.items()}
    assert EXAMPLES.keys() == commands.keys()
    for name, examples in EXAMPLES.items():
        # `relay sign` is followed by the command that it signs.
        known = options[name] | {"--lang"} | (options["top-up"] if name == "relay sign" else set())
        for example in examples:
            assert example.startswith(name)
            assert {word for word in example.split() if word.startswith("-")} <= known


def test_every_option_that_is_required_is_in_the_examples():
    for name, command in leaves(get_command(app)):
        needed = [part.opts for part in command.params if part.required and part.param_type_name == "option"]
        for example in EXAMPLES[name]:
            assert all(set(names) & set(example.split()) for names in needed)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_help_ends_with_examples_and_where_exit_codes_are_explained(openmutual, language):
    said = openmutual("top-up", "--help", "--lang", language).stdout
    assert "openmutual top-up 100 --member 0x… --key bo" in said
    assert {"en": "Exit codes: 0 is fine", "zh": "退出码：0 为正常"}[language] in said


def test_no_command_is_asked_to_choose_one(openmutual):
    assert "Commands" in openmutual().output


def test_version(openmutual):
    assert openmutual("--version").stdout.startswith("openmutual 0.")


def test_an_unknown_command_is_wrong_usage(openmutual):
    assert openmutual("fly").exit_code == Exit.USAGE


def test_it_runs_as_a_module():
    run = python("-m", "openmutual", "plans")
    assert run.returncode == 0
    assert "xianghubao" in run.stdout


def test_starting_imports_nothing_slow():
    program = "import sys, openmutual.cli; print(*sys.modules)"
    loaded = python("-c", program).stdout.split()
    assert "openmutual.cli.app" in loaded
    assert [name for name in SLOW_TO_IMPORT if name in loaded] == []


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (FileError("a.yaml", 3, "dues", "is wrong"), Exit.FILE),
        (ChainError("no answer"), Exit.CHAIN),
        (ArtifactError("damaged"), Exit.CHAIN),
        (AmountError("no number"), Exit.USAGE),
        (PlanClosed(), Exit.REFUSED),
        (StepFailed(3, "went wrong"), Exit.REFUSED),
        (OpenMutualError("else"), Exit.REFUSED),
    ],
)
def test_each_kind_of_error_has_its_exit_code_and_one_line(openmutual, monkeypatch, error, code):
    def fail(_name: str) -> None:
        raise error

    monkeypatch.setattr("openmutual.plans.terms.load_plan", fail)
    result = openmutual("plan", "show", "circle")
    assert result.exit_code == code
    assert result.stderr == f"{error}\n"
    assert result.stdout == ""


def test_debug_shows_where_an_error_came_from(openmutual):
    quiet, loud = openmutual("plan", "show", "nowhere"), openmutual("--debug", "plan", "show", "nowhere")
    assert "Traceback" not in quiet.stderr
    assert "Traceback" in loud.stderr
    assert loud.exit_code == quiet.exit_code == Exit.FILE
