"""How a report looks at a glance: how bad it is, and how much of it is proven at all."""

from typing import Literal

from .report import Report

FOLLOWING = ("times", "terms", "balances", "token_balance")
"""Parts that show nothing of the plan where log, code and state are not proven."""


def tone(report: Report) -> Literal["clean", "doubt", "breach"]:
    """How bad it looks; where nothing was proven, it does not look clean."""
    if report.verdict.breaches:
        return "breach"
    return "clean" if report.verdict.clean and not is_unproven(report) else "doubt"


def is_unproven(report: Report) -> bool:
    """Whether neither the log nor the code nor what the contracts store is proven: all of it could be made up."""
    return all(ground.rest != "proven" for ground in report.grounds if ground.part not in FOLLOWING)


def is_partly_reported(report: Report) -> bool:
    """Whether a part is only the source's word that could be proven; what a currency answers never can be."""
    return any(ground.rest == "reported" for ground in report.grounds if ground.part != "token_balance")
