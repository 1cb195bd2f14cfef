"""The audit: what a plan's public log says, checked by arithmetic of its own, trusting nobody."""
