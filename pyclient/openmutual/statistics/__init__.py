"""Public statistics: how often people fall gravely ill, and how populations are made up by age and sex."""
