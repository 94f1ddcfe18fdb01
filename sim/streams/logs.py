"""The logs of lots and visits while a run is under way.

Entries are appended to flat lists, a whole entry at once, and moved into arrays now and then; so a
visit costs a tenth of a microsecond and, once moved, 32 bytes.
"""

from __future__ import annotations

import struct
from array import array
from typing import Any

import numpy as np

from domain.stream_records import LotLog, VisitLog
from domain.times import Floats, Ints

NAN = float("nan")


def pour(noted: list[Any], kept: array[Any]) -> None:
    """Move numbers from a list into an array."""
    kept.frombytes(struct.pack(f"{len(noted)}{kept.typecode}", *noted))
    noted.clear()


class LotBook:
    """Lots and boxes: when they came, when they were done, what became of them.

    Flat lists: `made` (stream, number, parcels, born), `done` (lot, hour), `packed` (lot, box),
    `benches` (box, position of its packing step).
    """

    __slots__ = (
        "_done", "_made", "_packed", "benches", "count", "done", "lost", "made", "missed", "packed",
    )  # fmt: skip

    def __init__(self) -> None:
        self.count = 0
        self.made: list[float] = []
        self.done: list[float] = []
        self.packed: list[int] = []
        self.benches: list[int] = []
        self.lost: list[int] = []
        self.missed: dict[int, int] = {}
        self._made, self._done, self._packed = array("d"), array("d"), array("q")

    def enter(self, stream: int, number: int, parcels: int, born_h: float) -> int:
        """A new lot or box; returns its entry."""
        self.made += (stream, number, parcels, born_h)
        lot = self.count
        self.count = lot + 1
        return lot

    def spill(self) -> None:
        """Move what is noted into arrays."""
        pour(self.made, self._made)
        pour(self.done, self._done)
        pour(self.packed, self._packed)

    def columns(self) -> tuple[Ints, Ints, Floats]:
        """Stream, parcels and hour of coming of every entry so far."""
        self.spill()
        made = np.array(self._made).reshape(-1, 4)
        return made[:, 0].astype(np.int64), made[:, 2].astype(np.int64), made[:, 3]

    def packings(self) -> Ints:
        """Who was packed into which box, in order of time; shape (packings, 2)."""
        self.spill()
        return np.array(self._packed).reshape(-1, 2)

    def close(self, cny: Floats) -> LotLog:
        """The finished log, with what each lot bears."""
        self.spill()
        made = np.array(self._made).reshape(-1, 4)
        done = np.array(self._done).reshape(-1, 2)
        packed = self.packings()
        done_h, inside = np.full(self.count, np.nan), np.full(self.count, -1, dtype=np.int64)
        missed, lost = np.zeros(self.count, dtype=np.int64), np.zeros(self.count, dtype=np.bool_)
        done_h[done[:, 0].astype(np.int64)] = done[:, 1]
        inside[packed[:, 0]] = packed[:, 1]
        for lot, times in self.missed.items():
            missed[lot] = times
        lost[self.lost] = True
        return LotLog(
            _ints(made[:, 0]), _ints(made[:, 1]), _ints(made[:, 2]), _floats(made[:, 3]),
            _floats(done_h), _ints(inside), lost.tolist(), _ints(missed), _floats(cny),
        )  # fmt: skip


class VisitBook:
    """Visits of one step; `ended` is the flat list of (lot, entered, began, left)."""

    __slots__ = ("_kept", "ended")

    def __init__(self) -> None:
        self.ended: list[float] = []
        self._kept = array("d")

    def spill(self) -> None:
        """Move what is noted into an array."""
        pour(self.ended, self._kept)

    def columns(self) -> Floats:
        """Lot, entered, began and left so far; shape (visits, 4)."""
        self.spill()
        return np.array(self._kept).reshape(-1, 4)

    def close(self) -> VisitLog:
        """The finished log."""
        kept = self.columns()
        return VisitLog(_ints(kept[:, 0]), *(_floats(kept[:, n]) for n in (1, 2, 3)))


def _ints(column: Floats | Ints) -> array[int]:
    return array("q", column.astype(np.int64).tobytes())


def _floats(column: Floats) -> array[float]:
    return array("d", column.tobytes())
