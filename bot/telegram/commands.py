"""The names of the bot's commands, for the menu and for whoever must tell ours from others'."""

COMMANDS = ("ask", "price", "estimate", "corridor", "screen", "sources", "why", "more", "lang",
            "reset", "cancel", "privacy", "forget", "help")  # fmt: skip
GROUP_COMMANDS = tuple(
    name for name in COMMANDS if name not in ("why", "reset", "privacy", "forget")
)
