"""One Chinese word for each term, in whatever a command, a report, a page or the README says."""

from __future__ import annotations

from pathlib import Path

import openmutual

ROOT = Path(__file__).parents[2]
PACKAGE = Path(openmutual.__file__).parent

INSTEAD = {
    "储备": "备用金",  # reserve
    "准备金": "备用金",
    "垫付方": "赞助方",  # sponsor
    "赞助者": "赞助方",
    "核验人": "核验方",  # attestor
    "登记合约": "核验合约",  # enrolment
    "身份标识": "去重标识",  # nullifier
    "案件合约": "申请受理台",  # case desk
    "申请台": "申请受理台",
    "互助金标准": "级别",  # level
    "代币": "货币",  # currency
    "服务费": "管理费",  # fee
    "清算期": "善后期",  # run-off
    "清结": "善后",
    "封票": "密封投票",  # to seal a vote
    "开票": "公开投票",  # to open a vote
    "充入": "存入",
}
"""Words that were beside another one for the same thing, and the one that is used."""


def said() -> dict[str, str]:
    """Every text in Chinese, by the name of its file."""
    files = [*(PACKAGE / "data" / "locale" / "zh").glob("*.yaml"), ROOT / "README.zh.md"]
    return {path.name: path.read_text(encoding="utf-8") for path in files}


def test_one_thing_has_one_word_in_chinese() -> None:
    texts = said()
    assert len(texts) > 20
    found = {(name, old, INSTEAD[old]) for name, text in texts.items() for old in INSTEAD if old in text}
    assert found == set()


def test_every_word_that_is_used_instead_stands_somewhere() -> None:
    everything = "".join(said().values())
    assert {word for word in INSTEAD.values() if word not in everything} == set()
