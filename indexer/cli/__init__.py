"""The commands of ``tradewind-index``."""
