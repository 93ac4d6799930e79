"""Documents that admins send for the next build of the index: offered, then stored or dropped."""

from __future__ import annotations

import asyncio
import itertools
import os
import re
import time
from pathlib import Path
from typing import Any

from telegram import Document, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.messages import message
from bot.telegram.chat_address import reply_address
from bot.telegram.conversation_key import conversation_key
from bot.telegram.delivery import callback_data
from bot.telegram.delivery.callback_data import ButtonAction
from bot.telegram.delivery.formatting import FormattedText
from bot.telegram.handlers.context import HandlerContext
from knowledge.files import write_atomically

_MIB = 2**20
MAX_DOCUMENT_BYTES = 10 * _MIB
DOCUMENT_SUFFIXES = (".md", ".txt", ".html", ".pdf", ".docx")
_MAX_NAME_CHARS = 80
# Documents that wait for a decision; the buttons under older ones say that they have expired.
MAX_OFFERED = 200


class DocumentUploads:
    """Asks the admin about each document, and does what they choose."""

    def __init__(self, context: HandlerContext, folder: Path | None) -> None:
        """Store documents in ``folder``; without one they are refused."""
        self._sender, self._conversations = context.sender, context.conversations
        self._signing_key, self._folder = context.store.signing_key, folder
        self._offered: dict[str, Document] = {}

    async def document(self, update: Update, _: Any) -> None:
        """Ask whether to store a document that an admin has sent, or say why it is refused."""
        upload = update.effective_message
        if upload is None or upload.from_user is None or upload.document is None:
            return
        language = self._conversations.language(conversation_key(update), upload.from_user)
        refusal = self._refusal(upload.document, language)
        if refusal:
            await self._sender.send_text(reply_address(upload), FormattedText(refusal))
            return
        self._offered[upload.document.file_unique_id] = upload.document
        if len(self._offered) > MAX_OFFERED:
            del self._offered[next(iter(self._offered))]
        text = message("tg_keep_ask", language, name=safe_file_name(upload.document))
        keyboard = self._keyboard(upload.document, upload.chat.id, upload.from_user.id, language)
        await self._sender.send_text(reply_address(upload), FormattedText(text), keyboard)

    async def decide(self, action: ButtonAction, prompt: Message, language: str) -> None:
        """Store or drop an offered document: the action of a button under ``prompt``."""
        document = self._offered.pop(action.argument, None)
        if document is None or self._folder is None:
            text = message("tg_expired", language)
        elif action.name == "drop":
            text = message("tg_dropped", language)
        else:
            text = await self._store_document(document, self._folder, language)
        await self._sender.send_text(reply_address(prompt), FormattedText(text))

    def _keyboard(
        self, document: Document, chat: int, user: int, language: str
    ) -> InlineKeyboardMarkup:
        def button(key: str, name: str) -> InlineKeyboardButton:
            action = ButtonAction(name, document.file_unique_id, 0)
            data = callback_data.encode_action(
                action, self._signing_key, str(chat), user, time.time()
            )
            return InlineKeyboardButton(message(key, language), callback_data=data)

        return InlineKeyboardMarkup([[button("tg_keep", "keep"), button("tg_drop", "drop")]])

    def _refusal(self, document: Document, language: str) -> str:
        """Why a document cannot be stored, or ""."""
        if self._folder is None:
            return message("tg_no_folder", language)
        suffix = Path(document.file_name or "").suffix.lower()
        is_too_large = (document.file_size or 0) > MAX_DOCUMENT_BYTES
        return _bad_file(language) if suffix not in DOCUMENT_SUFFIXES or is_too_large else ""

    async def _store_document(self, document: Document, folder: Path, language: str) -> str:
        """Download and store a document; the text that says so, or why it failed."""
        file = await document.get_file()
        # The size in the update is only claimed; one's own Bot API server has files of 2 GB.
        if (file.file_size or 0) > MAX_DOCUMENT_BYTES:
            return _bad_file(language)
        body = bytes(await file.download_as_bytearray())
        if len(body) > MAX_DOCUMENT_BYTES:
            return _bad_file(language)
        try:
            name = await asyncio.to_thread(_write_document, folder, safe_file_name(document), body)
        except OSError as error:
            return message("tg_not_kept", language, why=error.strerror or error)
        return message("tg_kept", language, name=name)


def safe_file_name(document: Document) -> str:
    """A document's file name without a path or characters that are special to a file system.

    The indexer passes over names that begin with a dot or an underscore, so none does.
    """
    plain = re.sub(r"[^\w.\- ]", "_", Path(document.file_name or "").name).strip(". ")
    stem, suffix = os.path.splitext(plain)  # noqa: PTH122 (Path finds no suffix in ".md")
    stem = stem[-(_MAX_NAME_CHARS - len(suffix)) :].lstrip("._ ")
    return (stem or "document") + (suffix or ".txt")


def _bad_file(language: str) -> str:
    suffixes = ", ".join(DOCUMENT_SUFFIXES)
    return message("tg_bad_file", language, sorts=suffixes, size=MAX_DOCUMENT_BYTES // _MIB)


def _write_document(folder: Path, name: str, body: bytes) -> str:
    """Write a document whole, under a name that is free; the name."""
    folder.mkdir(parents=True, exist_ok=True)
    target = _take_name(folder, name)
    try:
        write_atomically(target, body)
    except OSError:
        target.unlink()
        raise
    return target.name


def _take_name(folder: Path, name: str) -> Path:
    """An empty file of this name, or of the next with a number; two at once take two names."""
    for number in itertools.count(1):
        numbered = name if number == 1 else f"{Path(name).stem}-{number}{Path(name).suffix}"
        try:
            (folder / numbered).open("xb").close()
        except FileExistsError:
            continue
        return folder / numbered
    raise AssertionError
