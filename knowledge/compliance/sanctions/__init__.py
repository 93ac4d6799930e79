"""Compiled sanctions lists: read, kept together, searched by address and name."""
