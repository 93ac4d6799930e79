"""What a bot sent over HTTP, as names and values: from an address, a form, JSON or parts."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    body: bytes = field(repr=False)
    kind: str = "application/octet-stream"


class UnreadableRequest(Exception):
    """What was sent is not what its content type says."""


def parse_parameters(path: str, content_type: str, body: bytes) -> dict[str, Any]:
    """The names and values of a call; values of a form are still text, files are uploads."""
    found: dict[str, Any] = dict(parse_qsl(urlsplit(path).query, keep_blank_values=True))
    kind = content_type.split(";")[0].strip().lower()
    if not body:
        return found
    if kind == "application/json":
        found.update(_object(body))
    elif kind == "multipart/form-data":
        found.update(_parts(content_type, body))
    elif kind == "application/x-www-form-urlencoded":
        found.update(parse_qsl(body.decode(), keep_blank_values=True))
    else:
        raise UnreadableRequest(f"unsupported content type {kind!r}")
    return found


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
    except ValueError as error:
        raise UnreadableRequest("can't parse JSON object") from error
    if not isinstance(read, dict):
        raise UnreadableRequest("object expected")
    return read


def _parts(content_type: str, body: bytes) -> dict[str, Any]:
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    if boundary is None:
        raise UnreadableRequest("no boundary in a multipart request")
    found: dict[str, Any] = {}
    # The first piece is what stands before the first boundary, the last is the closing "--".
    for piece in (b"\r\n" + body).split(b"\r\n--" + boundary[1].encode())[1:-1]:
        head, blank, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = head.decode()
        name = re.search(r'[ ;]name="([^"]*)"', headers)
        if not blank or name is None:
            raise UnreadableRequest("a part without a name")
        file_name = re.search(r'filename="([^"]*)"', headers)
        if file_name is None:
            found[name[1]] = content.decode()
            continue
        kind = re.search(r"(?i)content-type: *(\S+)", headers)
        found[name[1]] = Upload(file_name[1], content, kind[1] if kind else Upload.kind)
    return found
