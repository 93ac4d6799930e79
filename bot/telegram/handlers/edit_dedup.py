"""Recognising edits that change no word, which must not be answered again."""

from __future__ import annotations

from collections import OrderedDict

from telegram import Message

MAX_MESSAGES = 5000


class EditDeduplicator:
    """Remembers the latest text of recent messages."""

    def __init__(self) -> None:
        """Start with none."""
        self._text_hashes: OrderedDict[tuple[int, int], int] = OrderedDict()

    def is_repeat(self, message: Message, text: str) -> bool:
        """Record a message's text; True for an edit without words or with the same words.

        A live location is edited again and again without words.
        """
        is_edit = message.edit_date is not None
        if is_edit and not (message.text or message.caption):
            return True
        key, text_hash = (message.chat.id, message.message_id), hash(text)
        known = self._text_hashes.pop(key, None)
        self._text_hashes[key] = text_hash
        while len(self._text_hashes) > MAX_MESSAGES:
            self._text_hashes.popitem(last=False)
        return is_edit and known == text_hash
