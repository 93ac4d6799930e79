"""The commands of ``tradewind``, a module for each."""
