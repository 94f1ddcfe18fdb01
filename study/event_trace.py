"""The file of an event trace: a header, a line for everything that happened, a footer with a hash.

Header and footer are one line of JSON each; the lines between are those of `sim.witness`. A name
that ends in .gz is packed. Files are written and read a line at a time, so a trace may be larger
than memory; a file appears under its name when it is whole.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import IO, cast

from study.atomic import write_with

FORMAT = 1
MARK, END_MARK = "coldbridge_trace", "coldbridge_trace_end"
PACKED = ".gz"
LONGEST_LINE = 1 << 20
"""Bytes of one line at most; a longer one is no line of ours."""
AT_ONCE = 4096
"""Lines that are written together."""

Tell = Callable[[str], None]
"""Takes one line."""


class TraceFileError(ValueError):
    """A file that is no whole trace of this program: which, and why."""


class ReplayDiffersError(RuntimeError):
    """A run that did not repeat its trace: where, and both sides."""


class RecordedBreachError(RuntimeError):
    """The run that was recorded broke a rule; its trace is whole."""

    def __init__(self, target: Path, story: str) -> None:
        super().__init__(target, story)
        self.target = target
        self.story = story

    def __str__(self) -> str:
        """The rule and the story, and where the trace is."""
        return f"{self.story}\nall that happened is in {self.target}"


@dataclass(frozen=True, slots=True)
class Header:
    """What was run, so that it can be run again.

    `plan` is the fingerprint of the plan; `plan_from` the folder that it was taken from, if it
    was not made from the scenario by `policy`.
    """

    scenario: str
    name: str
    hashes: Mapping[str, str]
    versions: Mapping[str, str]
    code: str
    seed: int
    replication: int
    sets: list[str]
    overrides: list[str]
    allow_outside: bool
    policy: str
    plan_from: str | None
    look_ahead: int
    tune: int
    plan: str


@dataclass(frozen=True, slots=True)
class Footer:
    """What the lines come to. `broken` is the rule that the run broke, if it did."""

    lines: int
    events: int
    sha256: str
    header_sha256: str
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole trace. `edited` says that its lines are not those that were written."""

    path: Path
    header: Header
    footer: Footer
    edited: bool

    def lines(self) -> Iterator[str]:
        """What happened, in order."""
        with _open(self.path) as file:
            file.readline()
            for _ in range(self.footer.lines):
                yield file.readline().decode().removesuffix("\n")


class _Sink:
    """Takes lines, writes them in lots, and hashes them."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._waiting: list[str] = []
        self._state = hashlib.sha256()
        self.lines = 0

    def tell(self, line: str) -> None:
        """One more line."""
        self._waiting.append(one_line(line))
        if len(self._waiting) == AT_ONCE:
            self._write()

    def digest(self) -> str:
        """SHA-256 of all lines."""
        self._write()
        return self._state.hexdigest()

    def _write(self) -> None:
        if self._waiting:
            self.lines += len(self._waiting)
            content = ("\n".join(self._waiting) + "\n").encode()
            self._state.update(content)
            self._file.write(content)
            self._waiting.clear()


def one_line(line: str) -> str:
    """A line as it is written: names with line ends in them would make two."""
    return line.replace("\n", " ") if "\n" in line else line


def write_trace(
    path: Path, header: Header, happen: Callable[[Tell], tuple[int, str | None]]
) -> Footer:
    """Write what happens.

    Parameters
    ----------
    happen
        Tells its lines; returns the number of events, and the rule that was broken, if one was.
    """
    made: list[Footer] = []

    def fill(draft: Path) -> None:
        with _create(draft, packed=path.suffix == PACKED) as file:
            head = _json({MARK: FORMAT, **asdict(header)})
            file.write(head)
            sink = _Sink(file)
            events, broken = happen(sink.tell)
            digest = sink.digest()
            footer = Footer(sink.lines, events, digest, hashlib.sha256(head).hexdigest(), broken)
            file.write(_json({END_MARK: FORMAT, **asdict(footer)}))
            made.append(footer)

    write_with(path, fill)
    return made[0]


def read_trace(path: Path) -> Trace:
    """Read a trace from end to end, without keeping its lines.

    Raises
    ------
    TraceFileError
        When it is no trace, not whole, or of another format; says which.
    """
    try:
        with _open(path) as file:
            return _read(path, file)
    except FileNotFoundError:
        message = f"{path}: no such file; --replay wants a file written by --record"
        raise TraceFileError(message) from None
    except IsADirectoryError:
        message = f"{path}: is a folder; --replay wants a file written by --record"
        raise TraceFileError(message) from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as broken:
        message = f"{path}: cut off or damaged, it cannot be unpacked ({broken})"
        raise TraceFileError(message) from None


def _read(path: Path, file: IO[bytes]) -> Trace:
    head = _line(path, file)
    if not head:
        message = f"{path}: is empty; --replay wants a file written by --record"
        raise TraceFileError(message)
    found = _object(head)
    if found is None or MARK not in found:
        message = f"{path}:1  is no trace: it does not begin as --record begins a file"
        raise TraceFileError(message)
    if found.pop(MARK) != FORMAT:
        message = f"{path}:1  is a trace of another version of this program; record it again"
        raise TraceFileError(message)
    header = cast("Header", _filled(path, 1, Header, found))
    state, lines, last = hashlib.sha256(), 0, b""
    while content := _line(path, file):
        if last:
            state.update(last)
            lines += 1
        last = content
    end = _object(last) if last.endswith(b"\n") else None
    if end is None or END_MARK not in end:
        message = (
            f"{path}:{lines + 2}  ends without the footer of a whole trace: it was cut off here, "
            "or recording was stopped; record it again"
        )
        raise TraceFileError(message)
    del end[END_MARK]
    footer = cast("Footer", _filled(path, lines + 2, Footer, end))
    if footer.header_sha256 != hashlib.sha256(head).hexdigest():
        message = f"{path}:1  the header was edited after recording; record it again"
        raise TraceFileError(message)
    if footer.lines != lines:
        message = f"{path}: {lines} lines, but its footer says {footer.lines}; record it again"
        raise TraceFileError(message)
    return Trace(path, header, footer, edited=footer.sha256 != state.hexdigest())


def _line(path: Path, file: IO[bytes]) -> bytes:
    content = file.readline(LONGEST_LINE)
    if len(content) == LONGEST_LINE:
        message = f"{path}: is no trace: a line of it is longer than {LONGEST_LINE} bytes"
        raise TraceFileError(message)
    return content


def _object(content: bytes) -> dict[str, object] | None:
    """A line of JSON; `None` where it is none."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _filled(path: Path, line: int, kind: type[Header | Footer], found: dict[str, object]) -> object:
    """A header or footer with every field of the right kind."""
    wrong = sorted({field.name for field in fields(kind)} ^ set(found))
    if not wrong:
        wrong = [name for name, value in found.items() if not _fits(kind, name, value)]
    if wrong:
        message = f"{path}:{line}  {', '.join(wrong)}: not as --record writes it; record it again"
        raise TraceFileError(message)
    return kind(**found)  # type: ignore[arg-type]


def _fits(kind: type[Header | Footer], name: str, value: object) -> bool:
    wanted = next(field.type for field in fields(kind) if field.name == name)
    if wanted == "int":
        return type(value) is int and 0 <= value < 1 << 63
    if wanted == "bool":
        return isinstance(value, bool)
    if wanted == "list[str]":
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    if wanted == "Mapping[str, str]":
        return isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
    return isinstance(value, str) or (wanted == "str | None" and value is None)


def _json(content: Mapping[str, object]) -> bytes:
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


@contextmanager
def _create(path: Path, *, packed: bool) -> Iterator[IO[bytes]]:
    with path.open("wb") as file:
        if not packed:
            yield file
            return
        # Neither name nor hour of writing, so that equal traces are equal files.
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as folded:
            yield cast("IO[bytes]", folded)


@contextmanager
def _open(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix == PACKED:
        with gzip.open(path, "rb") as file:
            yield cast("IO[bytes]", io.BufferedReader(cast("io.RawIOBase", file)))
    else:
        with path.open("rb") as plain:
            yield plain
