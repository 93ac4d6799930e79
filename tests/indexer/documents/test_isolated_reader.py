"""Documents read in a process of their own: what a file does there is that file's problem."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.documents.isolated_reader import IsolatedReader
from indexer.documents.parsed_document import parse_document
from indexer.documents.reader_limits import ReaderLimits
from knowledge.errors import NoteError, TradewindError
from tests.support.documents import entry
from tests.support.paths import ROOT

pytestmark = pytest.mark.slow
SERVE = "from indexer.documents.reader_child import serve_documents; "
OBEY = SERVE + "from tests.support.hostile_parsers import obey; serve_documents(obey)"
SAY = SERVE + (
    "from tests.support.hostile_parsers import say_process_id; serve_documents(say_process_id)"
)
Make = Callable[[str, str], Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / name

    return write


@pytest.fixture
def obedient() -> Iterator[IsolatedReader]:
    with IsolatedReader(ReaderLimits(cpu_s=1, wall_s=20), OBEY) as reader:
        yield reader


def test_a_document_is_the_same_from_another_process(make: Make) -> None:
    file = make("Договор.md", "# Оплата\n\nПокупатель платит в рублях. Он платит вовремя.")
    with IsolatedReader() as reader:
        assert reader.read(entry(file)) == parse_document(entry(file))


def test_a_bad_file_is_refused_in_the_words_of_its_parser(make: Make) -> None:
    with IsolatedReader() as reader, pytest.raises(NoteError) as caught:
        reader.read(entry(make("bad.md", " ")))
    assert str(caught.value) == "bad.md: is empty; write it or take it away"


@pytest.mark.parametrize(
    ("deed", "problem"),
    [
        ("crash", r"made its reader crash \(SIGABRT\); save it anew"),
        ("leave", r"made its reader crash \(exit code 3\)"),
        ("compute", "takes more than 1 s to be read; split it"),
        ("fill memory", "needs more than 2048 MiB of memory to be read; split it"),
        ("raise", r"cannot be read \(LookupError\)"),
    ],
)
def test_what_a_document_does_to_its_reader_is_its_own_problem(
    obedient: IsolatedReader, make: Make, deed: str, problem: str
) -> None:
    with pytest.raises(NoteError, match=problem) as caught:
        obedient.read(entry(make("bad.txt", deed)))
    assert caught.value.path == "bad.txt"
    assert obedient.read(entry(make("good.txt", "All is well."))).passages


def test_a_document_that_never_ends_is_given_up_at_the_deadline(make: Make) -> None:
    with IsolatedReader(ReaderLimits(wall_s=3), OBEY) as reader:
        with pytest.raises(NoteError, match="was not read within 3 s"):
            reader.read(entry(make("bad.txt", "sleep")))
        assert reader.read(entry(make("good.txt", "All is well."))).passages


def test_what_a_parser_prints_is_no_reply(obedient: IsolatedReader, make: Make) -> None:
    assert obedient.read(entry(make("a.txt", "print"))).passages[0].text == "print"


def test_passages_beyond_the_size_of_a_reply_are_refused(make: Make) -> None:
    with IsolatedReader(ReaderLimits(reply_bytes=1 << 20)) as reader:
        with pytest.raises(NoteError, match="more than 1 MiB of passages; split it"):
            reader.read(entry(make("long.txt", "A sentence of words. " * 60_000)))
        assert reader.read(entry(make("short.txt", "Short."))).passages


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        ("bytes(1) + (1 << 40).to_bytes(8, 'big')", "more than 96 MiB of passages"),
        ("bytes(9)", "gave no text that can be used"),
        ("bytes(8) + bytes([2]) + b'{}'", "gave no text that can be used"),
        ("bytes(8) + bytes([5]) + b'{\"a\"}'", "gave no text that can be used"),
        ("bytes(4)", "made its reader crash"),
    ],
)
def test_a_reply_that_is_none_is_not_believed(make: Make, reply: str, problem: str) -> None:
    program = (
        "import sys; out = sys.stdout.buffer; out.write(b'ready\\n'); out.flush(); "
        f"sys.stdin.readline(); out.write({reply}); out.flush()"
    )
    with IsolatedReader(program=program) as reader, pytest.raises(NoteError, match=problem):
        reader.read(entry(make("a.txt", "x")))


def test_a_process_that_cannot_start_is_no_document_s_fault(make: Make) -> None:
    with (
        IsolatedReader(program="import nothing_of_this_name") as reader,
        pytest.raises(TradewindError, match="does not start") as caught,
    ):
        reader.read(entry(make("a.txt", "x")))
    assert not isinstance(caught.value, NoteError)


@pytest.mark.parametrize(
    ("limits", "processes"),
    [(ReaderLimits(), 1), (ReaderLimits(documents=2), 2), (ReaderLimits(kept_bytes=0), 4)],
)
def test_one_process_reads_many_documents_and_makes_room_for_another(
    make: Make, limits: ReaderLimits, processes: int
) -> None:
    with IsolatedReader(limits, SAY) as reader:
        read = [reader.read(entry(make(f"{i}.txt", "Text."))).head.title for i in range(4)]
    assert len(set(read)) == processes


PARENT = """
import sys
from pathlib import Path
from indexer.documents.isolated_reader import IsolatedReader
from tests.support.documents import entry
with IsolatedReader(program={program!r}) as reader:
    print(reader.read(entry(Path(sys.argv[1]))).head.title, flush=True)
    reader.read(entry(Path(sys.argv[2])))
"""


@pytest.mark.parametrize("signal_name", ["SIGTERM", "SIGINT", "SIGKILL"])
@pytest.mark.parametrize("deed", ["sleep", "compute"])
def test_the_process_ends_with_its_parent(make: Make, signal_name: str, deed: str) -> None:
    program = (
        SERVE + "from tests.support import hostile_parsers as parsers; serve_documents(lambda e: "
        "(parsers.say_process_id if e.name == 'a.txt' else parsers.obey)(e))"
    )
    code = PARENT.format(program=program)
    files = [str(make("a.txt", "Text.")), str(make("bad.txt", deed))]
    parent = subprocess.Popen(
        [sys.executable, "-c", code, *files],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert parent.stdout
    reader = int(parent.stdout.readline())
    parent.send_signal(getattr(signal, signal_name))
    parent.wait()
    parent.stdout.close()
    for _ in range(500):
        if not is_running(reader):
            return
        time.sleep(0.02)
    pytest.fail("the reader outlived its parent")


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"
