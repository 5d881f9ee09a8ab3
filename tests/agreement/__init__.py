"""The draft of an agreement."""
