"""Small plans of a few tiers and levels, whose figures can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from openmutual.plans.document import parse_document
from openmutual.plans.terms import Plan, read_plan
from openmutual.statistics.incidence import Sex, Weights
from openmutual.study.fairness.bands import Band

TEXT = """\
name: small
title: {en: Small, zh: 小计划}
currency: {symbol: CNY, decimals: 2}
step: 0.01
tiers:
  one: {units: 1, deposit: 30}
  two: {units: 2, deposit: 60}
levels:
  grave: {benefit: 100000, fee: 10%, ends_membership: true}
  mild: {benefit: 20000, fee: 10%}
caps: {period: 20, year: 400}
dues: 0.1
population:
  announcements: 12
  tiers: {one: 0-49, two: 50-59}
  levels: {grave: {ages: 0-59}}
waiting: 30 d
period: 14 d
notice: 3 d
grace: 30 d
filing: 180 d
run_off: 180 d
min_members: 0
panel: {assessors: 3, quorum: 2}
jury: {size: 5, quorum: 3, bond: 50, reward: 2}
"""


def small(*changes: tuple[str, str]) -> Plan:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return read_plan(parse_document(text.encode(), "small.yaml"))


def bands(*ages: str, sexes: tuple[Sex, ...] = tuple(Sex)) -> tuple[Band, ...]:
    ends = [tuple(map(int, each.split("-"))) for each in ages]
    return tuple(Band(each, range(low, high + 1), sexes) for each, (low, high) in zip(ages, ends, strict=True))


def people(counts: Mapping[int, int], sex: Sex = Sex.MALE) -> Weights:
    """So many of each age, all of one sex."""
    return {(age, sex): Fraction(count) for age, count in counts.items()}
