"""Building and deploying the contracts; nothing in the installed package imports this."""
