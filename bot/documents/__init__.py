"""What leaves as a file or a page: the agreement draft, the record of a conversation, a case."""
