"""Writes: reads documents, cuts passages, embeds them, publishes generations, measures."""
