"""Prices and settlement estimates in a conversation."""
