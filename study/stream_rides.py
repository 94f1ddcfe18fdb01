"""What departures took along and what they left behind, per ride step."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

from study.stream_logs import StreamsObserved


@dataclass(frozen=True, slots=True)
class Boarded:
    """Departures of one ride step scheduled within the window that ran; NaN where none did.

    `aboard_mean` and `left_behind_mean` are lots or boxes per departure; `fill_share` is TEU
    boarded here over room, NaN where there is no limit; `left_behind_share` is that of
    departures that leave some behind.
    """

    departures: int
    aboard_mean: float
    fill_share: float
    left_behind_mean: float
    left_behind_share: float


NO_BOARDINGS = Boarded(0, nan, nan, nan, nan)
"""Of a step that no departure leaves, or where none ran."""


def boarded(seen: StreamsObserved, step_id: str) -> Boarded:
    """Figures of the departures that a ride step waits for."""
    ran = [
        (lots, teu, left_behind)
        for step, _, at_h, _, status, lots, teu, left_behind in seen.records.boardings
        if step == step_id and status == "ran" and seen.from_h <= at_h < seen.to_h
    ]
    n = len(ran)
    if n == 0:
        return NO_BOARDINGS
    room_teu = room_of(seen, step_id)
    return Boarded(
        n,
        sum(lots for lots, _, _ in ran) / n,
        nan if room_teu is None else sum(teu for _, teu, _ in ran) / (n * room_teu),
        sum(left for _, _, left in ran) / n,
        sum(left > 0 for _, _, left in ran) / n,
    )


def room_of(seen: StreamsObserved, step_id: str) -> float | None:
    """TEU that a departure of a ride step takes; `None`: as many as there are."""
    ride = seen.scenario.steps[step_id].ride
    if ride is None:
        return None
    return seen.scenario.network.services[ride.service_id].capacity_teu
