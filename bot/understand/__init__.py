"""Understands a message, in layers: text, then amounts, then request and conversation."""
