"""Answers for people and programs: one record, shown as text, JSON or one HTML file."""
