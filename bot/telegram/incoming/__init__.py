"""Updates on their way in: taken, put in order, and let through the gate."""
