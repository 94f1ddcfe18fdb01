"""Key figures of wagons and of gates: sets, boxes left for want of wagons, windows of ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from study.kpis import Observed


def left_at_border(seen: Observed) -> float:
    """How often a box stuffed in the window was left at a border for want of wagons."""
    moves = seen.tables["movements"]
    waits = moves[(moves["subject"] == "box") & (moves["stage"] == "left_at_border")]
    return float(waits["subject_id"].isin(seen.boxes["box_id"]).sum())


def _early(seen: Observed) -> pd.DataFrame:
    moves = seen.tables["movements"]
    rows = moves[(moves["subject"] == "box") & (moves["stage"] == "await_gate")]
    return rows[rows["subject_id"].isin(seen.boxes["box_id"])]


def _outer_yard_h(seen: Observed) -> float:
    """Hours outside, of those who came before the gate opened."""
    rows = _early(seen)
    return float((rows["end_h"] - rows["start_h"]).mean()) if len(rows) else float("nan")


def _missed(seen: Observed) -> float:
    rows = seen.tables["bookings"]
    rows = rows[rows["scheduled_h"].between(seen.from_h, seen.to_h)]
    return float((rows["state"] == "missed").sum())


def _beyond_teu(seen: Observed) -> float:
    """TEU carried beyond the part that is open to the zone, since others did not come."""
    rows = seen.departures[seen.departures["capacity_teu"].notna()]
    most = rows.groupby(["service_id", "scheduled_h"])[["loaded_teu", "capacity_teu"]].max()
    return float((most["loaded_teu"] - most["capacity_teu"]).clip(lower=0.0).sum())


def _days(seen: Observed, doing: str) -> float:
    """Days of all sets together in a state, in the period."""
    rows = seen.tables["wagon_sets"]
    rows = rows[rows["doing"] == doing]
    begin, end = (
        rows["start_h"].clip(seen.from_h, seen.to_h),
        rows["end_h"].clip(seen.from_h, seen.to_h),
    )
    return float((end - begin).sum()) / 24.0


def _round_days(seen: Observed) -> float:
    """From one departure of a set to its next from the same place, begun in the period."""
    rows = seen.tables["wagon_sets"]
    runs = rows[rows["doing"] == "run"].sort_values(["set_id", "from_id", "start_h"])
    again = runs.groupby(["set_id", "from_id"])["start_h"].shift(-1)
    rounds = (again - runs["start_h"])[runs["start_h"].between(seen.from_h, seen.to_h)].dropna()
    return float(rounds.mean()) / 24.0 if len(rounds) else float("nan")


def _lost(seen: Observed) -> float:
    rows = seen.departures
    return float(((rows["status"] == "no_wagons") & (rows["leg"] == 0)).sum())


def _late(seen: Observed) -> float:
    """Departures of sets that stood ready only after the hour of the timetable."""
    rows = seen.tables["wagon_sets"]
    runs = rows[(rows["doing"] == "run") & rows["scheduled_h"].between(seen.from_h, seen.to_h)]
    stood = rows[rows["doing"] == "stand"][["set_id", "start_h", "end_h"]]
    found = runs[["set_id", "start_h", "scheduled_h"]].merge(
        stood, left_on=["set_id", "start_h"], right_on=["set_id", "end_h"], suffixes=("", "_stood")
    )
    return float((found["start_h_stood"] > found["scheduled_h"]).sum())


GATE_QUERIES: Mapping[str, tuple[str, Callable[[Observed], float]]] = {
    "early_boxes": ("1", lambda seen: float(len(_early(seen)))),
    "outer_yard_h": ("h", _outer_yard_h),
    "missed_bookings": ("1", _missed),
}
"""Of scenarios in which a gate opens only some hours before a departure; of boxes stuffed in the
period, and bookings for it."""
OTHERS_QUERIES: Mapping[str, tuple[str, Callable[[Observed], float]]] = {
    "beyond_open_teu": ("TEU", _beyond_teu),
}
"""Of scenarios in which others' bookings on a service are stated."""
WAGON_QUERIES: Mapping[str, tuple[str, Callable[[Observed], float]]] = {
    "set_idle_days": ("day", lambda seen: _days(seen, "stand")),
    "set_run_days": ("day", lambda seen: _days(seen, "run") + _days(seen, "return")),
    "set_round_days": ("day", _round_days),
    "departures_without_set": ("1", _lost),
    "departures_late_for_set": ("1", _late),
}
"""Of scenarios whose services run with sets of wagons."""


def service_queries(seen: Observed) -> dict[str, tuple[str, Callable[[Observed], float]]]:
    """Those of these figures that a scenario has."""
    return {
        **(GATE_QUERIES if seen.gated else {}),
        **(OTHERS_QUERIES if seen.shared else {}),
        **(WAGON_QUERIES if "wagon_sets" in seen.tables else {}),
    }
