"""The agreement draft: one page drawn from what both sides may read, with a gap for whatever nobody has settled yet."""
