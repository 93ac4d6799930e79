"""Handlers of updates: messages, commands, buttons, inline queries."""
