"""A team's conversation: its lifecycle, what is said next, the summary."""
