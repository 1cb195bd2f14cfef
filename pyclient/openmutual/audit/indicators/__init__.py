"""Figures on how a plan is run, with a judgement and never a verdict."""

from .all import figures as figures
from .criticisms import Criticism as Criticism
from .criticisms import criticisms as criticisms
from .figure import Figure as Figure
from .figure import Judgement as Judgement
from .figure import Table as Table
from .morbidity import Assumptions as Assumptions
