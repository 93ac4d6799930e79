"""The documented limits of texts, entities, links and pictures."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence
from typing import Any

from tests.fake_telegram.schema import ApiError

MAX_TEXT_UNITS, MAX_CAPTION_UNITS, MAX_ENTITIES = 4096, 1024, 100
_ENTITY_KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
_NEEDS = {"text_link": "url", "text_mention": "user", "custom_emoji": "custom_emoji_id"}
_LINK = re.compile(
    r"(?:https?://)?(?:[^\s/@:]+@)?[^\s/:?#.]+(?:\.[^\s/:?#.]+)+(?::\d+)?(?:[/?#]\S*)?"
)
_OWN_LINK = re.compile(r"(?:tg|ton|tonsite)://\S+")

Entities = list[dict[str, Any]]


def utf16_length(text: str) -> int:
    """A text's length as Telegram counts it, in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def check_text(
    text: str,
    entities: Sequence[Mapping[str, Any]],
    notes: list[str],
    *,
    most: int = MAX_TEXT_UNITS,
) -> tuple[str, Entities]:
    """A text and its entities as they are kept: without white space around them."""
    _entities(text, entities, notes)
    lead = utf16_length(text) - utf16_length(text.lstrip())
    kept = text.strip()
    if utf16_length(kept) > most:
        raise ApiError(
            "message caption is too long" if most == MAX_CAPTION_UNITS else "message is too long"
        )
    moved = []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] + entity["length"] - lead, utf16_length(kept))
        if end > start:
            moved.append({**entity, "offset": start, "length": end - start})
    return kept, sorted(moved, key=lambda each: (each["offset"], -each["length"]))


def _entities(text: str, entities: Sequence[Mapping[str, Any]], notes: list[str]) -> None:
    if len(entities) > MAX_ENTITIES:
        raise ApiError("ENTITIES_TOO_LONG")
    edges = [0]
    for letter in text:
        edges.append(edges[-1] + utf16_length(letter))
    whole, open_ends = set(edges), list[tuple[int, str]]()
    for entity in sorted(entities, key=lambda each: (each["offset"], -each["length"])):
        kind, start = entity["type"], entity["offset"]
        end = start + entity["length"]
        where = f"entity beginning at UTF-16 offset {start}"
        if kind not in _ENTITY_KINDS:
            raise ApiError("can't parse MessageEntity: Unsupported type specified")
        if needed := _NEEDS.get(kind):
            if not entity.get(needed):
                raise ApiError(f'can\'t parse MessageEntity: field "{needed}" must be given')
            if kind == "text_link" and not is_link(entity["url"]):
                raise ApiError(f"entity URL '{entity['url']}' is invalid: Wrong HTTP URL")
        if start < 0 or end <= start:
            raise ApiError("ENTITY_BOUNDS_INVALID")
        if end > edges[-1]:
            raise ApiError(f"{where} ends after the end of the text at UTF-16 offset {end}")
        if start not in whole or end not in whole:
            raise ApiError(f"{where} begins or ends in a middle of a UTF-16 symbol")
        open_ends = [each for each in open_ends if each[0] > start]
        if open_ends and end > open_ends[-1][0]:
            notes.append(f"{where} crosses another one")
        if any(outer in ("pre", "code") for _, outer in open_ends):
            notes.append(f"{where} stands inside of code")
        open_ends.append((end, kind))


def is_link(url: str) -> bool:
    """Whether Telegram takes this for a link that a person can open."""
    return bool(_LINK.fullmatch(url) or _OWN_LINK.fullmatch(url))


def picture_size(picture: bytes) -> tuple[int, int]:
    """Width and height of a picture that may be sent as a photo (PNG or JPEG)."""
    if len(picture) > 10 << 20:
        raise ApiError("Request Entity Too Large", 413)
    if picture.startswith(b"\x89PNG\r\n\x1a\n") and len(picture) >= 24:
        width, height = struct.unpack(">II", picture[16:24])
    elif frame := re.search(rb"\xff[\xc0-\xc2]..\x08(....)", picture, re.DOTALL):
        height, width = struct.unpack(">HH", frame[1])
    else:
        raise ApiError("IMAGE_PROCESS_FAILED")
    if not (width > 0 and height > 0 and width + height <= 10_000 and
            max(width, height) <= 20 * min(width, height)):  # fmt: skip
        raise ApiError("PHOTO_INVALID_DIMENSIONS")
    return width, height


def refuse_markup(given: Mapping[str, Any]) -> None:
    """Refuse marked-up text: this server is for bots that send entities."""
    if given.get("parse_mode"):
        raise ApiError("unsupported parse_mode")
