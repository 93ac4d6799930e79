"""Crypto addresses in a user's own words: found, checked, and put into the form lists use."""
