"""What a simulation looks like on a page: words, charts, tables."""
