"""What a message means in its conversation: small talk, follow-ups, several questions."""
