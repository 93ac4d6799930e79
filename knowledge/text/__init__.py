"""Languages and characters."""
