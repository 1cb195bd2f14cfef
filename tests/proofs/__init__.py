"""Symbolic proofs of the contracts' libraries, in Solidity, and the command that works them out."""
