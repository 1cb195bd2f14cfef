"""The reference model: the rules of the ledger in plain integers, one member at a time.

It is an executable reading of the rules, written to be read beside them, and it is slow on purpose: an
announcement goes through all members and takes each one's share out of their own balance.  It knows no chain, no
floats and no shortcut, so it can be held against a ledger that has all of them.
"""

from .ledger import ModelLedger, ModelWorld

__all__ = ["ModelLedger", "ModelWorld"]
