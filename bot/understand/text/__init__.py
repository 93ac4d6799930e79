"""A message as text: normalized, tokenized, with currencies, places and phrases found."""
