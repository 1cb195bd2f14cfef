"""The demo: a plan's whole life on the embedded chain, told as it happens, and the proof that its money adds up."""
