"""Trains the models that come with the package."""
