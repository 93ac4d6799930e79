"""Exchanges whose public market data we read."""
