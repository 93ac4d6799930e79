"""Crypto addresses in free text: detected, checked, and normalised to the form lists use."""
