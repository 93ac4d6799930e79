"""Replies on standard output."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from knowledge.text.terminal import print_text

if TYPE_CHECKING:
    from bot.replies.reply import Reply


def print_reply(reply: Reply, *, as_json: bool, end: str = "\n") -> None:
    """Print a reply as text followed by ``end``, or as one line of JSON."""
    from bot.render import plain_text

    if as_json:
        print_text(json.dumps(plain_text.render_json(reply), ensure_ascii=False), flush=True)
    else:
        print_text(plain_text.render_text(reply), end=end, flush=True)
