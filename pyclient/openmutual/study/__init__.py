"""The study of platforms: simulated populations, and published figures worked out anew."""
