"""Bytes to text, in whatever encoding they are."""

from __future__ import annotations

import codecs
import re

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    # Before UTF-16: its mark begins in the same way.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS = bytes([*range(9), *range(14, 32), 127])
_SAMPLE_BYTES = 1 << 14
# In the order of preference where a text reads equally well in several.
_CYRILLIC = ("cp1251", "koi8_r", "cp866")
_KNOWN_ENCODINGS = (
    "cp1252", "cp1251", "koi8_r", "koi8_u", "cp866", "cp1250", "cp1254", "cp1253", "cp1255",
    "cp1256", "cp1257", "cp932", "cp949", "gb18030", "big5", "euc_jp", "cp874",
)  # fmt: skip
_CAPITALS, _SMALL = "А-ЯЁІЇЄҐЎ", "а-яёіїєґў"
_WORD = re.compile(rf"[{_CAPITALS}{_SMALL}]?[{_SMALL}]*|[{_CAPITALS}]+")
# The commoner a letter is in Russian, the smaller its number.
_RANKS = {letter: rank for rank, letter in enumerate("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ")}
_CHARSET = re.compile(rb"""(?i)(?:charset|encoding)\s{0,9}=\s{0,9}["']?([-\w]{2,20})""")


def decode_text(raw: bytes, declared: str = "") -> str:
    """The text of bytes in whatever encoding they are; ValueError when they are no text.

    ``declared`` is what the file itself names; it is believed where it fits.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError:
                problem = "is not the Unicode that it claims to be; save it as UTF-8"
                raise ValueError(problem) from None
    controls = len(raw) - len(raw.translate(None, _CONTROLS))
    if b"\x00" in raw or controls > max(40, len(raw) // 50):
        raise ValueError("is binary, not text; save it as UTF-8")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        _check_broken(raw, error.start)
    for encoding in filter(None, (declared, _guess_cyrillic(raw), _guess_statistically(raw))):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("is in an encoding that was not recognised; save it as UTF-8")


def _check_broken(raw: bytes, at: int) -> None:
    """ValueError for UTF-8 with a few bytes amiss: as another encoding all of it would be wrong."""
    whole = raw.decode("utf-8", "ignore")
    lost = len(raw) - len(whole.encode())
    if 10 * lost < len(whole.encode()) - len(whole):
        line = raw.count(b"\n", 0, at) + 1
        raise ValueError(f"is UTF-8 with broken bytes (line {line}); save it again as UTF-8")


def parse_declared_encoding(raw: bytes) -> str:
    """The encoding that a page names near its top, when it is one of the known ones."""
    found = _CHARSET.search(raw[:2048])
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else ""
    except (LookupError, UnicodeDecodeError):
        return ""
    name = {"iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(name, name)
    known = name.replace("-", "_")
    return (
        known
        if known in _KNOWN_ENCODINGS or known.startswith(("iso8859_", "shift_jis", "euc_"))
        else ""
    )


def _guess_cyrillic(raw: bytes) -> str:
    """The encoding in which the bytes read as Russian words of common letters, or nothing.

    Surer on a short text than statistics of whole languages.
    """
    best, least = "", 14.5
    for encoding in _CYRILLIC:
        text = raw[:_SAMPLE_BYTES].decode(encoding, "replace")
        words = [word for word in re.findall(r"[^\W\d_]+", text) if not word.isascii()]
        # A capital inside a word, or a Latin letter, is another encoding's.
        pure = [word for word in words if _WORD.fullmatch(word)]
        size = sum(map(len, pure))
        strange = sum(map(len, words)) - size + sum(char > "\x7f" for char in text) - size
        if size and 4 * strange <= size and (rank := sum(map(_rank, pure)) / size) < least:
            best, least = encoding, rank
    return best


def _rank(word: str) -> int:
    """How unlike Russian a word is: by its letters, and by capitals and signs out of place."""
    ranks = sum(_RANKS.get(letter, 20) for letter in word.lower())
    return ranks + sum(letter.isupper() for letter in word[1:]) + 9 * (word[0] in "ьъыЬЪЫ")


def _guess_statistically(raw: bytes) -> str:
    from charset_normalizer import from_bytes

    # Cut where a line ends, so that no character is cut.
    sample = raw[: raw.rfind(b"\n", 0, _SAMPLE_BYTES) + 1] or raw[:_SAMPLE_BYTES]
    sample = raw if len(raw) <= _SAMPLE_BYTES else sample
    found = list(from_bytes(sample, threshold=0.3, cp_isolation=list(_KNOWN_ENCODINGS)))
    ranked = sorted(
        (round(match.chaos, 2), -round(match.coherence, 2), _KNOWN_ENCODINGS.index(name), name)
        for match in found
        for name in match.could_be_from_charset
        if name in _KNOWN_ENCODINGS
    )
    return ranked[0][3] if ranked else ""
