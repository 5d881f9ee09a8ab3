"""The tables, and how rows are written."""
