"""Check-ins, their schedules, and what is asked in a channel."""
