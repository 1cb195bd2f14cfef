"""What a node or an export file says of a plan, as it is said."""
