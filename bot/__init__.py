"""Talks: understands a message, composes a reply from evidence, shows it in a terminal or chat."""
