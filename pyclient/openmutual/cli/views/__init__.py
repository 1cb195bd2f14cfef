"""What people read: cases, memberships, plans, amounts and times as lines and tables."""
