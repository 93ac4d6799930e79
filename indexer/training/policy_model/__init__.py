"""Trains the policy classifier."""
