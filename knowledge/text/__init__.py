"""Languages and characters of texts."""
