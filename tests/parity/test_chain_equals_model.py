"""Random histories of random plans: the contracts do exactly what the model does, refusals and their values included."""

from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openmutual.chain import EmbeddedWorld
from openmutual.errors import REFUSALS
from tests.parity.closings import Closing
from tests.parity.crowds import Crowd
from tests.parity.histories import History
from tests.parity.random_plans import MOODS

EXAMPLES, DEEP_EXAMPLES = 8, 100
MORE = 80
"""How many more histories there may be until everything has been seen."""

IN_A_LIFE = {
    *("joined", "enrolled in a batch", "topped up", "left", "lapsed", "withdrawn", "joined anew"),
    *("reinstated", "topped up many", "passed over", "filed", "approved", "decided", "ended by a benefit"),
    *("case withdrawn", "covered without waiting", "shortest windows"),
    *("expired", "settled", "paid in full", "cut by the case cap", "cut by the period cap", "waits for another year"),
    *("announced after waiting", "sponsored", "without a sponsor"),
    *("dues paid", "surplus used", "nobody to share", "backstop funded", "backstop filled the gap"),
    *("backstop filled a part", "backstop taken", "fee collected", "operator succeeded", "panel installed"),
    *("joins stopped", "closed by itself", "closed by hand", "finished", "rebate"),
    *(
        "rounding left to the backstop",
        "volunteered",
        "resigned",
        "vouched for",
        "refilled",
        "MinimumStay",
        "CaseUndecided",
        "ProposalVoid",
    ),
}
"""What must have happened in all histories together; without that they would have shown little."""

IN_COURT = {
    *("contested", "appealed", "appealed, undecided", "too few volunteers", "drawn", "drawn again", "nobody drew"),
    *("reason added", "reward collected"),
    *("sealed", "opened", "barred", "a quorum judges", "quorum missed", "quorum missed twice", "tie"),
    *("contested: pays", "contested: refuses", "appealed: pays", "appealed: refuses", "overturned, backstop refunded"),
    *("overturned, reward cut", "contested becomes announced", "contested becomes overturned"),
    *("appealed becomes approved", "appealed becomes rejected", "settled"),
    *(
        "CaseNotContestable",
        "OwnCase",
        "MayNotObject",
        "CaseNotAppealable",
        "NotClaimant",
        "NotJuror",
        "AlreadyVoted",
        "WrongStage",
    ),
    *("CommitmentMismatch", "UnknownDispute"),
    *("vouched for", "AttestationMissing", "SignatureExpired", "NullifiersMismatch", "InvalidSignature"),
    *("NullifierHeld",),
}
"""The same, for histories of people who take nearly every case to the jury."""

AT_THE_DOOR = {
    *("vouched for", "account replaced", "AttestationMissing", "AttestationUsed", "SignatureExpired"),
    *("NullifiersMismatch", "InvalidSignature", "NullifierHeld", "GraceNotOver", "CaseUnresolved"),
}
"""The same, for histories of people who come, go, and come back as others."""

MOST_CROWDS = 5
"""One is enough if the draws fall so that everything is seen."""

IN_A_CROWD = {
    *("more than 300 seats", "several calls", "voted", "full by looking", "a quorum by looking", "too few by looking"),
    *("a quorum by the clock", "too few by the clock"),
}
"""The same, for draws from many seats, most of them dead: by how the draw ended."""

MOST_CLOSINGS = 8

IN_A_CLOSING = {
    *("appealed beside another", "waits for another year", "held while the queue waits", "ended while held"),
    *("a dispute in the closing", "a beneficiary with a seat", "gone in the closing"),
}
"""The same, for plans that close while a queue waits."""

IN_TURN = [*MOODS, "mild", "strict"]
"""What most juries of a history are like, one history after the other."""

REFUSALS_TO_BE_SEEN = 35
"""So many different ones at least in a life."""

Tell = Callable[[EmbeddedWorld, int, Counter[str]], None]


@pytest.fixture(scope="module")
def chain() -> EmbeddedWorld:
    return EmbeddedWorld()


def live(chain: EmbeddedWorld, seed: int, seen: Counter[str]) -> None:
    chance = Random(seed)
    history = History(chain, chance, lambda what: seen.update([what]))
    for _ in range(chance.randint(15, 35)):
        history.go_on()
    if chance.random() < 0.6:
        history.come_to_an_end()


def litigate(chain: EmbeddedWorld, seed: int, seen: Counter[str]) -> None:
    """The juries are of another mood each time."""
    seen["histories"] += 1
    chance = Random(seed)
    history = History(chain, chance, lambda what: seen.update([what]), IN_TURN[seen["histories"] % len(IN_TURN)])
    history.gather()
    history.season()
    history.season()
    history.harness.compare()


def come_and_go(chain: EmbeddedWorld, seed: int, seen: Counter[str]) -> None:
    history = History(chain, Random(seed), lambda what: seen.update([what]), attested=True)
    history.turn_over()
    history.turn_over()


def crowd(chain: EmbeddedWorld, seed: int, seen: Counter[str]) -> None:
    """The first is of 400; fewer and fewer of them are left to judge, and not every draw is brought to its end."""
    chance = Random(seed)
    count = 400 if not seen else chance.randint(130, 400)
    if count > 300:
        seen["more than 300 seats"] += 1
    people = Crowd(chain, chance, lambda what: seen.update([what]), count)
    for case, (left, calls) in enumerate([(16, 9), (16, 1), (10, 1), (4, 9), (4, 1), (2, 9)], start=1):
        people.thin_out(left)
        people.judge(case, calls)
    people.harness.compare()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("tell", "wanted", "refusals"),
    [(live, IN_A_LIFE, REFUSALS_TO_BE_SEEN), (litigate, IN_COURT, 0), (come_and_go, AT_THE_DOOR, 0)],
)
def test_the_chain_equals_the_model(
    tell: Tell, wanted: set[str], refusals: int, chain: EmbeddedWorld, deep: bool
) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=DEEP_EXAMPLES if deep else EXAMPLES)
    @given(seed=st.integers(0, 2**32 - 1))
    def tell_some(seed: int) -> None:
        tell(chain, seed, seen)

    tell_some()
    for seed in range(MORE):
        if not missing(seen, wanted, refusals):
            break
        tell(chain, seed, seen)
    assert not missing(seen, wanted, refusals)


@pytest.mark.slow
def test_draws_from_a_crowd_equal_the_models(chain: EmbeddedWorld, deep: bool) -> None:
    seen: Counter[str] = Counter()
    for seed in range(MOST_CROWDS):
        if not (deep or missing(seen, IN_A_CROWD, 0)):
            break
        crowd(chain, seed, seen)
    assert not missing(seen, IN_A_CROWD, 0)


@pytest.mark.slow
def test_a_closing_while_a_queue_waits_equals_the_models(chain: EmbeddedWorld, deep: bool) -> None:
    seen: Counter[str] = Counter()
    for seed in range(MOST_CLOSINGS):
        if not (deep or missing(seen, IN_A_CLOSING, 0)):
            break
        Closing(chain, Random(seed), lambda what: seen.update([what]), IN_TURN[seed % len(IN_TURN)]).wind_down()
    assert not missing(seen, IN_A_CLOSING, 0)


def missing(seen: Counter[str], wanted: set[str], refusals: int) -> set[str]:
    """What has not been seen yet."""
    found = len(REFUSALS.keys() & seen.keys())
    few = {f"only {found} refusals"} if found < refusals else set()
    return few | (wanted - seen.keys())
