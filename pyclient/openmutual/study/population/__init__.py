"""Populations: people who join, fall ill and leave, drawn from public tables, and the stories that come of it."""

from .circle import Circle, Person, draw_circle
from .story import Story, tell

__all__ = ["Circle", "Person", "Story", "draw_circle", "tell"]
