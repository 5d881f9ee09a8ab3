"""Whose a row is, erasing, pseudonyms, the archive."""
