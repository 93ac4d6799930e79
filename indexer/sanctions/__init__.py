"""Official sanctions lists: downloaded, parsed, compiled for the bot."""
