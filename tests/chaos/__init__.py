"""The promise under fire: the real app, killed over and over while people use it, held against what Slack shows."""
