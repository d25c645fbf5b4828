"""The ledger as the database keeps it: entries and legs that never change."""
