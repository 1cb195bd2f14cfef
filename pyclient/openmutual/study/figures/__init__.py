"""Every figure that was published on the platforms, worked out anew from the plans and the table of incidence."""

from .all import FIGURES as FIGURES
from .all import figures as figures
from .figure import Figure as Figure
from .figure import Verdict as Verdict
from .history import history as history

__all__ = ["FIGURES", "Figure", "Verdict", "figures", "history"]
