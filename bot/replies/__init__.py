"""What the assistant replies: one object, rendered by every channel."""
