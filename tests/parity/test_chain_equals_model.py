"""Random histories of random plans: the contracts do exactly what the model does, refusals and their values included."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openmutual.chain import EmbeddedWorld
from openmutual.errors import REFUSALS
from tests.parity.histories import History

EXAMPLES, DEEP_EXAMPLES = 16, 100
MORE = 60
"""How many more histories there may be until everything has been seen."""

TO_BE_SEEN = {
    *("joined", "enrolled in a batch", "topped up", "left", "lapsed", "withdrawn", "joined anew"),
    *("reinstated", "reinstated by another", "filed", "approved", "decided", "ended by a benefit", "case withdrawn"),
    *("expired", "settled", "paid in full", "cut by the case cap", "cut by the period cap", "cut by the year cap"),
    *("dues paid", "surplus used", "nobody to share", "backstop funded", "backstop filled the gap"),
    *("backstop filled a part", "backstop taken", "fee collected", "operator succeeded", "panel installed"),
    *("joins stopped", "closed by itself", "closed by hand", "finished", "rebate", "rebate forfeited"),
}
"""What must have happened in all histories together; without that they would have shown little."""

REFUSALS_TO_BE_SEEN = 30
"""So many different ones at least."""


@pytest.fixture(scope="module")
def chain() -> EmbeddedWorld:
    return EmbeddedWorld()


@pytest.mark.slow
def test_the_chain_equals_the_model_after_every_call(chain: EmbeddedWorld, deep: bool) -> None:
    seen: Counter[str] = Counter()

    def tell(seed: int, calls: int) -> None:
        history = History(chain, Random(seed), lambda what: seen.update([what]))
        for _ in range(calls):
            history.go_on()
        history.come_to_an_end()

    @settings(max_examples=DEEP_EXAMPLES if deep else EXAMPLES)
    @given(seed=st.integers(0, 2**32 - 1), calls=st.integers(15, 35))
    def tell_some(seed: int, calls: int) -> None:
        tell(seed, calls)

    tell_some()
    for seed in range(MORE):
        if not missing(seen):
            break
        tell(seed, calls=35)
    assert not missing(seen)


def missing(seen: Counter[str]) -> set[str]:
    """What has not been seen yet."""
    refusals = len(REFUSALS.keys() & seen.keys())
    few = {f"only {refusals} refusals"} if refusals < REFUSALS_TO_BE_SEEN else set()
    return few | (TO_BE_SEEN - seen.keys())
