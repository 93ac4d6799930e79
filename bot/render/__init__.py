"""Replies made visible: plain text, JSON, rich text in a terminal."""
