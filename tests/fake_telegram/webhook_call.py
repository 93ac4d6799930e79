"""What Telegram does to a webhook, done by hand."""

from __future__ import annotations

import ssl
import urllib.error
import urllib.request


def post_update(
    url: str, body: bytes, secret: str | None, trusted: ssl.SSLContext | None = None
) -> int:
    """The status that an address answers with."""
    headers = {"Content-Type": "application/json"}
    if secret is not None:
        headers["X-Telegram-Bot-Api-Secret-Token"] = secret
    request = urllib.request.Request(url, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=5, context=trusted) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
