"""The names of the bot's commands."""

COMMANDS = ("ask", "price", "estimate", "corridor", "screen", "sources", "why", "more", "lang",
            "reset", "cancel", "privacy", "forget", "about", "help")  # fmt: skip
_PRIVATE_ONLY = ("why", "reset", "privacy", "forget")
GROUP_COMMANDS = tuple(name for name in COMMANDS if name not in _PRIVATE_ONLY)
ADMIN_COMMANDS = ("stats", "health", "reload", "approve", "revoke", "ban", "unban")
