"""Official rates: what central banks publish, and what that is worth as a yardstick."""
