"""Reading and replaying the log of many members at once: compiled loops over columns, which find nothing wrong."""
