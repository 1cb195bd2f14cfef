"""Figures on how a plan is run, with a judgement and never a verdict."""

from .answers import Criticism as Criticism
from .answers import criticisms as criticisms
from .figure import Figure as Figure
from .figure import Judgement as Judgement
from .figure import Table as Table
from .morbidity import Assumptions as Assumptions
from .overview import figures as figures
