"""What chains charge now."""
