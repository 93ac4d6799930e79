"""The Telegram bot: a thin channel around the assistant."""
