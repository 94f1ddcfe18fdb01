"""Whose clock the times of a logger's file are on, and hours since 1970 from them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np

from domain.cold.arrays import Floats
from inputs.findings import Findings, Place
from inputs.logger_columns import Layout

_OFFSET: Final = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_NAMES: Final = {"beijing": "Asia/Shanghai", "北京": "Asia/Shanghai", "北京时间": "Asia/Shanghai",
                 "z": "UTC", "gmt": "UTC", "utc": "UTC"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was mended, assumed or left out; a key of `inputs.logger_phrases`."""

    key: str
    values: dict[str, object]


def zone_of(text: str) -> tzinfo | None:
    """A zone by its IANA name or its offset; `None`: there is none of this name.

    Examples
    --------
    >>> str(zone_of("UTC+8")), str(zone_of("Asia/Almaty")), zone_of("Mars/Olympus")
    ('UTC+08:00', 'Asia/Almaty', None)
    """
    plain = text.strip()
    found = _OFFSET.fullmatch(plain)
    if found is not None:
        away = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
        if away >= timedelta(hours=24):
            return None
        return timezone(-away if found[1] == "-" else away)
    try:
        return ZoneInfo(_NAMES.get(plain.casefold(), plain))
    except (KeyError, ValueError, OSError):
        return None


def on_clock(
    local_s: Floats,
    offsets_s: Sequence[float | None],
    asked: str | None,
    layout: Layout,
    path: Path,
    findings: Findings,
    notes: list[Note],
) -> tuple[Floats, tzinfo | None]:
    """Seconds since 1970 UTC, and the zone to show them in; no zone: on the clock as written."""
    zone = None
    if asked is not None:
        zone = zone_of(asked)
        if zone is None:
            findings.error(Place(str(path)), "logger_zone", found=asked)
            return local_s, None
    stated = [offset for offset in offsets_s if offset is not None]
    if len(stated) == len(offsets_s):
        shown = zone or timezone(timedelta(seconds=stated[0]))
        return local_s - np.array(stated), shown
    if layout.elapsed_h is not None:
        return local_s, None
    if zone is None and layout.offset:
        zone = zone_of(layout.offset)
    if zone is None:
        if stated:
            findings.error(Place(str(path)), "logger_mixed_clock", found=len(stated))
        notes.append(Note("no_zone", {}))
        return local_s, None
    utc_s = _to_utc(local_s, zone, notes)
    has = np.array([offset is not None for offset in offsets_s])
    own = local_s - np.array([offset or 0.0 for offset in offsets_s])
    return np.where(has, own, utc_s), zone


def _to_utc(local_s: Floats, zone: tzinfo, notes: list[Note]) -> Floats:
    """Local readings to UTC; an hour that comes twice is told apart by the order of the rows."""
    hours, where = np.unique(np.floor(local_s / 3600.0), return_inverse=True)
    early, late = (
        np.array([_offset_s(hour, zone, fold) for hour in hours])[where] for fold in (0, 1)
    )
    twice, never = early > late, early < late
    if never.any():
        notes.append(Note("clock_skips", {"count": int(never.sum())}))
    offset = early.copy()
    if twice.any():
        notes.append(Note("clock_twice", {"count": int(twice.sum())}))
        second, before = False, -np.inf
        for at in np.flatnonzero(twice):
            if at and not twice[at - 1]:
                second = False
            elif local_s[at] < before:
                second = True
            before = local_s[at]
            if second:
                offset[at] = late[at]
    return np.asarray(local_s - offset, dtype=np.float64)


def _offset_s(hour: float, zone: tzinfo, fold: int) -> float:
    naive = datetime.fromtimestamp(hour * 3600.0, tz=UTC)
    away = naive.replace(tzinfo=zone, fold=fold).utcoffset()
    return away.total_seconds() if away is not None else 0.0
