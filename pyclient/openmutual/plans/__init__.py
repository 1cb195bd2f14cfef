"""Plans: the files that people write, the presets that ship, and what a plan says in plain sentences."""
