"""Stories of members in columns."""

from __future__ import annotations

LIVES = """
name: lives
plan: circle
start: 2026-01-01
steps:
  - {day: 0, fund_backstop: {amount: 300}}
  - {day: 0, join: {who: h1..h9, tier: couple, deposit: 400}}
  - {day: 0, join: {who: s1..s6, tier: family, deposit: 800}}
  - {day: 1, top_up: {who: h1, amount: 400}}
  - {day: 2, top_up_many: {who: [h2, h3, s1], amount: 80}}
  - {day: 65, file: {who: h9, case: one, diagnosed: 62, level: grave}}
  - {day: 65, file: {who: h8, case: two, diagnosed: 62, level: grave}}
  - {day: 66, decide: {case: one, verdict: approve}}
  - {day: 66, decide: {case: two, verdict: approve}}
  - {day: 67, announce: {}}
  - {day: 68, leave: {who: s2}}
  - {day: 80, settle: {case: one}}
  - {day: 80, settle: {case: two}}
  - {day: 90, file: {who: h7, case: three, diagnosed: 88, level: grave}}
  - {day: 90, file: {who: h6, case: four, diagnosed: 88, level: grave}}
  - {day: 91, decide: {case: three, verdict: approve}}
  - {day: 91, decide: {case: four, verdict: approve}}
  - {day: 98, announce: {}}
  - {day: 99, withdraw: {who: s2}}
  - {day: 100, file: {who: h5, case: five, diagnosed: 88, level: grave}}
  - {day: 101, decide: {case: five, verdict: approve}}
  - {day: 106, settle: {case: three}}
  - {day: 106, settle: {case: four}}
  - {day: 110, top_up: {who: h4, amount: 40}}
  - {day: 130, announce: {}}                     # whoever did not top up lapses
  - {day: 138, settle: {case: five}}
  - {day: 140, top_up: {who: s3, amount: 300}}
  - {day: 141, join: {who: s2, tier: family, deposit: 800}}
  - {day: 158, fund_backstop: {amount: 70}}
  - {day: 161, announce: {}}
  - {day: 162, leave: {who: h2}}
  - {day: 170, withdraw: {who: h4}}
  - {day: 192, announce: {}}
  - {day: 193, withdraw: {who: h2}}
  - {day: 195, join: {who: n1..n2, tier: family, deposit: 800}}
  - {day: 200, close: {by: operator}}
  - {day: 224, announce: {}}
  - {day: 800, finish: {}}
  - {day: 801, withdraw: {who: h1}}
  - {day: 802, withdraw: {who: s3}}
"""
"""Members who do everything that members can, and whom no case names."""

SERVING = """
name: serving
plan:
  name: serving
  title: {en: Serving}
  source: made up for a test
  currency: {symbol: CNY, decimals: 2}
  step: 0.01
  tiers: {one: {units: 1, deposit: 3}}
  levels: {hospital: {benefit: 10, fee: 1%}}
  caps: {period: 1, case: 0, year: 0}
  dues: 0.5
  waiting: 0 d
  period: 30 d
  notice: 7 d
  grace: 30 d
  filing: 90 d
  decision: 14 d
  run_off: 90 d
  min_members: 1
  panel: {assessors: 3, quorum: 2}
  jury: {size: 3, quorum: 2, bond: 50, reward: 5}
start: 2026-01-01
steps:
  - {day: 0, join: {who: m1..m40, tier: one, deposit: 20}}
  - {day: 0, join: {who: n1..n4, tier: one, deposit: 3}}
  - {day: 1, resign: {who: m5..m24}}
  - {day: 1, file: {who: m1, case: one, diagnosed: 0.5, level: hospital}}
  - {day: 2, decide: {case: one, verdict: approve}}
  - {day: 31, announce: {}}
  - {day: 32, object: {who: m2, case: one}}
  - {day: 33, jury: {case: one, verdict: uphold}}
  - {day: 50, settle: {case: one}}
  - {day: 51, leave: {who: m6}}
  - {day: 62, announce: {}}
  - {day: 70, withdraw: {who: m6}}
  - {day: 92, volunteer: {who: m7..m8}}
  - {day: 93, join: {who: o1..o2, tier: one, deposit: 20}}
  - {day: 94, resign: {who: m7}}
  - {day: 95, file: {who: m3, case: two, diagnosed: 94, level: hospital}}
  - {day: 96, decide: {case: two, verdict: approve}}
  - {day: 97, announce: {}}
  - {day: 98, object: {who: m4, case: two}}
  - {day: 99, jury: {case: two, verdict: overturn}}
  - {day: 120, resign: {who: o1}}
  - {day: 130, volunteer: {who: m9}}
"""
"""Volunteers for the jury: half of the seats are empty when it is drawn, and some are taken again between two draws."""

STORIES = {"open": LIVES, "attested": LIVES, "serving": SERVING}
"""What members do in columns."""
