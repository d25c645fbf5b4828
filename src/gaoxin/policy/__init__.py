"""What a text says: documents read, checked, versioned and printed; nothing computed."""
