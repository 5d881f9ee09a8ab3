"""What an operator does with the record: export, import, erase, retention, backup."""
