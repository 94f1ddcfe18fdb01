"""Which chains of stations tell a zone's story: train, transfer and vessel, or a train abroad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from report.canvas import NothingToDrawError
from report.rows import each_row

MOST_CORRIDORS = 3
# Two corridors that share more than this part of their stations tell the same story.
_ALIKE = 0.6
# Two stations closer than this share of the corridor are drawn this far apart.
_LEAST_GAP = 0.10


_Chain = tuple[tuple[str, ...], tuple[str, ...]]
"""Stations and services."""
_Trip = tuple[str, float, float]
"""A box, the hour it left the first station and the hour it came to the last."""


@dataclass(frozen=True, slots=True)
class Corridor:
    """Stations in order, the service and length of each stretch, and what went along it.

    `boxes` left the first station and got off at the last or before; `starts_h` are the hours
    when they left, each once; `hours` is the median time of those that went all the way.
    """

    stations: tuple[str, ...]
    services: tuple[str, ...]
    km: tuple[float, ...]
    teu: float
    boxes: tuple[str, ...]
    starts_h: tuple[float, ...]
    hours: float

    def heights(self) -> dict[str, float]:
        """Height per station: kilometres from the first, close stations drawn apart."""
        least = _LEAST_GAP * sum(self.km)
        y, found = 0.0, {self.stations[0]: 0.0}
        for station, km in zip(self.stations[1:], self.km, strict=True):
            y += max(km, least)
            found[station] = y
        return found


def corridors(
    movements: pd.DataFrame,
    network_legs: pd.DataFrame,
    network_nodes: pd.DataFrame,
    *,
    most: int = MOST_CORRIDORS,
) -> list[Corridor]:
    """The chains that boxes took from home, by TEU times number of stations.

    A chain runs from the first to the last dated service of a box, with transfers by truck
    between; boxes that went the first part of a chain alone count for it too. Chains of fewer
    than three stations, and those that mostly repeat a chain already chosen, are left out; where
    nothing else is there, the busiest chain is taken as it is.

    Parameters
    ----------
    movements
        Rows of one policy and replication.

    Raises
    ------
    NothingToDrawError
        If no box rode a dated service.
    """
    rides = movements[(movements["subject"] == "box") & (movements["stage"] == "ride")]
    rides = rides.sort_values(["subject_id", "start_h"], kind="stable")
    km = {
        (str(row.service_id), str(row.from_id), str(row.to_id)): float(row.km)
        for row in each_row(network_legs)
    }
    found: dict[_Chain, list[_Trip]] = {}
    for box, legs in rides.groupby("subject_id", sort=True):
        dated = legs["scheduled_h"].notna().to_numpy()
        if not dated.any():
            continue
        first, last = int(dated.argmax()), len(dated) - 1 - int(dated[::-1].argmax())
        chain = legs.iloc[first : last + 1]
        stations = (str(chain["node_id"].iloc[0]), *(str(to) for to in chain["to_id"]))
        services = tuple(str(service) for service in chain["service_id"])
        if len(set(stations)) < len(stations):
            continue
        ends = (float(chain["start_h"].iloc[0]), float(chain["end_h"].iloc[-1]))
        found.setdefault((stations, services), []).append((str(box), *ends))
    if not found:
        raise NothingToDrawError("movements", "no box rode a dated service")
    every = [_corridor(chain, found, km) for chain in found]
    home = _home_country(movements, network_nodes)
    country = {str(row.node_id): str(row.country) for row in each_row(network_nodes)}
    ranked = sorted(
        every,
        key=lambda one: (
            len(one.stations) < 3,
            country.get(one.stations[0]) != home,
            -one.teu * len(one.stations),
            one.stations,
            one.services,
        ),
    )
    chosen: list[Corridor] = []
    for one in ranked:
        worth = len(one.stations) > 2 and country.get(one.stations[0]) == home
        if chosen and (not worth or any(_alike(one, other) for other in chosen)):
            continue
        chosen.append(one)
        if len(chosen) == most:
            break
    return chosen


def _corridor(
    chain: _Chain, found: Mapping[_Chain, list[_Trip]], km: Mapping[tuple[str, str, str], float]
) -> Corridor:
    stations, services = chain
    lengths = tuple(
        km.get((service, here, to), 0.0)
        for service, here, to in zip(services, stations, stations[1:], strict=False)
    )
    along = [
        trip
        for (_, first), trips in found.items()
        if first == services[: len(first)]
        for trip in trips
    ]
    boxes = tuple(box for box, _, _ in along)
    teu = sum(1.0 if box.startswith("20") else 2.0 for box in boxes)
    hours = pd.Series([end - start for _, start, end in found[chain]])
    starts = tuple(sorted({start for _, start, _ in along}))
    return Corridor(stations, services, lengths, teu, boxes, starts, float(hours.median()))


def _home_country(movements: pd.DataFrame, network_nodes: pd.DataFrame) -> str:
    """Country of the place where most boxes are stuffed."""
    stuffed = movements[(movements["stage"] == "stuff") & (movements["subject"] == "box")]
    if stuffed.empty:
        return ""
    place = str(stuffed["node_id"].value_counts().idxmax())
    mine = network_nodes[network_nodes["node_id"] == place]
    return str(mine["country"].iloc[0]) if len(mine) else ""


def _alike(one: Corridor, other: Corridor) -> bool:
    a, b = set(one.stations), set(other.stations)
    return len(a & b) > _ALIKE * len(a | b)
