"""Countries, cities and jurisdictions, and how texts name them."""
