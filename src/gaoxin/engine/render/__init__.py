"""Answers for people and programs: one content, rendered as text, JSON or one HTML file."""

from gaoxin.engine.render.content import Explanation, explain

__all__ = ["Explanation", "explain"]
