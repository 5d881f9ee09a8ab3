"""What people do and what the clock does: one transaction each, read from top to bottom."""
