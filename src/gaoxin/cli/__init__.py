"""The terminal: parses arguments, calls the rooms, prints."""
