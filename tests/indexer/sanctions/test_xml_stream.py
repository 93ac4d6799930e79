"""Tests for reading large XML files one element at a time."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pytest
from defusedxml.ElementTree import fromstring

from indexer.sanctions.xml_stream import (
    MAX_ENTRY_BYTES,
    find_text,
    find_texts,
    iterate_descendants,
    parse_date,
    stream_elements,
)
from knowledge.errors import SanctionsListError
from tests.support.sanctions import (
    FILES,
    refusal_of,
)

BOMB = """<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;">]><{root}>&d;</{root}>"""
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE {root} [<!ENTITY x SYSTEM "file:///etc/passwd">]><{root}>&x;</{root}>'
ROOTS = {"ofac-sdn": "Sanctions", "eu": "export", "un": "CONSOLIDATED_LIST", "uk": "Designations"}


@pytest.mark.parametrize("name", ROOTS)
@pytest.mark.parametrize("attack", [BOMB, OUTSIDE], ids=["bomb", "outside file"])
def test_entities_are_never_opened(name: str, attack: str, tmp_path: Path) -> None:
    assert "entities" in refusal_of(tmp_path, name, attack.format(root=ROOTS[name]).encode())


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-7"])
def test_entities_are_not_opened_in_another_encoding_either(charset: str, tmp_path: Path) -> None:
    attack = BOMB.format(root="Designations").replace('<?xml version="1.0"?>', "")
    assert refusal_of(tmp_path, "uk", attack.encode(charset))


@pytest.mark.parametrize("name", ROOTS)
def test_a_wrongly_encoded_list_is_refused(name: str, tmp_path: Path) -> None:
    content = FILES[name].read_bytes()
    at = content.index(b"SAMPLE") if b"SAMPLE" in content else content.index(b"Sample")
    assert refusal_of(tmp_path, name, content[:at] + b"\xff\xfe\xc3\x28" + content[at:])


@pytest.mark.parametrize("name", ROOTS)
def test_measures_that_no_list_has_are_refused(name: str, tmp_path: Path) -> None:
    content = FILES[name].read_bytes()
    end = content.rindex(b"</")
    deep = content[:end] + b"<a>" * 5000 + b"</a>" * 5000 + content[end:]
    assert "nested" in refusal_of(tmp_path, name, deep)
    at = content.index(b"</", max(content.rfind(b"SAMPLE"), content.rfind(b"Sample")))
    assert "larger" in refusal_of(
        tmp_path, name, content[:at] + b"x" * (MAX_ENTRY_BYTES + 200_000) + content[at:]
    )


def elements(content: str, *wanted: str) -> list[tuple[str, str]]:
    stream = stream_elements(io.BytesIO(content.encode()), "list", frozenset(wanted))
    return [(name, "".join(element.itertext())) for name, element in stream]


def test_wanted_elements_come_whole_after_the_root_by_names_without_namespace() -> None:
    content = '<list xmlns="urn:x"><a>1<b>2</b></a><c>3</c><a>4</a></list>'
    (root, _), *rest = elements(content, "a")
    assert root == "list"
    assert rest == [("a", "12"), ("a", "4")]
    with pytest.raises(SanctionsListError, match="begins with <other>, not <list>"):
        elements("<other/>", "a")


def test_texts_are_found_along_a_path() -> None:
    root = fromstring("<e xmlns='urn:x'><n><p> a  b </p><p/><p>c</p></n></e>")
    assert find_text(root, "n/p") == "a b"
    assert find_text(root, "n/q") == ""
    assert list(find_texts(root, "n/p")) == ["a b", "c"]
    assert [name for name, _ in iterate_descendants(root)] == ["n", "p", "p", "p"]


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2022-04-05T00:00:00", dt.date(2022, 4, 5)), (" 05/04/2022 ", dt.date(2022, 4, 5)),
        ("2022", None), ("", None), ("31/02/2022", None),
    ],
)  # fmt: skip
def test_dates_are_read_as_lists_write_them(written: str, day: dt.date | None) -> None:
    assert parse_date(written) == day
