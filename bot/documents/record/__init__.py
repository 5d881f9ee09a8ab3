"""What is kept of a conversation, as people read it: views, tables, prose, formats."""
