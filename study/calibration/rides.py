"""Rides of boxes on services, and the same figures of them whether observed or simulated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean, median
from typing import Final

TRAIN_GAP_H: Final = 3.0
"""Boxes of one service that leave within this of each other go by one train or ship."""
WEEK_H: Final = 168.0

WAIT, TO_BORDER, AT_BORDER, FROM_BORDER = "wait", "to_border", "at_border", "from_border"
ONWARD, WAY, LATE = "onward", "way", "late"
SPANS: Final[Mapping[str, tuple[str, str]]] = {
    WAIT: ("gate_in", "departure"),
    LATE: ("scheduled", "departure"),
    TO_BORDER: ("departure", "border_in"),
    AT_BORDER: ("border_in", "border_out"),
    FROM_BORDER: ("border_out", "arrival"),
    ONWARD: ("border_in", "arrival"),
    WAY: ("departure", "arrival"),
}
"""Spans between two times of a ride. A wait is the box's own; all others are its train's."""


@dataclass(frozen=True, slots=True)
class Ride:
    """A box on a service: hours on any one clock, by column of `inputs.actual_columns.TIMES`."""

    service_id: str
    at_h: Mapping[str, float]
    teu: float | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a service.

    `trains`, `boxes` and `teu` are counts, of several replications their means; `per_week` is
    `None` where fewer than three trains left. `hours` are samples by span: of a wait one a box, of
    all others one a train (the median of its boxes, which ride together and would else count as
    if each were an observation).
    """

    service_id: str
    trains: float
    per_week: float | None
    boxes: float
    teu: float | None
    hours: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    @property
    def boxes_per_train(self) -> float:
        """Mean boxes aboard that the list, or the zone, knows of."""
        return self.boxes / self.trains


def seen(rides: Iterable[Ride]) -> dict[str, Seen]:
    """What rides come to, by service, in order of its id."""
    by_service: dict[str, list[Ride]] = {}
    for ride in rides:
        by_service.setdefault(ride.service_id, []).append(ride)
    return {name: _seen(name, by_service[name]) for name in sorted(by_service)}


def _seen(service_id: str, rides: Sequence[Ride]) -> Seen:
    trains = _trains(sorted(rides, key=lambda one: one.at_h["departure"]))
    hours: dict[str, tuple[float, ...]] = {}
    for span, (begins, ends) in SPANS.items():
        found: list[float] = []
        for train in trains:
            own = [
                one.at_h[ends] - one.at_h[begins]
                for one in train
                if begins in one.at_h and ends in one.at_h
            ]
            if own and span == WAIT:
                found.extend(own)
            elif own:
                found.append(median(own))
        if found:
            hours[span] = tuple(found)
    teu = None if any(one.teu is None for one in rides) else sum(one.teu or 0.0 for one in rides)
    first_h, last_h = (trains[i][0].at_h["departure"] for i in (0, -1))
    return Seen(
        service_id, len(trains), rate_per_week(first_h, last_h, len(trains)), len(rides), teu, hours
    )


def rate_per_week(first_h: float, last_h: float, count: int) -> float | None:
    """Departures a week, by the gaps between them; `None` where there are fewer than two gaps.

    Examples
    --------
    >>> rate_per_week(0.0, 336.0, 5)
    2.0
    """
    return (count - 1) * WEEK_H / (last_h - first_h) if count > 2 else None


def together(replications: Sequence[Seen]) -> Seen:
    """Replications of one service as one: samples side by side, counts as means."""
    spans = dict.fromkeys(span for one in replications for span in one.hours)
    rates = [one.per_week for one in replications if one.per_week is not None]
    teu = [one.teu for one in replications if one.teu is not None]
    return Seen(
        replications[0].service_id,
        fmean(one.trains for one in replications),
        fmean(rates) if rates else None,
        fmean(one.boxes for one in replications),
        fmean(teu) if len(teu) == len(replications) else None,
        {s: tuple(h for one in replications for h in one.hours.get(s, ())) for s in spans},
    )


def _trains(rides: Sequence[Ride]) -> list[list[Ride]]:
    trains = [[rides[0]]]
    for before, after in pairwise(rides):
        if after.at_h["departure"] - before.at_h["departure"] > TRAIN_GAP_H:
            trains.append([])
        trains[-1].append(after)
    return trains
