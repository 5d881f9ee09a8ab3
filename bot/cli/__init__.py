"""What an operator types: one command, one file."""
