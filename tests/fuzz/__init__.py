"""Mutated payloads against the real app, in process: ``python -m tests.fuzz --payloads 100000``."""
