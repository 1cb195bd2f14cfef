"""Every check of the replay can find something: each has a lie that it finds."""

from string import Formatter

from openmutual.audit.findings import catalogue
from tests.audit.replay import test_announcing, test_members, test_money

NET = {"not-covered", "more-than-owed"}
"""Checks of what no single event can bring about: tested by hand."""

HOLDING = {"token-balance-differs", "token-balance-untold", "token-balance-more"}
"""Checks of money that the replay leaves to others."""

CURRENCY = {"allowance-given"}
"""Checks of what the currency alone says of the ledger."""


LIES = [lie for module in (test_announcing, test_members, test_money) for lie in module.LIES]


def test_every_check_of_the_replay_has_a_lie_that_it_finds() -> None:
    told = {lie.check for lie in LIES}
    assert told | NET | HOLDING | CURRENCY == {check.key for check in catalogue().values() if check.number[0] in "RM"}


def test_the_sentence_of_every_finding_tells_facts_that_the_finding_has() -> None:
    for lie in LIES:
        for finding in lie.story(lie.false).read()[1].found:
            for text in (*finding.check.sentence.values(), *finding.check.by_hand.values()):
                words = {name for _, name, _, _ in Formatter().parse(text) if name}
                assert words <= finding.facts.keys(), finding.check.key
