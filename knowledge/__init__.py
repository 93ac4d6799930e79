"""What Tradewind knows and how it finds it. No Telegram, no writing of indexes."""
