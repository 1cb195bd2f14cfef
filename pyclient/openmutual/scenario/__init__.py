"""Scenarios: a story in a file, run on any ledger, always with the same result."""

from .file import Scenario, load_scenario, scenario_names
from .result import Result
from .run import run
from .steps import Step

__all__ = ["Result", "Scenario", "Step", "load_scenario", "run", "scenario_names"]
