"""A plan for anybody to look into: pages that need no server to be believed, and proofs that a phone can check."""
