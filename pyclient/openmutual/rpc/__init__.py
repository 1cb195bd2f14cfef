"""JSON-RPC: the one client that every part speaks to a node with."""
