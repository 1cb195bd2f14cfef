"""A plan's currency: what it answers and does, executed on proven state; what is known of it."""
