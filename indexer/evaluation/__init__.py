"""Measures answers, refusals and retrieval."""
