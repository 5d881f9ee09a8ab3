"""One check-in: what it asks, how it is compared with the baseline, how it ends."""
