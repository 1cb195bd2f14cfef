"""Fairness: what each band of age and sex pays and gets, and which units, benefits or deposits would even it out."""
