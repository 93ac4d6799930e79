"""Amounts of money in a parsed message."""
