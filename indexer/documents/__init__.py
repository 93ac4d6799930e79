"""Source documents: found, read, cleaned, cut into passages."""
