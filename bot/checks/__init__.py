"""Compliance checks in a conversation: corridor briefs and screening."""
