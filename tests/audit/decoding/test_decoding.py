"""Logs become the events that they say, against web3; and a log that no honest contract writes is a finding."""

import dataclasses
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from eth_abi.abi import encode
from hypothesis import given, settings
from hypothesis import strategies as st
from web3 import Web3

from openmutual.abi.artifacts import artifact
from openmutual.abi.interface import snake_case, types
from openmutual.abi.structs import account_from, roles_from, terms_from
from openmutual.audit.decoding import events as decoding
from openmutual.audit.decoding.events import decode
from openmutual.audit.decoding.shapes import MOST, SPEAKERS, Shape, shapes, transfer_shape
from openmutual.audit.decoding.words import Transfer
from openmutual.audit.findings import Findings
from openmutual.audit.source import calls
from openmutual.events import EVENTS, AnnouncementFigures, Event
from openmutual.records import Verdict
from openmutual.scenario import scenario_names

from ..extract_factory import DESK, ENROLMENT, JURY, LEDGER, TOKEN, keys_of, made_up, told

VECTORS = sorted((Path(__file__).parents[1] / "parity" / "vectors").glob("*.yaml"))

ADDRESSES = dict(zip(SPEAKERS, (LEDGER, DESK, JURY, ENROLMENT), strict=True))

KINDS = [(name, shape) for name in SPEAKERS for shape in shapes(name).values()]

Log = tuple[str, Sequence[bytes | None], bytes]


def word(number: int) -> bytes:
    return number.to_bytes(32, "big")


MEMBER = word(0xABC)


def shape_of(event: str) -> Shape:
    return next(shape for _, shape in KINDS if shape.name == event)


def topic(event: str) -> bytes:
    return shape_of(event).entry.digest


def read(logs: Sequence[Log]) -> tuple[list[Event], Findings]:
    findings = Findings()
    return [event for _, _, event in decode(made_up(logs), int, findings)], findings


def lowered(value: Any) -> Any:
    """A record with its addresses in lower case."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {field.name: lowered(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return type(value)(**fields)
    if isinstance(value, tuple):
        return tuple(map(lowered, value))
    return value.lower() if type(value) is str and value.startswith("0x") else value


# --- what no honest contract writes ------------------------------------------------------------------------------

HONEST: Log = (LEDGER, [topic("LeaveRequested"), MEMBER], word(3))

FEW, JOINED = [topic("LeaveRequested")], [topic("Joined"), MEMBER]
PANEL = encode(["address[]"], [["0x" + "11" * 20]])

DISHONEST: list[tuple[str, Log]] = [
    ("event-unknown", (LEDGER, [word(7)], b"")),
    ("event-unknown", (LEDGER, [], b"anonymous")),
    ("event-unknown", (DESK, [transfer_shape().entry.digest, MEMBER, MEMBER], word(1))),
    ("event-of-another", (DESK, [topic("LeaveRequested"), MEMBER], word(3))),
    ("event-of-another", (LEDGER, [topic("DisputeDecided"), word(1)], word(1))),
    ("topics-malformed", (LEDGER, FEW, word(3))),
    ("topics-malformed", (LEDGER, [*FEW, MEMBER, MEMBER], word(3))),
    ("topics-malformed", (LEDGER, [*FEW, MEMBER[1:]], word(3))),
    ("topics-malformed", (LEDGER, [*FEW, None, MEMBER], word(3))),
    ("data-of-wrong-length", (LEDGER, [*FEW, MEMBER], b"")),
    ("data-of-wrong-length", (LEDGER, [*FEW, MEMBER], word(3) + b"\0")),
    ("data-of-wrong-length", (LEDGER, JOINED, word(1) * 2)),
    ("word-out-of-range", (LEDGER, [*FEW, word(2**160 + 5)], word(3))),
    ("word-out-of-range", (LEDGER, [*FEW, MEMBER], word(2**32))),
    ("word-out-of-range", (LEDGER, JOINED, word(16) + word(1) + word(1))),
    ("word-out-of-range", (LEDGER, JOINED, word(1) + word(2**120) + word(1))),
    ("word-out-of-range", (LEDGER, JOINED, word(1) + word(1) + word(2**48))),
    ("word-out-of-range", (JURY, [topic("VoteRevealed"), word(1), MEMBER], word(2))),
    ("word-out-of-range", (JURY, [topic("DisputeDecided"), word(1)], word(4))),
    ("word-out-of-range", (DESK, [topic("CaseDecided"), word(2**64)], encode(["bool"], [True]))),
    ("data-malformed", (DESK, [topic("PanelSeated")], b"")),
    ("data-malformed", (DESK, [topic("PanelSeated")], PANEL + word(0))),
    ("data-malformed", (DESK, [topic("PanelSeated")], PANEL[:-1])),
    ("data-malformed", (DESK, [topic("PanelSeated")], PANEL.replace(bytes(12) + b"\x11", bytes(11) + b"\x01\x11"))),
    ("data-malformed", (DESK, [topic("PanelSeated")], word(2**255) + word(1) + word(1))),
    ("data-malformed", (DESK, [topic("PanelSeated")], word(32) + word(2**200) + word(1))),
    ("data-malformed", (DESK, [topic("PanelSeated")], word(64) + word(0) + PANEL[32:])),
    ("data-malformed", (DESK, [topic("PanelProposed")], encode(["address[]", "uint256"], [[], 2**40]))),
    ("data-malformed", (JURY, [topic("JurorsDrawn"), word(0)], encode(["uint256", "address[]"], [2, []]))),
    ("topics-malformed", (TOKEN, [transfer_shape().entry.digest, MEMBER, word(int(LEDGER, 16)), word(1)], b"")),
    ("data-of-wrong-length", (TOKEN, [transfer_shape().entry.digest, word(int(LEDGER, 16)), MEMBER], b"")),
]


@pytest.mark.parametrize(("key", "log"), DISHONEST)
def test_a_log_that_no_honest_contract_writes_is_one_finding_and_left_out(key: str, log: Log) -> None:
    events, findings = read([HONEST, log, HONEST])
    assert keys_of(findings) == [key]
    assert findings.found[0].places[0].index == 1
    assert [event.place.index for event in events] == [0, 2]


@given(st.data())
@settings(max_examples=200)
def test_whatever_a_contract_writes_is_an_event_or_a_finding(data: st.DataObject) -> None:
    words = st.one_of(st.integers(0, 300), st.integers(0, 2**256 - 1)).map(word)
    log = st.tuples(
        st.sampled_from([*ADDRESSES.values()]),
        st.tuples(st.sampled_from([shape.entry.digest for _, shape in KINDS]), st.lists(words, max_size=3)).map(
            lambda topics: [topics[0], *topics[1]]
        ),
        st.one_of(st.lists(words, max_size=12).map(b"".join), st.binary(max_size=99)),
    )
    logs = data.draw(st.lists(log, max_size=8))
    events, findings = read(logs)
    assert len(events) + len(findings.found) == len(logs)
    assert {event.place for event in events}.isdisjoint(finding.places[0] for finding in findings.found)


def test_what_others_write_is_passed_over() -> None:
    stranger = "0x" + "9" * 40
    transfer = transfer_shape().entry.digest
    events, findings = read(
        [
            (stranger, [topic("LeaveRequested"), MEMBER], word(3)),
            (stranger, [], b""),
            (TOKEN, [transfer, MEMBER, MEMBER], word(3)),
            (TOKEN, [word(9), word(int(LEDGER, 16))], b""),
        ]
    )
    assert events == []
    assert findings.found == []


# --- against web3 -------------------------------------------------------------------------------------------------


def values(name: str, parameter: Any) -> st.SearchStrategy[Any]:
    """Honest values of a parameter, as eth_abi takes them."""
    kind = parameter["type"]
    if kind.endswith("[]"):
        return st.lists(values(name, {**parameter, "type": kind[:-2]}), max_size=3)
    if kind == "tuple":
        return st.tuples(*(values(part["name"], part) for part in parameter["components"]))
    if kind == "address":
        return st.one_of(st.just(0), st.integers(0, 2**160 - 1)).map(lambda number: f"0x{number:040x}")
    if kind == "bool":
        return st.booleans()
    if kind == "bytes32":
        return st.binary(min_size=32, max_size=32)
    most = 3 if kind == "uint8" else MOST.get(snake_case(name), 2**256 - 1)
    return st.one_of(st.just(most), st.integers(0, most))


def log_of(shape: Shape, address: str, said: dict[str, Any]) -> Log:
    """The log that says these values."""
    indexed = [one for one in shape.entry.inputs if one["indexed"]]
    others = [one for one in shape.entry.inputs if not one["indexed"]]
    topics = [encode(types([one]), [said[one["name"]]]) for one in indexed]
    data = encode(types(others), [said[one["name"]] for one in others])
    return address, [shape.entry.digest, *topics], data


@cache
def web3_contract(name: str) -> Any:
    return Web3().eth.contract(abi=artifact(name).interface._abi)


def as_web3_says(name: str, speaker: str, log: Log) -> dict[str, Any]:
    """The fields of a log as web3 reads them, in the words of the records."""
    address, topics, data = log
    contract = web3_contract(speaker)
    receipt: Any = {"address": address, "topics": topics, "data": data, "logIndex": 0, "transactionIndex": 0}
    receipt |= {"transactionHash": b"", "blockHash": b"", "blockNumber": 1}
    read = contract.events[name]().process_log(receipt)["args"]
    return {snake_case(field): worded(snake_case(field), value) for field, value in read.items()}


def worded(name: str, value: Any) -> Any:
    if name == "terms":
        return terms_from(value)
    if name == "roles":
        return roles_from({role: plain(holder) for role, holder in value.items()})
    if name == "figures":
        return AnnouncementFigures(**{snake_case(figure): number for figure, number in value.items()})
    if name == "verdict":
        return list(Verdict)[value]
    value = plain(value)
    return account_from(value) if isinstance(value, str) else value


def plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    return value.lower() if isinstance(value, str) else value


@pytest.mark.parametrize(("speaker", "shape"), KINDS, ids=lambda kind: getattr(kind, "name", kind))
@given(data=st.data())
@settings(max_examples=15)
def test_an_event_says_what_web3_reads_from_its_log(speaker: str, shape: Shape, data: st.DataObject) -> None:
    said = {one["name"]: data.draw(values(one["name"], one)) for one in shape.entry.inputs}
    log = log_of(shape, ADDRESSES[speaker], said)
    events, findings = read([log])
    assert findings.found == []
    expected = as_web3_says(shape.name, speaker, log)
    assert {name: getattr(events[0], name) for name in expected} == expected
    assert type(events[0]) is EVENTS[shape.name]


def test_a_transfer_says_what_web3_reads_from_its_log() -> None:
    log = (TOKEN, [transfer_shape().entry.digest, MEMBER, word(int(LEDGER, 16))], word(2**256 - 1))
    said = as_web3_says("Transfer", "TestYuan", log)
    events, findings = read([log])
    assert findings.found == []
    assert events == [Transfer(said["from"], said["to"], said["value"], place=events[0].place)]
    assert events[0].place.contract == TOKEN


# --- whole plans ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", [*scenario_names(), *VECTORS], ids=lambda scenario: Path(scenario).stem)
def test_a_plan_decodes_to_the_events_that_the_client_reads(scenario: str | Path) -> None:
    extract, expected = told(scenario)
    findings = Findings()
    read = [event for _, _, event in decode(extract, int, findings)]
    events = [event for event in read if not isinstance(event, Transfer)]
    assert findings.found == []
    assert events == [lowered(event) for event in expected]
    assert [event.place for event in events] == [lowered(event.place) for event in expected]


@pytest.mark.parametrize("scenario", ["circle", "disputed-case"])
def test_transfers_add_up_to_what_the_ledger_holds_in_log_order(scenario: str) -> None:
    extract, _ = told(scenario)
    events = [event for _, _, event in decode(extract, int, Findings())]
    places = [(event.place.block, event.place.index) for event in events]
    assert places == sorted(places)
    ledger, held = extract.contracts.ledger, 0
    for event in events:
        if isinstance(event, Transfer):
            held += event.amount * ((event.receiver == ledger) - (event.sender == ledger))
    asked = calls.balance_of(ledger), extract.last
    answer = next(answer for answer in extract.answers if (answer.data, answer.block) == asked)
    assert held == int.from_bytes(answer.result, "big")


def test_events_carry_the_times_and_transactions_of_their_logs() -> None:
    extract, _ = told("circle")
    decoded = list(decode(extract, lambda block: 1_000 + block, Findings()))
    of_log = {(log["block"], log["index"]): log["transaction"] for log in extract.logs.iter_rows(named=True)}
    for time, transaction, event in decoded:
        assert time == 1_000 + event.place.block
        assert transaction == of_log[event.place.block, event.place.index]


def test_the_size_of_a_chunk_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    extract, _ = told("disputed-case")
    whole = list(decode(extract, int, Findings()))
    monkeypatch.setattr(decoding, "CHUNK", 7)
    assert list(decode(extract, int, Findings())) == whole


def test_logs_out_of_order_or_doubled_are_read_once_and_in_order() -> None:
    extract, _ = told("circle")
    whole = [event for _, _, event in decode(extract, int, Findings())]
    rows = [*range(extract.logs.height - 1, -1, -1), 5, 6]
    shuffled = dataclasses.replace(extract, logs=extract.logs[rows])
    assert [event for _, _, event in decode(shuffled, int, Findings())] == whole


# --- the layouts ---------------------------------------------------------------------------------------------------


def test_every_event_of_a_plan_has_a_shape() -> None:
    """The factory and standing orders speak beside plans, and not of one's state."""
    assert {shape.name for _, shape in KINDS} == EVENTS.keys() - {"PlanDeployed", "OrderPlaced", "Refilled"}
    assert [len(shapes(name)) for name in SPEAKERS] == [26, 11, 11, 2]


@pytest.mark.parametrize(("speaker", "shape"), KINDS, ids=lambda kind: getattr(kind, "name", kind))
def test_an_event_declares_its_fields_as_its_record_does(speaker: str, shape: Shape) -> None:
    """What is indexed first, and all in one order: the values are put into the record by their places."""
    assert [one["indexed"] for one in shape.entry.inputs] == sorted(
        (one["indexed"] for one in shape.entry.inputs), reverse=True
    )
    record = [field.name for field in dataclasses.fields(EVENTS[shape.name]) if field.name != "place"]
    assert [snake_case(one["name"]) for one in shape.entry.inputs] == record
    if shape.name == "Announced":
        figures = [field.name for field in dataclasses.fields(AnnouncementFigures)]
        assert [field.name for field in shape.fields] == ["period", *figures]
