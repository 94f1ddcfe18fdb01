"""Sets of wagons: each is in one place at a time, none is made or lost, every train has one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import cast

from domain.timetable import DepartureKey
from domain.wagon_sets import BEYOND, HOME, WagonSets, all_sets, sets_of
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.story import departure_name, hour, last

SetRow = tuple[str, str, str, str, float, float, str, float | None]
"""Row of the table of sets: set, doing, from, to, start, end, service, scheduled."""
HAIR_H = 1e-6


def sets_went(seen: Evidence) -> set[DepartureKey]:
    """Departures that a set ran, by the table of sets."""
    return {(row[6], row[7]) for row in _rows(seen) if row[1] == "run" and row[7] is not None}


def _rows(seen: Evidence) -> list[SetRow]:
    return cast("list[SetRow]", seen.world.records.wagon_sets.rows)


def check_sets(seen: Evidence) -> None:
    """As many sets as there were, each without a gap from hour 0 on, and one for each train."""
    groups = {one.name: one for one in all_sets(seen.world.network)}
    if not groups:
        return
    by_set: dict[str, list[SetRow]] = {}
    for row in _rows(seen):
        by_set.setdefault(row[0], []).append(row)
    for name, group in groups.items():
        own = [rows for set_id, rows in by_set.items() if set_id.rsplit("#", 1)[0] == name]
        homes = sum(rows[0][2] == group.node_of(HOME) for rows in own)
        if (len(own), homes) != (group.count, group.at_home):
            rule = (
                f"{name} has {group.count} sets of wagons, {group.at_home} of them at home; "
                f"{len(own)} and {homes} are seen"
            )
            raise BrokenRunError(rule, last(sorted(by_set)) or [name])
        for rows in own:
            _check_way(group, rows)
    _check_trains(seen, by_set)


def _check_way(group: WagonSets, rows: Sequence[SetRow]) -> None:
    """What one set did follows on in time and place, and turning round takes its hours."""
    told = [_line(row) for row in rows]
    set_id = rows[0][0]
    if rows[0][4] != 0.0:
        raise BrokenRunError(f"{set_id} is nowhere at hour 0", last(told))
    for before, row in pairwise(rows):
        if before[5] != row[4] or before[3] != row[2]:
            rule = f"{set_id} is in two places, or in none, at {hour(row[4])}"
            raise BrokenRunError(rule, last(told))
    for number, row in enumerate(rows[:-1]):
        end = HOME if row[2] == group.node_of(HOME) else BEYOND
        short = row[1] == "turn" and row[5] - row[4] < group.turn_h[end] - HAIR_H
        wrong = row[1] == "run" and rows[number + 1][1] != "turn"
        if short or wrong:
            rule = f"{set_id} is not turned round at {row[3]} after {hour(row[4])}"
            raise BrokenRunError(rule, last(told))


def _check_trains(seen: Evidence, by_set: dict[str, list[SetRow]]) -> None:
    """Each train of a service with sets has one, which leaves with its boxes."""
    runs: dict[DepartureKey, SetRow] = {}
    for rows in by_set.values():
        for row in rows:
            if row[1] == "run" and row[7] is not None:
                key = (row[6], row[7])
                if key in runs:
                    rule = f"{departure_name(key)} runs with two sets of wagons"
                    raise BrokenRunError(rule, [_line(runs[key]), _line(row)])
                runs[key] = row
    for box in seen.world.boxes:
        for (key, leg), at_h in seen.trips[box.box_id].slots:
            if leg or sets_of(seen.world.network.services[key[0]]) is None:
                continue
            its = runs.get(key)
            if its is None or at_h < its[4] - HAIR_H:
                rule = f"{departure_name(key)} carries {box.box_id} without a set of wagons"
                raise BrokenRunError(rule, [hour(at_h)] if its is None else [_line(its)])


def _line(row: SetRow) -> str:
    where = row[2] if row[2] == row[3] else f"{row[2]} > {row[3]}"
    ridden = "" if row[7] is None else f"  [{departure_name((row[6], row[7]))}]"
    return f"{hour(row[4])} - {hour(row[5])}  {row[0]}  {row[1]}  {where}{ridden}"
