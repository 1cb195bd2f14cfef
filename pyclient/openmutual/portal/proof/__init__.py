"""The proof that a balance is in the books of a block: cut out of an audit's rebuilt storage, checked offline.

Where to begin:

- `proven_ledger(audited)` is what all proofs of a plan at one block have in common; `.proof_of(member)` cuts one, and
  `.to_json()` is the `base` that a page needs.
- `check_proof(proof, block_hash)` verifies one; :mod:`.file` writes and reads them.
- `shards(root, nodes)` cuts a trie for a site, as texts by name; `script(name, data)` makes each the call of a classic
  script; `description()` is what `proof.js` has to know of the packaged code.
- `sentences(checked, language)` and `refusal(error, language)` say in English or Chinese what came of it.

The file, and what is proven by it: docs/balance-proof.md.
"""
