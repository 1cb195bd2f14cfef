"""The rules once more: a state machine of the audit's own, which takes events and finds what is wrong with them."""
