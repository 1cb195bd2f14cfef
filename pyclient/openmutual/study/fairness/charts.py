"""Charts on fairness, each of them one SVG picture."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from ...render.vega import plain_svg
from .cover import Balance
from .phrases import FairnessPhrases
from .solidarity import Solidarity

WIDTH, HEIGHT = 620, 260
BLUE, RED, GREY, GOLD = "#2b6cb0", "#c53030", "#4a5568", "#b7791f"

Spec = dict[str, Any]


def draw_subsidies(before: Balance, after: Balance, words: FairnessPhrases) -> str:
    """What a person of each band pays for others in a year, before and after."""
    balances = {words.say("before"): before, words.say("after"): after}
    values = [
        {"band": cover.band.name, "kind": kind, "amount": float(subsidy / 10**words.decimals)}
        for kind, balance in balances.items()
        for cover, subsidy in zip(balance.covers, balance.subsidies, strict=True)
    ]
    return _bars(words.say("chart subsidies"), values, list(balances), words)


def draw_sharing(
    bands: Sequence[str], pays: Sequence[Fraction], mean: Sequence[Fraction], words: FairnessPhrases
) -> str:
    """What a person of each band pays in a period, beside the conditional mean; amounts in base units."""
    kinds = {words.say("pays"): pays, words.say("conditional mean"): mean}
    values = [
        {"band": band, "kind": kind, "amount": float(amount / 10**words.decimals)}
        for kind, amounts in kinds.items()
        for band, amount in zip(bands, amounts, strict=True)
    ]
    return _bars(words.say("chart sharing"), values, list(kinds), words)


def draw_solidarity(found: Solidarity, words: FairnessPhrases) -> str:
    """The largest subsidy by size, and what the young pay for others now."""
    coin = 10**words.decimals
    points = [{"size": size, "amount": most / coin} for size, most in found.most.items() if most]
    axes = {
        "x": {
            "field": "size",
            "type": "quantitative",
            "scale": {"type": "log"},
            "title": words.say("axis size"),
            "axis": {"format": ",d", "tickCount": len(found.most)},
        },
        "y": {
            "field": "amount",
            "type": "quantitative",
            "scale": {"type": "log"},
            "title": words.say("axis money"),
            "axis": {"format": "~g"},
        },
    }
    layers: list[Spec] = [{"mark": {"type": "line", "color": BLUE, "point": True}, "encoding": axes}]
    if found.subsidy > 0:
        now = {"values": [{"amount": float(found.subsidy / coin), "words": words.say("now")}]}
        place = {"y": axes["y"]}
        label = {"type": "text", "color": RED, "align": "right", "dy": -6, "x": WIDTH}
        layers += [
            {"data": now, "mark": {"type": "rule", "color": RED, "strokeDash": [4, 4]}, "encoding": place},
            {"data": now, "mark": label, "encoding": {**place, "text": {"field": "words"}}},
        ]
    return _sized(words.say("chart solidarity"), points, {"layer": layers})


def _bars(title: str, values: Sequence[Mapping[str, Any]], kinds: list[str], words: FairnessPhrases) -> str:
    bands = list(dict.fromkeys(value["band"] for value in values))
    encoding = {
        "x": {
            "field": "band",
            "type": "ordinal",
            "title": words.say("band"),
            "sort": bands,
            "axis": {"labelAngle": 0},
        },
        "xOffset": {"field": "kind", "sort": kinds},
        "y": {"field": "amount", "type": "quantitative", "title": words.say("axis money")},
        "color": {"field": "kind", "type": "nominal", "title": None, "scale": {"domain": kinds, "range": [GOLD, BLUE]}},
    }
    return _sized(title, values, {"mark": "bar", "encoding": encoding})


def _sized(title: str, values: Sequence[Mapping[str, Any]], spec: Spec) -> str:
    return plain_svg({"title": title, "width": WIDTH, "height": HEIGHT, "data": {"values": list(values)}, **spec})
