"""Official sanctions lists: their published formats, the compiled book of them, names and ages."""
