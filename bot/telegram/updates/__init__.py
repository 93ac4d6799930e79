"""Updates on their way in: received, stored, authorized, queued by conversation."""
