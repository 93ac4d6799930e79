"""Replies on their way out: formatted, split, rate limited, retried."""
