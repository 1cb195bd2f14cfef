"""The keeper: does for a plan what anyone may do and somebody must, and tells people what only they can do."""
