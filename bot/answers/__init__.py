"""Answers from the knowledge base: evidence composed into cited claims."""
