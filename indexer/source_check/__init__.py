"""Whether the pages that the notes cite still say what they said."""
