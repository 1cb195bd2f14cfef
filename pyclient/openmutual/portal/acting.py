"""What people can do, as commands and as calls of the contracts, with their arguments filled in as far as a page knows.

A site holds no key and sends nothing: it says what to type, or what to ask a wallet for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from ..abi.artifacts import artifact
from ..abi.interface import types
from ..audit.source.extract import PlanContracts
from ..i18n.formatter import tame

OPTIONS = "--ledger {ledger} --on URL --key KEY"
"""What every command takes that sends something."""


ARGUMENTS = {
    "caseId": "case",
    "disputeId": "dispute",
    "member": "member",
    "tier": "tier_number",
    "level": "level_number",
    "deposit": "base_units",
}
"""Parameters of the contracts' functions that a page may know, by its own names for them."""

PLAIN = re.compile(r"[\w.][\w.-]*")
"""Words that every shell takes as they are."""

CONTRACTS = {"ledger": "MutualLedger", "desk": "CaseDesk", "jury": "Jury"}


@dataclass(frozen=True, slots=True)
class Instruction:
    """An action filled in: the command to type, or the contract at `address` and the `call` of it."""

    key: str
    who: str
    command: str
    contract: str
    address: str
    call: str


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done.

    Attributes:
        key: of its words (`data/locale/<language>/portal.yaml`, under `actions`).
        who: by whom, a key of the words as well.
        command: after `openmutual`; a name in braces is filled in where it is known, else a word in capitals.
        contract: whose `function` it calls: `ledger`, `desk` or `jury`.
    """

    key: str
    who: str
    command: str
    contract: str
    function: str

    def filled(self, contracts: PlanContracts, known: Mapping[str, str]) -> Instruction:
        """The action with what is known put in, by the names in its command and those of :data:`ARGUMENTS`."""
        template = f"openmutual {self.command} {OPTIONS}"
        here = {"ledger": contracts.ledger, **known}
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        words = {name: _one_word(here[name]) if name in here else name.upper() for name in names}
        contract = CONTRACTS[self.contract]
        address, call = getattr(contracts, self.contract), _call(contract, self.function, known)
        return Instruction(self.key, self.who, template.format(**words), contract, address, call)


ACTIONS = (
    Action("join", "member", "join {tier} {deposit}", "ledger", "join"),
    Action("top_up", "member", "top-up AMOUNT --member {member}", "ledger", "topUp"),
    Action("leave", "member", "leave", "ledger", "leave"),
    Action("withdraw", "member", "withdraw", "ledger", "withdraw"),
    Action("file", "member", "case file {level} --diagnosed DATE --evidence RECEIPT", "desk", "file"),
    Action("take_back", "member", "case withdraw {case}", "desk", "withdrawCase"),
    Action("appeal", "member", "appeal {case} --reason FILE", "desk", "appeal"),
    Action("object", "member", "object {case} --reason FILE", "desk", "object"),
    Action("volunteer", "juror", "jury volunteer", "jury", "volunteer"),
    Action("seal", "juror", "jury commit {dispute}", "jury", "commit"),
    Action("open", "juror", "jury reveal {dispute}", "jury", "reveal"),
    Action("collect", "juror", "collect", "ledger", "collectCredit"),
    Action("decide", "panel", "panel submit SEAL SEAL", "desk", "decide"),
    Action("announce", "anyone", "announce", "ledger", "announce"),
    Action("settle", "anyone", "case settle {case}", "desk", "settle"),
    Action("draw", "anyone", "jury draw {dispute}", "jury", "draw"),
    Action("count", "anyone", "jury tally {dispute}", "jury", "tally"),
)
"""In the order of the page, those of one kind of people together."""


def instructions(contracts: PlanContracts, known: Mapping[str, str], *keys: str) -> Iterator[Instruction]:
    """The actions of these keys, filled in with what is known."""
    return (action.filled(contracts, known) for action in ACTIONS if action.key in keys)


def _one_word(text: str) -> str:
    """A name of others as one word of a command line; quoted unless it is plain."""
    harmless = tame(text).replace("'", "�")
    return harmless if PLAIN.fullmatch(harmless) else f"'{harmless}'"


def _call(contract: str, function: str, known: Mapping[str, str]) -> str:
    """The call as explorers and wallets show it: every parameter with its value, or else with its type."""
    inputs = artifact(contract).interface.functions[function].inputs
    names = [str(each["name"]) for each in inputs]
    filled = [
        f"{name} = {known[ARGUMENTS[name]]}" if ARGUMENTS.get(name) in known else f"{kind} {name}"
        for name, kind in zip(names, types(inputs), strict=True)
    ]
    return f"{function}({', '.join(filled)})"
