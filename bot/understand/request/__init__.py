"""What a message requests: a payment, a price, a corridor brief, a screening."""
