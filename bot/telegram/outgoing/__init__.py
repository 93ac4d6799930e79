"""Replies on their way out: marked, cut, sent at a fair pace, tried again until they are there."""
