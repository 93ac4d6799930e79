"""Prices, official rates and network fees: knowledge with a short life."""
