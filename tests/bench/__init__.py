"""``make bench``: figures as ratios within one run, and what limits them. Nothing here is asserted: machines are noisy."""
