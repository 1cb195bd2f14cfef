"""A crowd: as many members as a platform had, or has; counted in cohorts, exact to the last member and the last fen."""

from .assumptions import Assumptions
from .record import Life, Period
from .simulation import simulate

__all__ = ["Assumptions", "Life", "Period", "simulate"]
