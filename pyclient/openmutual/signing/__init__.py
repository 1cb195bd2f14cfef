"""What people sign and others bring: typed data (EIP-712), panel decisions, relayed calls, a juror's votes."""
