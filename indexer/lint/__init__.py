"""Checks of the notes and of the reference data."""
