"""The replay takes any log: nonsense, and honest logs with pieces lost, doubled, swapped or altered."""

from __future__ import annotations

from dataclasses import fields, replace
from random import Random
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openmutual import events as log
from openmutual.audit.decoding.words import Transfer
from openmutual.events import EVENTS, AnnouncementFigures, Event, LogPosition, PlanOpened
from openmutual.records import Account, Verdict
from tests.audit.log_builder import LEDGER, ROLES, START, TERMS, LogBuilder
from tests.audit.scenario_replay import Entry, ReplayedScenario, story_of

KINDS = [*EVENTS.values(), Transfer]
PEOPLE = ["", "a", "b", "c", LEDGER, "operator", "sponsor"]
NUMBERS = [0, 0, 0, 1, 1, 2, 3, 20, 40, 80, 2**16, 2**48, 2**255, 2**256 - 1]


def some(kind: Any, chance: Random) -> Any:
    """A value of a type."""
    values = {
        Account: lambda: chance.choice(PEOPLE),
        int: lambda: chance.choice([*NUMBERS, chance.randrange(200)]),
        bool: lambda: chance.random() < 0.5,
        bytes: lambda: bytes([chance.randrange(4)] * 32),
        Verdict: lambda: chance.choice(list(Verdict)),
        tuple[Account, ...]: lambda: tuple(chance.choices(PEOPLE, k=chance.randrange(5))),
        AnnouncementFigures: lambda: AnnouncementFigures(*(some(int, chance) for _ in fields(AnnouncementFigures))),
        type(TERMS): lambda: TERMS,
        type(ROLES): lambda: ROLES,
        log.Contracts: lambda: log.Contracts(*"abcd"),
    }
    return values[kind]()


def some_event(kind: type[Event], place: LogPosition, chance: Random) -> Event:
    hints = get_type_hints(kind)
    values = {field.name: some(hints[field.name], chance) for field in fields(kind) if field.name != "place"}
    return kind(**values, place=place)


@settings(max_examples=60)
@given(seed=st.integers(0, 2**32 - 1))
def test_nonsense_is_found_wrong_and_never_stops_the_replay(seed: int) -> None:
    chance, builder = Random(seed), LogBuilder()
    time, block = START, 1
    for index in range(150):
        time += chance.choice([0, 0, 10, 10**5, 10**7])
        block += chance.choice([0, 0, 1])
        event = some_event(chance.choice(KINDS), LogPosition(LEDGER, block, index), chance)
        builder.entries.append((event, time, chance.randrange(2)))
    assert builder.read()[1].found


def altered(entry: Entry, chance: Random) -> Entry:
    """One number of an event changed a bit, or much."""
    event, time, transaction = entry
    numbers = [field.name for field in fields(event) if isinstance(getattr(event, field.name), int)]
    if not numbers:
        return entry
    name = chance.choice(numbers)
    value = chance.choice([getattr(event, name) + 1, 0, *NUMBERS])
    changed: Any = event
    return replace(changed, **{name: value}), time, transaction


@pytest.fixture(scope="module")
def stories() -> list[ReplayedScenario]:
    return [story_of("disputed-case"), story_of("vector closing")]


def test_a_mangled_log_never_stops_the_replay(stories: list[ReplayedScenario]) -> None:
    @settings(max_examples=60)
    @given(seed=st.integers(0, 2**32 - 1))
    def mangle(seed: int) -> None:
        chance = Random(seed)
        story = chance.choice(stories)
        entries = mangled(story.entries, chance)
        replay, _ = story.replayed(entries)
        assert replay.plan.opened == next(event.place for event, _, _ in entries if isinstance(event, PlanOpened))

    mangle()


def mangled(entries: list[Entry], chance: Random) -> list[Entry]:
    """A log with a few entries doubled, swapped, altered or lost."""
    entries = list(entries)
    for _ in range(chance.randint(1, 6)):
        here, there = chance.randrange(len(entries)), chance.randrange(len(entries))
        change = chance.randrange(4)
        if change == 0:
            entries.insert(there, entries[here])
        elif change == 1:
            entries[here], entries[there] = entries[there], entries[here]
        elif change == 2:
            entries[here] = altered(entries[here], chance)
        elif not isinstance(entries[here][0], PlanOpened):
            del entries[here]
    return entries
