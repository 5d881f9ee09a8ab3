"""The corpus that the reading of answers is trained from, its training, and its measure: ``make reading``."""
