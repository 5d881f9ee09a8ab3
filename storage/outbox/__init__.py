"""Messages to send, what was received, and who sends next."""
