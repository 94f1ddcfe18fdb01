"""What a scenario has to say so that times and frequencies are those that were observed.

Fitted are running times, the dwell at China's border and lateness: what does not depend on the
zone's own decisions. A wait for a departure is never fitted: it has to come out of the model, and
is where the two are compared. Fewer than `LEAST_TRAINS` observations fit nothing. How often a
service runs that others use too cannot be told from one zone's boxes, unless it is more often.

A span of several legs and borders is known as a sum only. Its longest leg takes the spread: the
observed sum less the means of all others, never below a tenth of what the table says; the
others keep their mean and lose their spread, which the sum contains already.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.network import Network, Process, Service
from domain.scenario import Scenario
from inputs.actual_services import border_of
from study.calibration.rides import (
    AT_BORDER,
    FROM_BORDER,
    LATE,
    ONWARD,
    TO_BORDER,
    WAY,
    Seen,
    rate_per_week,
)

LEAST_TRAINS: Final = 5
MOST_VALUES: Final = 60
LEAST_SHARE: Final = 0.1
ANY_NODE: Final = "@"
"""In the id of a process that stands for many nodes: it cannot be changed at one of them."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was not fitted, or only in part; `key` is that of a phrase."""

    service_id: str
    key: str
    value: str = ""


@dataclass(slots=True)
class Fit:
    """Keys of the overlay, and what is to be said about them."""

    services: dict[str, dict[str, float | list[float]]] = field(default_factory=dict)
    legs: dict[str, dict[int, dict[str, float | list[float]]]] = field(default_factory=dict)
    processes: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, object]:
        """As a scenario says it."""
        found = {
            "services_set": self.services, "legs_set": self.legs, "processes": self.processes
        }  # fmt: skip
        return {name: told for name, told in found.items() if told}


def fit(scenario: Scenario, observed: Mapping[str, Seen]) -> Fit:
    """The overlay that makes a scenario run on observed times."""
    made = Fit()
    dwells: dict[str, list[float]] = {}
    for service_id, own in observed.items():
        _frequency(made, scenario, own)
        _lateness(made, own)
        service = scenario.network.services[service_id]
        border = border_of(service, scenario.network.nodes)
        hours = own.hours
        last = len(service.legs) - 1
        if border is None:
            _span(made, scenario.network, service, hours.get(WAY, ()), 0, last)
            continue
        at = border[0]
        to_border, at_border = hours.get(TO_BORDER, ()), hours.get(AT_BORDER, ())
        if len(to_border) < LEAST_TRAINS:
            _span(made, scenario.network, service, hours.get(WAY, ()), 0, last)
            continue
        _span(made, scenario.network, service, to_border, 0, at)
        if len(at_border) >= LEAST_TRAINS:
            process = _border(scenario.network, service, at)
            if process is not None and ANY_NODE not in process.process_id:
                dwells.setdefault(process.process_id, []).extend(at_border)
            else:
                made.notes.append(Note(service_id, "no_border_row", border[1].node_id))
            _span(made, scenario.network, service, hours.get(FROM_BORDER, ()), at + 1, last)
        else:
            onward = hours.get(ONWARD, ())
            _span(made, scenario.network, service, onward, at + 1, last, border_too=True)
    for process_id in sorted(dwells):
        made.processes[process_id] = {"hours_observed": values_of(dwells[process_id])}
    return made


def values_of(hours: Sequence[float]) -> list[float]:
    """Observed values as a file holds them: all, or the middles of so many equal parts.

    Examples
    --------
    >>> values_of([3.0, 1.004, 2.0])
    [1.0, 2.0, 3.0]
    """
    ordered = sorted(max(0.0, one) for one in hours)
    n = len(ordered)
    if n > MOST_VALUES:
        middles = ((i + 0.5) / MOST_VALUES for i in range(MOST_VALUES))
        ordered = [ordered[int(share * n)] for share in middles]
    return [round(one, 2) for one in ordered]


def _frequency(made: Fit, scenario: Scenario, own: Seen) -> None:
    there = scenario.timetable.departures.get(own.service_id, ())
    own_trains = scenario.network.services[own.service_id].dispatch == "path"
    if own.per_week is None or own.trains < LEAST_TRAINS or len(there) < LEAST_TRAINS:
        made.notes.append(Note(own.service_id, "no_frequency", f"{own.trains:g}"))
        return
    offered = rate_per_week(there[0], there[-1], len(there))
    assert offered is not None
    keys = made.services.setdefault(own.service_id, {})
    if own.per_week < 0.98 * offered and not own_trains:
        made.notes.append(Note(own.service_id, "shared", f"{own.per_week:.2f} / {offered:.2f}"))
    elif own.per_week < 0.98 * offered:
        keys["thin_to_per_week"] = round(own.per_week, 3)
    elif own.per_week > 1.02 * offered:
        share = own.per_week / offered - 1.0
        keys["added_share"] = round(min(1.0, share), 3)
        if share > 1.0:
            told = f"{own.per_week:.2f} / {offered:.2f}"
            made.notes.append(Note(own.service_id, "more_than_twice", told))
    if not keys:
        del made.services[own.service_id]


def _lateness(made: Fit, own: Seen) -> None:
    late = own.hours.get(LATE, ())
    if len(late) >= LEAST_TRAINS:
        made.services.setdefault(own.service_id, {})["late_observed_h"] = values_of(late)


def _span(
    made: Fit,
    network: Network,
    service: Service,
    hours: Sequence[float],
    first: int,
    last: int,
    *,
    border_too: bool = False,
) -> None:
    """Fit the legs first..last, counted from 0, and the borders between them."""
    if len(hours) < LEAST_TRAINS:
        made.notes.append(Note(service.service_id, "too_few", str(len(hours))))
        return
    legs = service.legs[first : last + 1]
    begin = first - 1 if border_too else first
    passed = [_border(network, service, at) for at in range(begin, last)]
    means = [leg.run.mean for leg in legs]
    others = math.fsum(means) + math.fsum(one.work.mean for one in passed if one is not None)
    longest = max(range(len(legs)), key=means.__getitem__)
    others -= means[longest]
    least = LEAST_SHARE * means[longest]
    values = [max(least, one - others) for one in hours]
    cut = sum(one - others < least for one in hours)
    if cut:
        told = f"{cut} / {len(hours)}"
        made.notes.append(Note(service.service_id, "shorter_than_the_rest", told))
    own = made.legs.setdefault(service.service_id, {})
    for at, mean in enumerate(means):
        if at != longest:
            own[first + at + 1] = {"hours_mean": round(mean, 4), "hours_sd": 0.0}
    own[first + longest + 1] = {"hours_observed": values_of(values)}


def _border(network: Network, service: Service, at: int) -> Process | None:
    """What is done at the call after a leg, to a dry box."""
    node_id = service.legs[at].to_id
    direction = "import" if network.abroad(service.origin_id) else "export"
    return network.process(node_id, "border", direction, "dry", service.mode)
