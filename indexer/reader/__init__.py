"""Trains the reader of the refusal policy from labelled messages; run only to train it anew."""
