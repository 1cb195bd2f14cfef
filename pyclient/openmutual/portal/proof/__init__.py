"""The proof that a balance is in the books of a block: cut out of an audit's rebuilt storage, checked offline.

Where to begin:

- :func:`.cut.proven_ledger` is what all proofs of a plan after one block have in common; its `proof_of(member)` cuts
  one, and `place.to_json()` is the `base` that a page needs.
- :func:`.check.check_proof` verifies one; :mod:`.file` writes and reads them.
- :func:`.shards.shards` cuts a trie for a site.
- :func:`.code.description` is what `proof.js` has to know of the packaged code.
- :mod:`.sentences` says in English or Chinese what came of it.

The file, and what is proven by it: docs/balance.md.
"""
