"""What a message asks for: its intent, its slots, and whether we may help with it."""
