"""When a check-in is due: rules, recurrence, wall clock, and rules as people type them."""
