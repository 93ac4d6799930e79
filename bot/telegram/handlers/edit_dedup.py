"""What was read in each message last, so that an edit which changes no word is no new question."""

from __future__ import annotations

from collections import OrderedDict

from telegram import Message

MAX_MESSAGES = 5000


class EditDeduplicator:
    """The last words of the messages that came lately."""

    def __init__(self) -> None:
        """Begin with none."""
        self._read: OrderedDict[tuple[int, int], int] = OrderedDict()

    def again(self, message: Message, text: str) -> bool:
        """Whether a message says nothing new; a live location moves without a word."""
        edited = message.edit_date is not None
        if edited and not (message.text or message.caption):
            return True
        key, words = (message.chat.id, message.message_id), hash(text)
        known = self._read.pop(key, None)
        self._read[key] = words
        while len(self._read) > MAX_MESSAGES:
            self._read.popitem(last=False)
        return edited and known == words
