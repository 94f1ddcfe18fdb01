"""Time from entering one step to leaving another, per parcel, through boxes where there are any."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nan, sqrt

import numpy as np

from study.stream_logs import Floats, Ints, StreamsObserved, VisitColumns


@dataclass(frozen=True, slots=True)
class Span:
    """Mean and standard deviation over parcels; NaN where there are too few."""

    parcels: int
    mean_h: float
    sd_h: float


def span(seen: StreamsObserved, first: str, last: str) -> Span:
    """From the entry into step `first` to the exit from step `last`.

    A visit of a box counts for every lot in it. Lots count that enter within the window and leave
    before the run ends, each with its parcels; of several visits to a step the first entry and the
    last exit.
    """
    lots = seen.lots
    entered_h = _through_boxes(_first_entries(seen.visits[first], len(lots)), lots.inside)
    left_h = -_through_boxes(-_last_exits(seen.visits[last], len(lots)), lots.inside)
    counts = (lots.stream >= 0) & seen.within(entered_h) & np.isfinite(left_h)
    hours, parcels = left_h[counts] - entered_h[counts], lots.parcels[counts]
    n = int(parcels.sum())
    if n == 0:
        return Span(0, nan, nan)
    mean_h = float((hours * parcels).sum()) / n
    squares = float(((hours - mean_h) ** 2 * parcels).sum())
    return Span(n, mean_h, sqrt(squares / (n - 1)) if n > 1 else nan)


def _first_entries(log: VisitColumns, lots: int) -> Floats:
    """Hour of each lot's first entry; infinite: never."""
    found = np.full(lots, inf)
    np.minimum.at(found, log.lot, log.entered_h)
    return found


def _last_exits(log: VisitColumns, lots: int) -> Floats:
    """Hour of each lot's last exit; minus infinity: never, or it is there now."""
    found = np.full(lots, -inf)
    gone = ~np.isnan(log.left_h)
    np.maximum.at(found, log.lot[gone], log.left_h[gone])
    found[log.lot[~gone]] = -inf
    return found


def _through_boxes(own_h: Floats, inside: Ints) -> Floats:
    """The least of a lot's own hour and those of the box it is in, of that box's box, and so on."""
    found, box = own_h.copy(), inside
    while (boxed := box >= 0).any():
        found[boxed] = np.minimum(found[boxed], own_h[box[boxed]])
        box = np.where(boxed, inside[box], -1)
    return found
