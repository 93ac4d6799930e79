"""What is said: messages, buttons and inline queries answered, each conversation by itself."""
