"""From what the conversation says to messages in the outbox, in the reader's language."""
