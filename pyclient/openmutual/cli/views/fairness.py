"""Who pays for whom, on a terminal and as `--json`."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ...study.fairness.phrases import exact
from ...study.fairness.remedy import Varied
from ...study.population.plan_section import read_plan_section

if TYPE_CHECKING:
    from ...plans.terms import Plan
    from ...study.fairness.benchmark import Benchmark
    from ...study.fairness.cover import Balance
    from ...study.fairness.phrases import FairnessPhrases
    from ...study.fairness.properties import Properties
    from ...study.fairness.remedy import Remedy
    from ...study.fairness.solidarity import Solidarity, Tastes
    from ...study.fairness.unravelling import Threshold
    from ..output import Page

TRIED = ("equal_per_unit", "balanced", "capped", "nameless", "sourceless")
"""Properties that are tried out on the model."""


def show_today(plan: "Plan", today: "Balance", illness: Fraction, words: "FairnessPhrases", page: "Page") -> None:
    """What each band pays and gets today."""
    page.title(words.say("title", plan=plan.title[words.language]))
    page.prose(words.say("intro", members=f"{today.members:,}", illness=f"{float(illness):g}"))
    due = max(level.due for level in plan.terms.levels)
    asked = plan.terms.case_cap * today.units
    if 0 < asked < due:
        page.prose(words.say("cut", due=words.money(due), asked=words.money(asked)))
    a_period = today.price / read_plan_section(plan).announcements
    if a_period > plan.terms.period_cap:
        page.prose(words.say("period cut", asked=words.each(a_period), cap=words.money(plan.terms.period_cap)))
    page.heading(words.say("bands"))
    columns = [words.say(column) for column in ("band", "heads", "units", "worth", "paid", "subsidy", "ratio")]
    page.table(columns, _bands(today, words))


def _bands(balance: "Balance", words: "FairnessPhrases") -> Iterator[list[str]]:
    for cover, paid, subsidy in zip(balance.covers, balance.paid, balance.subsidies, strict=True):
        amounts = [words.each(amount) for amount in (cover.worth, paid, subsidy)]
        ratio = f"{float(paid / cover.worth):.3f}"
        yield [cover.band.name, words.percent(cover.heads), f"{float(cover.units):g}", *amounts, ratio]


def show_remedy(today: "Balance", remedy: "Remedy", most: int, words: "FairnessPhrases", page: "Page") -> None:
    """What was found, and who pays for whom before and after."""
    page.heading(words.say(f"remedy {remedy.varied}", most=most))
    columns = ("band", f"number {remedy.varied}", "before", "after")
    rows = [
        [cover.band.name, number, words.each(before), words.each(after)]
        for cover, number, before, after in zip(
            today.covers, _numbers(remedy, words), today.subsidies, remedy.after.subsidies, strict=True
        )
    ]
    page.table([words.say(column) for column in columns], rows)
    page.prose(
        words.say(
            "found",
            largest=words.percent(remedy.choice.largest),
            before=words.percent(max(today.deviations)),
            mean=words.percent(remedy.choice.mean),
        )
    )
    if remedy.tiers is not None:
        page.prose(words.say("tier note"))
    if remedy.varied is Varied.DEPOSIT:
        page.prose(words.say("deposit note"))


def _numbers(remedy: "Remedy", words: "FairnessPhrases") -> list[str]:
    """What is chosen for each band: units, or an amount."""
    if remedy.varied is Varied.UNITS:
        return [str(number) for number in remedy.choice.numbers]
    names = [cover.band.name for cover in remedy.after.covers]
    if remedy.varied is Varied.BENEFIT:
        return [words.money(remedy.terms.level(name).benefit) for name in names]
    return [words.money(remedy.terms.tier(name).deposit) for name in names]


def show_thresholds(thresholds: "Sequence[Threshold]", years: int, words: "FairnessPhrases", page: "Page") -> None:
    """Where the plan unravels, with the spread over the seeds."""
    page.heading(words.say("unravels", seeds=len(thresholds[0].by_seed), years=years))
    rows = [
        [words.say(when), *(words.impatience(found) for found in (each.least, each.median, each.greatest))]
        for when, each in zip(("before", "after"), thresholds, strict=True)
    ]
    page.table(["", *(words.say(column) for column in ("least", "median", "greatest"))], rows)
    page.prose(words.say("unravels note"))


def fair_to_json(
    today: "Balance", remedy: "Remedy", reached: bool, thresholds: "Sequence[Threshold]", plan: "Plan"
) -> dict[str, Any]:
    """For `json.dumps`: amounts as decimal strings in the currency, for one person and year."""

    def money(amount: Fraction) -> str:
        return exact(amount / 10**plan.decimals, plan.decimals)

    bands = [
        {
            "band": cover.band.name,
            "of_all": exact(cover.heads),
            "worth": money(cover.worth),
            "units_before": exact(cover.units),
            "number": number,
            "subsidy_before": money(before),
            "subsidy_after": money(after),
        }
        for cover, number, before, after in zip(
            today.covers, remedy.choice.numbers, today.subsidies, remedy.after.subsidies, strict=True
        )
    ]
    return {
        "plan": plan.name,
        "currency": plan.symbol,
        "members": today.members,
        "varied": remedy.varied.value,
        "reached": reached,
        "largest_before": exact(max(today.deviations)),
        "largest": exact(remedy.choice.largest),
        "mean": exact(remedy.choice.mean),
        "bands": bands,
        "unravels": {
            when: [exact(found) if found is not None else None for found in each.by_seed]
            for when, each in zip(("before", "after"), thresholds, strict=False)
        },
    }


def show_solidarity(
    plan: "Plan",
    found: "Solidarity",
    assumed: "tuple[str, Fraction, Tastes]",
    words: "FairnessPhrases",
    page: "Page",
) -> None:
    """The largest subsidy for each size; `assumed`: who is young, the factor of illness, and tastes."""
    young, illness, tastes = assumed
    page.title(words.say("solidarity title", plan=plan.title[words.language]))
    amounts = {
        name: words.each(value)
        for name, value in (("worth", found.worth), ("paid", found.paid), ("subsidy", found.subsidy))
    }
    page.prose(words.say("solidarity intro", young=young, part=words.percent(found.young), **amounts))
    page.blank()
    rows = [
        [f"{size:,}", _fine(Fraction(most), words), words.say("yes" if most >= found.subsidy else "no")]
        for size, most in found.most.items()
    ]
    page.table([words.say(column) for column in ("size", "most", "holds")], rows, words=(2,))
    page.blank()
    page.prose(_holding(found, words))
    page.prose(
        words.say(
            "assumed",
            interest=words.percent(tastes.interest),
            aversion=f"{float(tastes.aversion):g}",
            illness=f"{float(illness):g}",
        )
    )


def _holding(found: "Solidarity", words: "FairnessPhrases") -> str:
    if found.subsidy <= 0:
        return words.say("takes")
    size = found.holds_up_to
    return words.say("holds up to", size=f"{size:,}") if size is not None else words.say("holds nowhere")


def solidarity_to_json(found: "Solidarity", plan: "Plan") -> dict[str, Any]:
    """For `json.dumps`: amounts as decimal strings in the currency, for one person and year."""
    coin, decimals = 10**plan.decimals, plan.decimals
    return {
        "plan": plan.name,
        "currency": plan.symbol,
        "young": exact(found.young),
        "worth": exact(found.worth / coin, decimals),
        "paid": exact(found.paid / coin, decimals),
        "subsidy": exact(found.subsidy / coin, decimals),
        "most": {str(size): exact(Fraction(most, coin), decimals) for size, most in found.most.items()},
        "holds_up_to": found.holds_up_to,
    }


def show_sharing(
    plan: "Plan", found: "Properties", measured: "Benchmark", words: "FairnessPhrases", page: "Page"
) -> None:
    """The rule, its properties, and the benchmark."""
    page.title(words.say("sharing title", plan=plan.title[words.language]))
    page.prose(words.say(f"rule {found.rule}"))
    page.blank()
    rows = [[words.say(name), words.say("yes" if getattr(found, name) else "no")] for name in TRIED]
    rows.append([words.say("no subsidy"), _subsidised(found, words)])
    rows.append([words.say("is conditional mean"), words.say("yes" if measured.is_conditional_mean else "no")])
    page.table([words.say("property"), words.say("holds here")], rows, words=(0, 1))
    for row in measured.rows:
        page.heading(words.say("benchmark", sum=words.each(row.total), share=words.percent(row.share)))
        simulated = row is measured.average
        columns = ["band", "pays", "conditional mean", *(["simulated", "error"] if simulated else [])]
        cells = [
            [band, _fine(pays, words), _fine(mean, words), *(_simulated(measured, place, words) if simulated else [])]
            for place, (band, pays, mean) in enumerate(zip(measured.bands, row.pays, row.mean, strict=True))
        ]
        page.table([words.say(column) for column in columns], cells)
    counts = {"periods": f"{measured.simulated.periods:,}", "draws": f"{measured.draws:,}"}
    page.prose(words.say("simulated note", **counts))


def _subsidised(found: "Properties", words: "FairnessPhrases") -> str:
    if not found.deviation:
        return words.say("yes")
    return words.say("subsidised", subsidy=words.each(found.subsidy), deviation=words.percent(found.deviation))


def _simulated(measured: "Benchmark", place: int, words: "FairnessPhrases") -> list[str]:
    drawn = measured.simulated
    return [f"{figures[place] * measured.grain / 10**words.decimals:,.4f}" for figures in (drawn.means, drawn.errors)]


def _fine(amount: Fraction, words: "FairnessPhrases") -> str:
    """A small amount, with four decimals."""
    return f"{float(amount / 10**words.decimals):,.4f}"


def sharing_to_json(found: "Properties", measured: "Benchmark", plan: "Plan") -> dict[str, Any]:
    """For `json.dumps`: amounts as decimal strings in the currency, for one person and period."""
    coin = 10**plan.decimals
    return {
        "plan": plan.name,
        "currency": plan.symbol,
        "rule": found.rule.value,
        **{name: getattr(found, name) for name in TRIED},
        "deviation": exact(found.deviation),
        "subsidy": exact(found.subsidy / coin, plan.decimals),
        "is_conditional_mean": measured.is_conditional_mean,
        "periods": [
            {
                "sum": exact(row.total / coin, plan.decimals),
                "bands": [
                    {"band": band, "pays": exact(pays / coin), "conditional_mean": exact(mean / coin)}
                    for band, pays, mean in zip(measured.bands, row.pays, row.mean, strict=True)
                ],
            }
            for row in measured.rows
        ],
        "simulated": {"periods": measured.simulated.periods, "draws": measured.draws},
    }
