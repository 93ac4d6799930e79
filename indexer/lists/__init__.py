"""Official sanctions lists: read in their published formats, checked, compiled for screening."""
