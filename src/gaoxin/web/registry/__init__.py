"""Entities and what was said of them."""
