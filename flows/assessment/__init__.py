"""From answers to flags and a verdict."""
