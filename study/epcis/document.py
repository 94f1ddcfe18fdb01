"""An EPCIS document written event by event, in order of time, with bounded memory.

Events come in the order of the records. They are sorted in runs on disk that are merged at the
end, so memory holds one run and never the story.
"""

from __future__ import annotations

import gzip
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from study.atomic import write_with
from study.epcis.event_hash import CONTEXT, event_id

STANDARD_CONTEXT: Final = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"
RUN_LENGTH: Final = 20_000
"""Events that are sorted in memory at a time."""
Event = dict[str, Any]
Keyed = tuple[int, int, int, Event]
"""Milliseconds, number of the record, number within it, and the event."""


def write_document(
    path: Path,
    events: Iterable[Keyed],
    *,
    created: str,
    master_data: Iterable[Mapping[str, Any]],
    run_length: int = RUN_LENGTH,
) -> int:
    """Write a whole document or none; returns how many events it has. A name in .gz packs it."""
    told = 0

    def write(draft: Path) -> None:
        nonlocal told
        with TemporaryDirectory(prefix="coldbridge-epcis-") as folder, ExitStack() as stack:
            runs = list(_runs(events, Path(folder), run_length))
            files = [stack.enter_context(run.open(encoding="utf-8", newline="\n")) for run in runs]
            raw = stack.enter_context(draft.open("wb"))
            out: IO[bytes] | gzip.GzipFile = raw
            if path.name.endswith(".gz"):
                packed = gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0)
                out = stack.enter_context(packed)
            out.write(_head(created, list(master_data)).encode())
            for line in heapq.merge(*files):
                out.write((",\n" if told else "\n").encode())
                out.write(line[_KEY_LENGTH:-1].encode())
                told += 1
            out.write(b"\n]}}\n")

    write_with(path, write)
    return told


_KEY_LENGTH: Final = 14 + 11 + 4


def _runs(events: Iterable[Keyed], folder: Path, run_length: int) -> Iterator[Path]:
    """Sorted runs of events as lines, each with its key in front."""
    lines: list[str] = []
    number = 0

    def put() -> Path:
        lines.sort()
        target = folder / f"{number}"
        with target.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        lines.clear()
        return target

    for ms, row, place, event in events:
        lines.append(f"{ms:014d}{row:011d}{place:04d}{_line(event)}\n")
        if len(lines) >= run_length:
            yield put()
            number += 1
    if lines:
        yield put()


def _line(event: Event) -> str:
    whole = {"type": event["type"], "eventID": event_id(event), **event}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _head(created: str, master_data: list[Mapping[str, Any]]) -> str:
    head = {
        "@context": [STANDARD_CONTEXT, dict(CONTEXT)],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": created,
        "epcisHeader": {"epcisMasterData": {"vocabularyList": master_data}},
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return f'{text[:-1]},"epcisBody":{{"eventList":['
