"""Cohorts: members counted together whom no rule can tell apart, exact to the last member and the last fen."""

from .assumptions import Assumptions
from .record import Life, Period
from .simulation import simulate

__all__ = ["Assumptions", "Life", "Period", "simulate"]
