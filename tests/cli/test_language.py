"""Chinese as well as English: help, what commands say, refusals and errors; by `--lang`, else as the terminal is set."""

from __future__ import annotations

import ast
import errno
import os
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

import openmutual
from openmutual import errors
from openmutual.chain.node import Rejected, Stuck, TooDear
from openmutual.cli import app
from openmutual.cli.errors import Exit, said
from openmutual.cli.language import Language, wanted
from openmutual.errors import REFUSALS, NotProvable, OpenMutualError, PlanClosed, ProofError, UnknownTier
from openmutual.i18n import texts
from openmutual.i18n.sentences import problem_in, refusal_in, status_in, translated
from openmutual.keeper.keeper import Outcome
from openmutual.keeper.tasks import Verb
from openmutual.plans.presets import platforms
from openmutual.plans.terms import load_plan, preset_names
from openmutual.records import CaseStatus, DisputeStage, MemberStatus, Stage
from openmutual.scenario import load_scenario, scenario_names

AREAS = ["commands", "screens", "next_steps", "moments", "statuses"]
CHINESE = re.compile("[\u4e00-\u9fff]")


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def unbroken(text: str) -> str:
    """A text without blanks, ends of lines and frames."""
    return re.sub(r"[\s│]", "", text)


def parts(command: Any) -> Iterator[Any]:
    """A command with all below it, and their options."""
    yield command
    yield from command.params
    for below in getattr(command, "commands", {}).values():
        yield from parts(below)


@pytest.mark.parametrize("area", AREAS)
def test_all_languages_have_the_same_sentences_with_the_same_places(area):
    english, chinese = (texts(area, language) for language in ("en", "zh"))
    assert english.keys() == chinese.keys()
    assert {key: places(words) for key, words in english.items()} == {
        key: places(words) for key, words in chinese.items()
    }


def test_every_text_of_help_has_its_chinese():
    known = texts("help", "zh")
    missing = {
        " ".join(text.split())
        for part in parts(get_command(app))
        for text in (getattr(part, name, None) for name in ("help", "rich_help_panel", "show_default"))
        if isinstance(text, str) and " ".join(text.split()) not in known
    }
    assert missing == set()
    assert all(CHINESE.search(words) for words in known.values())


def test_every_refusal_has_its_chinese():
    assert texts("refusals", "zh").keys() == REFUSALS.keys()
    assert refusal_in(Language.ZH, "NotThere", "reason") == refusal_in(Language.EN, "NotThere", "reason") == "reason"


PACKAGE = Path(openmutual.__file__).parent

ERRORS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, OpenMutualError)}
ERRORS |= {kind.__name__ for kind in (Rejected, Stuck, TooDear)}

ENGLISH_ALONE = {
    "circle": "the answer to a line of Python, whose names are English",
    "model": "no command can make the reference model refuse so: only a mistake in a program does",
    "abi": "the package itself is damaged: what helps is to install it again, and to report the sentence",
    "chain/embedded.py": "no command asks the embedded chain for what it has not made",
    "chain/client_base.py": "a contract of another make: what helps is to report the sentence",
    "chain/disputes.py": "no command makes a secret of a wrong length",
    "chain/wallets.py": "a ledger of one world handed to another, which only Python can",
    "money.py": "a number of a wrong kind, which only Python can hand in",
}
"""Where errors are raised that are told in English only, and why."""


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text(encoding="utf-8")))


def sentence_of(node: ast.AST) -> str | None:
    """A text in the code, with {} for the values in it."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.sub(r"\{\w+\}", "{}", node.value)
    return None


def sentences() -> Iterator[str]:
    """Every text in the code of the package."""
    for path in PACKAGE.rglob("*.py"):
        yield from filter(None, map(sentence_of, nodes(path)))


def raised() -> Iterator[tuple[str, str]]:
    """Every sentence that the code hands to an error of the package or a wrong usage, and the file where it does."""
    for path in PACKAGE.rglob("*.py"):
        for node in nodes(path):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ERRORS | {"BadParameter", "error"}:  # `error` makes the one of a value in a file
                    told = filter(None, map(sentence_of, node.args))
                    yield from ((path.relative_to(PACKAGE).as_posix(), each) for each in told if " " in each)


def test_every_problem_with_chinese_words_is_one_that_the_code_tells():
    known = texts("problems", "zh")
    assert known.keys() - set(sentences()) == set()
    for sentence, words in known.items():
        assert CHINESE.search(words)
        assert places(words) == {str(number) for number in range(sentence.count("{}"))}


def test_every_error_that_is_raised_has_its_chinese():
    known, found = texts("problems", "zh"), set(raised())
    assert len(found) > 300
    # A sentence made of values alone has no words of its own.
    missing = {(file, each) for file, each in found if each not in known and re.search(r"\w", each.replace("{}", ""))}
    assert {(file, each) for file, each in missing if not file.startswith(tuple(ENGLISH_ALONE))} == set()
    assert {place for place in ENGLISH_ALONE if not any(file.startswith(place) for file, _ in missing)} == set()


def test_every_proof_that_fails_is_told_in_chinese():
    known = texts("problems", "zh")
    told = {re.sub(r"\{\w+\}", "{}", kind.message) for kind in ProofError.__subclasses__()}
    assert told | set(NotProvable.REASONS.values()) <= known.keys()


def test_every_value_of_a_refusal_has_its_name():
    assert texts("values", "zh").keys() == {name for kind in REFUSALS.values() for name in kind.fields}


def test_a_refusal_tells_its_values_in_chinese(cli_plan):
    told = cli_plan.refused("new", "join", "couple", "401.1", "--lang", "zh")
    assert told.endswith("（金额 401.10 tCNY，整数倍于 0.20 tCNY）")


def test_what_the_package_says_of_plans_and_scenarios_has_its_chinese():
    plans = [load_plan(name) for name in preset_names()]
    rests_on = {each.source for each in (*plans, *platforms())}
    rests_on |= {source for plan in plans for sources in plan.sources.values() for source in sources}
    told = {each: translated(each, "zh", "sources") for each in rests_on if not re.match(r"https?://\S+, \d", each)}
    told |= {each.about: translated(each.about, "zh", "scenarios") for each in map(load_scenario, scenario_names())}
    assert {english for english, chinese in told.items() if not CHINESE.search(chinese)} == set()


def test_every_piece_of_advice_has_its_chinese():
    found = [
        node.value for node in nodes(PACKAGE / "plans" / "explain.py") if isinstance(node, ast.Yield) and node.value
    ]
    advised = set(filter(None, map(sentence_of, found)))
    assert texts("advice", "zh").keys() == advised


@pytest.mark.parametrize("number", [errno.ENOENT, errno.EACCES, errno.EISDIR, errno.ENOSPC, errno.EADDRINUSE])
def test_what_the_operating_system_says_has_its_chinese(number):
    assert problem_in(Language.ZH, f"cannot be read: {os.strerror(number)}") == (
        f"无法读取：{texts('system', 'zh')[os.strerror(number)]}"
    )


def test_a_refusal_of_which_only_the_text_is_left_is_told_in_chinese():
    assert problem_in(Language.ZH, str(PlanClosed())) == "PlanClosed: 计划已终止：只剩取回"
    assert problem_in(Language.ZH, str(UnknownTier("x"))) == "UnknownTier: 计划没有这个档位（tier=x）"


def test_the_sentence_with_the_most_words_is_meant():
    told = problem_in(Language.ZH, "'x' is no address: its checksum is wrong, so a digit may be")
    assert told == "'x' 不是地址：校验和不对，可能有一位写错"


def test_a_problem_is_told_with_its_values_and_one_without_words_as_it_is():
    told = problem_in(Language.ZH, "must be from 1 to 9, but is 12")
    assert told == "必须在 1 到 9 之间，但写的是 12"
    assert problem_in(Language.ZH, "unknown key; did you mean fee?") == "没有这个键；是否想写 fee？"
    assert problem_in(Language.ZH, "nobody has words for it") == "nobody has words for it"
    assert problem_in(Language.EN, "must be longer than 0") == "must be longer than 0"


@pytest.mark.parametrize("piece", ["a, b: c people ", "x is no network: write http://… "])
def test_a_text_that_nearly_fits_in_many_ways_is_soon_told_as_it_is(piece):
    text = 600 * piece
    assert problem_in(Language.ZH, text) == text


def test_a_text_of_sentences_within_sentences_is_told_though_it_goes_on_and_on():
    told = problem_in(Language.ZH, 600 * "cannot be read: " + "x")
    assert "无法读取：" in told
    assert told.endswith("cannot be read: x")


def test_all_that_a_keeper_does_has_its_name():
    known = texts("screens", "zh")
    assert {f"verb_{verb}" for verb in Verb} | {f"deed_{outcome}" for outcome in Outcome} <= known.keys()


def test_a_case_that_was_taken_back_is_not_called_as_a_member_who_took_money_out():
    assert status_in(Language.ZH, CaseStatus.WITHDRAWN) == "已撤回"
    assert status_in(Language.ZH, MemberStatus.WITHDRAWN) == "已取回"


def test_every_status_has_its_name():
    known = texts("statuses", "zh")
    assert {status.value for kind in (MemberStatus, CaseStatus, Stage, DisputeStage) for status in kind} <= known.keys()


@pytest.mark.parametrize(
    ("arguments", "here", "language"),
    [
        (["join", "--lang", "zh"], "en_US.UTF-8", Language.ZH),
        (["join", "--lang=en"], "zh_CN.UTF-8", Language.EN),
        (["join"], "zh_CN.UTF-8", Language.ZH),
        (["join", "--lang"], "C", Language.EN),
        (["join", "--lang", "la"], "C", Language.EN),
    ],
)
def test_the_option_comes_before_the_terminal(monkeypatch, arguments, here, language):
    monkeypatch.setenv("LC_ALL", here)
    found, left = wanted(arguments)
    assert found is language
    assert "join" in left
    assert not {"zh", "en"} & set(left)


def test_english_after_chinese_is_english(openmutual):
    openmutual("deploy", "--lang", "zh")
    assert not CHINESE.search(openmutual("deploy").stderr)


def test_help_is_in_the_readers_language_and_cuts_nothing(openmutual, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    said_in_chinese = unbroken(openmutual("join", "--help", "--lang", "zh").stdout)
    for words in ("加入计划", "参数", "选项", "必填", "显示此帮助并退出"):
        assert words in said_in_chinese
    assert "…" not in said_in_chinese
    assert "退出码" in openmutual("--help", "--lang", "zh").stdout
    in_english = openmutual("join", "--help").stdout
    assert not CHINESE.search(in_english)
    assert "Showthismessageandexit." in unbroken(in_english)


def test_commands_and_refusals_speak_chinese(cli_plan):
    done = cli_plan.done("new", "join", "couple", "400", "--lang", "zh")
    assert f"{cli_plan.address('new')} 已加入，档位 couple。" in done
    assert re.search(r"（\d+天后）", unbroken(done))
    assert cli_plan.refused("new", "join", "couple", "400", "--lang", "zh").startswith("AlreadyMember: 此人的成员资格")
    assert "is a member of tier couple" in cli_plan.done("newer", "join", "couple", "400")
    assert said(PlanClosed()).startswith("PlanClosed: The plan is closed")


def test_commands_beside_a_plan_speak_chinese(openmutual):
    deployed = openmutual("--lang", "zh", "deploy", "circle").stdout
    assert "已部署在链" in deployed
    assert "这是试运行" in deployed
    assert "计划有效" in openmutual("plan", "check", "circle", "--lang=zh").stdout


def test_bad_files_and_wrong_usage_are_told_in_chinese(openmutual, tmp_path):
    (tmp_path / "bad.yaml").write_text("nmae: mine\n", encoding="utf-8")
    told = openmutual("plan", "check", tmp_path / "bad.yaml", "--lang", "zh").stderr
    assert f"{tmp_path / 'bad.yaml'}:1: nmae: 没有这个键；是否想写 name？" in told
    usage = openmutual("deploy", "circle", "--token", "nowhere", "--lang", "zh").stderr
    assert "'nowhere'不是地址，或写错了" in unbroken(usage)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["deploy"], "缺少参数'plan'。"),
        (["order", "place", "20"], "缺少选项'--orders'（环境变量：'OPENMUTUAL_ORDERS'）。"),
        (["deploy", "circle", "--nope"], "没有选项--nope（可能是："),
        (["plan", "chekc"], "没有命令'chekc'。是否想写'check'？"),
        (["--nope"], "没有选项--nope"),
        (["nowhere"], "没有命令'nowhere'。"),
        (["deploy", "circle", "more"], "多出了参数（more）"),
        (["deploy", "circle", "--on"], "选项'--on'需要一个值。"),
        (["deploy", "circle", "--confirmations", "x"], "'--confirmations'的值无效：应为整数"),
        (["plan", "check", "circle", "--members", "0"], "'--members'的值无效：不得小于1"),
        (["account", "import", "me", "nowhere.json"], "文件'nowhere.json'不存在。"),
    ],
)
def test_wrong_usage_is_told_in_chinese_and_after_it_in_english(openmutual, arguments, told):
    result = openmutual(*arguments, "--lang", "zh")
    assert result.exit_code == Exit.USAGE
    assert told in unbroken(result.stderr)
    assert not re.search("Usage|Try|Error|Missing|Invalid", result.stderr)
    assert not CHINESE.search(openmutual(*arguments).stderr)
