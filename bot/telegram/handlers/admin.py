"""What admins may do: see how the bot is, let people in and out, renew the index, add documents."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from pathlib import Path
from typing import Any

from telegram import Document, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError

from bot.assistant import Assistant
from bot.messages import message
from bot.telegram.access import Access
from bot.telegram.delivery import callback_data
from bot.telegram.delivery.callback_data import ButtonAction
from bot.telegram.delivery.formatting import FormattedText, format_with_name, plain_name
from bot.telegram.delivery.sender import Address, Sender
from bot.telegram.handlers.conversation_store import ConversationStore
from bot.telegram.handlers.messages import address_of
from bot.telegram.metrics import Metrics
from bot.telegram.store import Store
from bot.telegram.updates.conversation_queue import conversation_key

_LOG = logging.getLogger("tradewind.telegram")
MAX_DOCUMENT_BYTES = 10 * 2**20
DOCUMENT_SUFFIXES = (".md", ".txt", ".html", ".pdf", ".docx")
ADMIN_COMMANDS = ("stats", "health", "reload", "approve", "revoke")


class AdminCommands:
    """The admins' commands; to anybody else they do not exist."""

    def __init__(
        self,
        assistant: Assistant,
        access: Access,
        store: Store,
        memory: ConversationStore,
        delivery: Sender,
        counts: Metrics,
        inbox: Path | None,
    ) -> None:
        """Put documents into ``inbox``, the operator's folder of sources, if there is one."""
        self._assistant, self._access, self._store = assistant, access, store
        self._memory = memory
        self._delivery, self._metrics, self._inbox = delivery, counts, inbox
        self._offered: dict[str, Document] = {}

    async def command(self, update: Update, _: Any) -> None:
        """Run an admin's command."""
        asked = update.effective_message
        if asked is None or asked.from_user is None or not asked.text:
            return
        language = self._memory.language(conversation_key(update), asked.from_user)
        name, *words = asked.text.lstrip("/").split()
        name, rest = name.split("@")[0].lower(), " ".join(words)
        if not self._access.is_admin(asked.from_user.id):
            if asked.chat.type != ChatType.PRIVATE:
                return
            text = FormattedText(message("command_unknown", language, command=f"/{name}"))
        elif name == "approve":
            text = await self._approve(rest, language)
        else:
            text = FormattedText(await self._run(name, rest, language))
        await self._delivery.text(address_of(asked), text)

    async def _approve(self, code: str, language: str) -> FormattedText:
        found = self._access.approve(code)
        if not found:
            return FormattedText(message("tg_no_code", language))
        user, name, theirs = found
        try:
            await self._delivery.text(Address(user), FormattedText(message("tg_welcome", theirs)))
        except TelegramError as error:
            _LOG.warning("somebody let in could not be told: %s", error.message)
        who = plain_name(name)
        return format_with_name(message("tg_let_in", language, who=who, id=user), who)

    async def _run(self, name: str, rest: str, language: str) -> str:
        if name == "revoke":
            gone = rest.isdigit() and self._access.revoke(int(rest))
            return message("tg_revoked" if gone else "tg_nobody", language, id=rest[:20])
        if name == "reload":
            newer = await asyncio.to_thread(self._assistant.library.refresh)
            generation = self._assistant.library.generation.name
            return message("reloaded" if newer else "tg_newest", language, generation=generation)
        return self._stats(language)

    def _stats(self, language: str) -> str:
        counts, manifest = self._metrics, self._assistant.library.generation.manifest
        half = counts.quantile(0.5)
        return message(
            "tg_stats", language,
            hours=round((time.time() - counts.started) / 3600, 1),
            updates=counts.updates.total(), replies=counts.replies.total(),
            refused=counts.refused, errors=counts.errors, people=self._store.count("person"),
            sessions=self._store.count("session"), feedback=self._store.count("feedback"),
            ms=round(half * 1000) if half is not None else "–",
            generation=manifest.generation, notes=manifest.documents,
        )  # fmt: skip

    async def document(self, update: Update, _: Any) -> None:
        """Offer to keep a document that an admin sent, for the next build of the index."""
        asked = update.effective_message
        if asked is None or asked.from_user is None or asked.document is None:
            return
        language = self._memory.language(conversation_key(update), asked.from_user)
        text = self._objection(asked.document, language)
        if text:
            await self._delivery.text(address_of(asked), FormattedText(text))
            return
        self._offered[asked.document.file_unique_id] = asked.document
        where = str(asked.chat.id)
        data = [
            callback_data.encode(
                ButtonAction(action, asked.document.file_unique_id, 0), self._store.key, where,
                asked.from_user.id, time.time(),
            )
            for action in ("keep", "drop")
        ]  # fmt: skip
        buttons = InlineKeyboardMarkup(
            [
                [
                    InlineKeyboardButton(message("tg_keep", language), callback_data=data[0]),
                    InlineKeyboardButton(message("tg_drop", language), callback_data=data[1]),
                ]
            ]
        )
        name = safe_file_name(asked.document)
        text = message("tg_keep_ask", language, name=name)
        await self._delivery.text(address_of(asked), FormattedText(text), buttons)

    def _objection(self, document: Document, language: str) -> str:
        if self._inbox is None:
            return message("tg_no_folder", language)
        sort = Path(document.file_name or "").suffix.lower()
        if sort not in DOCUMENT_SUFFIXES or (document.file_size or 0) > MAX_DOCUMENT_BYTES:
            sorts = ", ".join(DOCUMENT_SUFFIXES)
            return message("tg_bad_file", language, sorts=sorts, size=MAX_DOCUMENT_BYTES // 2**20)
        return ""

    async def decided(self, action: ButtonAction, shown: Message, language: str) -> None:
        """Keep or drop the document that was offered."""
        document = self._offered.pop(action.argument, None)
        if document is None or self._inbox is None:
            text = message("tg_expired", language)
        elif action.name == "drop":
            text = message("tg_dropped", language)
        else:
            text = await self._kept(document, self._inbox, language)
        await self._delivery.text(address_of(shown), FormattedText(text))

    async def _kept(self, document: Document, inbox: Path, language: str) -> str:
        """What to say once a document was put away, or could not be."""
        file = await document.get_file()
        body = bytes(await file.download_as_bytearray())
        if len(body) > MAX_DOCUMENT_BYTES:  # whatever size it claimed to have
            return message(
                "tg_bad_file",
                language,
                sorts=", ".join(DOCUMENT_SUFFIXES),
                size=MAX_DOCUMENT_BYTES // 2**20,
            )
        try:
            name = await asyncio.to_thread(_write_document, inbox, safe_file_name(document), body)
        except OSError as error:
            return message("tg_not_kept", language, why=error.strerror or error)
        return message("tg_kept", language, name=name)


def safe_file_name(document: Document) -> str:
    """A document's own name, as far as it is a plain one."""
    name = re.sub(r"[^\w.\- ]", "_", Path(document.file_name or "").name).strip(". ")
    return name[-80:] or "document.txt"


def _write_document(folder: Path, name: str, body: bytes) -> str:
    """Write a document under a name that is free; all of it or nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    target, number = folder / name, 1
    while target.exists():
        number += 1
        target = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    aside = target.with_name(f".{target.name}.part")
    aside.write_bytes(body)
    aside.replace(target)
    return target.name
