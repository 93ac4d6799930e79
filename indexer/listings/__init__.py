"""Notes about listed venues and persons, written from the table in ``reference/venues.toml``."""
