"""Dialogs: what the product does, told as people live it. Each test's name is one sentence of the specification."""
