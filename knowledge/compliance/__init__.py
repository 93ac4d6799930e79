"""Who may not be paid, and what a payer must do: addresses, lists, screening, duties."""
