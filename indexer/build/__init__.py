"""Builds an index generation: embeds passages, writes, verifies, publishes."""
