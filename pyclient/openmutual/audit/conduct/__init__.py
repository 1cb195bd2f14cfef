"""Figures on how a plan is run, with a judgement and never a verdict."""
