"""What the compiler made of the contracts, and how calls, structs, logs and headers are encoded."""
