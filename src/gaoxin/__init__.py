"""Gaoxin: an innovation zone run from its own documents."""

__version__ = "0.1.0.dev0"
