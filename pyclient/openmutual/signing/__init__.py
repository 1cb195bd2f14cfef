"""What people sign and others bring: typed data (EIP-712), panel decisions, a juror's sealed votes."""
