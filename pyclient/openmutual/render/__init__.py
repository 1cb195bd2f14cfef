"""Pictures and pages: the one Vega renderer, and the one environment of templates."""
