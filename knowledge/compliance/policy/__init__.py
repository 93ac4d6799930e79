"""Refusing requests for help to evade a rule, before anything is looked up."""
