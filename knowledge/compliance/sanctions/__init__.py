"""Compiled sanctions lists, searched by address and name."""
