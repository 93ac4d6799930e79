"""Which jurisdictions a text names: countries, their people and cities, regulators, laws."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources

from knowledge.index.analysis import stems

_UNION = "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE"
_MEMBERS = frozenset(_UNION.split())
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Words that are places only when written as abbreviations are, or only in company.
_UPPER = {"US": "US", "EU": "EU", "UK": "GB", "МАС": "SG", "MAS": "SG", "EBA": "EU", "CBR": "RU"}
_SMALL = "in us it is to no so me be by at an as do or go he we if of my all mas eba cbr eu иу"
_NEVER = frozenset(_SMALL.split())
# A currency is no place: "US dollar", "Hong Kong dollars", "швейцарский франк".
_CURRENCY = re.compile(
    r"^\s*(?:dollar|franc|pound|yuan|rupee|lira|won|yen|real|rial|tenge|dirham|доллар|франк|фунт|юан"
    r"|рупи|лир|вон|иен|реал|тенге|дирхам)",
    re.IGNORECASE,
)
_CURRENCY_BEFORE = re.compile(r"(?:доллар\w*|франк\w*|лир\w*|руб\w*)\s+$", re.IGNORECASE)


@dataclass(frozen=True)
class Mention:
    """A place named in a text: its ISO 3166-1 code (EU for the Union), and where it stands."""

    code: str
    start: int
    end: int


@cache
def _table() -> dict[str, dict[str, object]]:
    file = resources.files("knowledge").joinpath("reference/jurisdictions.toml")
    found: dict[str, dict[str, object]] = tomllib.loads(file.read_text("utf-8"))
    return found


def _key(word: str) -> str:
    """A word's stem in its script's language; words of other scripts as they are."""
    language = "ru" if re.search(r"[\u0400-\u04ff]", word) else "en"
    joined = "".join(stems(word, language))
    return joined or word.lower()


@cache
def _index() -> tuple[dict[tuple[str, ...], str], dict[str, str], int]:
    """Stem sequences to codes, Han names to codes, and the longest sequence."""
    found: dict[tuple[str, ...], str] = {}
    han: dict[str, str] = {}
    table = _table()
    for by_hand in (True, False):  # what was written by hand wins over names from the list
        for code, row in table.items():
            aliases = row.get("aliases", [])
            assert isinstance(aliases, list)
            listed = [str(row[language]) for language in ("en", "ru", "tr", "zh")]
            for name in aliases if by_hand else listed:
                if _HAN.search(name):
                    han.setdefault(name, code)
                    continue
                keys = tuple(_key(part) for part in _TOKEN.findall(name))
                if keys and not (len(keys) == 1 and (keys[0] in _NEVER or len(keys[0]) < 2)):
                    found.setdefault(keys, code)
    return found, han, max(map(len, found))


def mentioned(text: str) -> tuple[Mention, ...]:
    """The places that a text names, in order; the longest name wins where two begin alike."""
    names, han, longest = _index()
    tokens = [(m.group(), m.start(), m.end()) for m in _TOKEN.finditer(text)]
    keys = [_key(unicodedata.normalize("NFKC", word)) for word, _, _ in tokens]
    found: list[Mention] = []
    at = 0
    while at < len(tokens):
        word, start, _ = tokens[at]
        step = 1
        code = _UPPER.get(word)
        if not code:
            for size in range(min(longest, len(tokens) - at), 0, -1):
                code = names.get(tuple(keys[at : at + size]))
                if code:
                    step = size
                    break
        end = tokens[at + step - 1][2]
        if code and not _CURRENCY.match(text[end:]) and not _CURRENCY_BEFORE.search(text[:start]):
            found.append(Mention(code, start, end))
        at += step
    for name, code in han.items():
        found.extend(Mention(code, m.start(), m.end()) for m in re.finditer(re.escape(name), text))
    return tuple(sorted(found, key=lambda mention: mention.start))


def codes(text: str) -> tuple[str, ...]:
    """The codes of the places that a text names, each once, in order."""
    return tuple(dict.fromkeys(mention.code for mention in mentioned(text)))


def name(code: str, language: str) -> str:
    """A place's name in a language; in English, or the code itself, where there is none."""
    row = _table().get(code, {})
    return str(row.get(language) or row.get("en") or code)


def members(code: str) -> frozenset[str]:
    """The members of the European Union for EU, else the place alone."""
    return _MEMBERS if code == "EU" else frozenset({code})
