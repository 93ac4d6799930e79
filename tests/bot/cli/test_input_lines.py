"""Lines of standard input."""

from __future__ import annotations

import io

from bot.cli.input_lines import MAX_LINE_BYTES, read_lines


class CountedStream(io.BytesIO):
    """A stream that keeps how much was asked of it at once."""

    most = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        read = super().readline(size)
        self.most = max(self.most, len(read))
        return read


def test_lines_are_read_in_any_encoding_and_blank_ones_left_out() -> None:
    stream = io.BytesIO(b"one\r\n\n  \n\xff\xfetwo\nthree")
    assert list(read_lines(stream)) == ["one", "\ufffd\ufffdtwo", "three"]


def test_a_line_without_an_end_is_cut_and_never_in_memory_as_a_whole() -> None:
    stream = CountedStream(b"a" * (5 * MAX_LINE_BYTES + 7) + b"\nnext\n" + b"b" * MAX_LINE_BYTES)
    assert [len(line) for line in read_lines(stream)] == [MAX_LINE_BYTES, 4, MAX_LINE_BYTES]
    assert stream.most == MAX_LINE_BYTES


def test_a_line_that_ends_where_it_would_be_cut_is_one_line() -> None:
    stream = io.BytesIO(b"a" * (MAX_LINE_BYTES - 1) + b"\n" + b"b" * MAX_LINE_BYTES + b"\nc\n")
    assert [line[0] for line in read_lines(stream)] == ["a", "b", "c"]
