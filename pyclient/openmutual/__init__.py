"""openmutual: a mutual-aid ledger on smart contracts, with a client, a reference model and an audit."""
