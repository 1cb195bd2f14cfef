"""From raw words to typed events, a million in seconds."""
