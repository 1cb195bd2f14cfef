"""Scenarios: a story in a file, run on any ledger, always with the same result."""

from .run import Result, run
from .steps import Scenario, Step, load_scenario, scenario_names

__all__ = ["Result", "Scenario", "Step", "load_scenario", "run", "scenario_names"]
