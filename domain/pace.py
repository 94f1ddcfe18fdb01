"""How long things take: at nominal, or as one replication would have them.

The simulation and the planner ask the same questions with the same keys, so that what a
planner expects on set A is what the simulation draws there. A key names the cause of a
duration (a departure, an hour of stuffing, a consignment), never who happens to be aboard.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

from domain.cargo import Consignment
from domain.draws import Chance, snap_h
from domain.network import ClearanceRule, InspectionRule, Process, Service
from domain.supervision import Supervision
from domain.timetable import DepartureKey

Cause = tuple[str | float, ...]


class Pace(Protocol):
    """Durations in hours on the time grid, by cause."""

    def work_h(self, process: Process, cause: Cause) -> float:
        """Work of a process, without queueing."""

    def beside_h(self, process: Process, cause: Cause) -> float:
        """What runs beside a process (clearance beside the port dwell); 0 where nothing does."""

    def ride_h(self, service: Service, leg: int, cause: Cause) -> float:
        """Running time of one leg."""

    def declare_h(self, rule: ClearanceRule, consignment_id: str) -> float:
        """From papers handed in to release, without inspection."""

    def match_fails(self, share: float, consignment_id: str, attempt: int) -> bool:
        """Whether papers that fail with a chance do not match, at an attempt from 0."""

    def late_h(self, service: Service, departure: DepartureKey) -> float:
        """By how much a departure leaves late."""

    def cancelled(self, service: Service, departure: DepartureKey) -> bool:
        """Whether a departure does not run at all: cancelled at its cut-off, or blanked before."""

    def room_share(self, service: Service, departure: DepartureKey) -> float:
        """Part of its room that a departure has; 1 where it does not come short."""

    def wagon_share(self, service: Service, departure: DepartureKey, leg: int) -> float:
        """Part of its wagons that a departure finds before a leg; 1 where none is missing."""

    def blanked(self, service: Service, departure: DepartureKey) -> bool:
        """Whether a departure is blanked, which is told before."""

    def no_show(self, service: Service, departure: DepartureKey, cause: Cause) -> bool:
        """Whether what was booked on a departure is not brought to it."""

    def inspected_h(self, rule: InspectionRule | None, consignment_id: str) -> float | None:
        """Hours of physical inspection, or `None` where the declaration is not selected."""

    def inspected_share(self, rule: InspectionRule) -> float:
        """Chance of being selected for inspection, for who does not look at the draws."""

    def release_h(self, rules: Supervision | None, order: Consignment) -> float | None:
        """Hours until a machine releases a declaration; `None` where a person must."""

    @property
    def quiet(self) -> bool:
        """Whether chance is off, and nobody is looked into."""

    def queue_h(self, node_id: str, step: str, at_h: float) -> float:
        """Wait for a server, where it is known from measurement; 0 where it is not."""


@dataclass(frozen=True, slots=True)
class SampledPace:
    """Draws of one replication; with a nominal `Chance`, the nominal durations.

    `waits` gives the measured wait at (node, step, hour); the simulation passes `None`
    because there the servers make the wait,
    and the sets of wagons themselves are late.
    """

    chance: Chance
    waits: Callable[[str, str, float], float] | None = None

    def work_h(self, process: Process, cause: Cause) -> float:
        """See `Pace`."""
        return self.chance.duration_h(process.work, "work", process.process_id, *cause)

    def beside_h(self, process: Process, cause: Cause) -> float:
        """See `Pace`."""
        if process.beside is None:
            return 0.0
        return self.chance.duration_h(process.beside, "beside", process.process_id, *cause)

    def ride_h(self, service: Service, leg: int, cause: Cause) -> float:
        """See `Pace`."""
        return self.chance.duration_h(
            service.legs[leg].run, "ride", service.service_id, leg, *cause
        )

    def declare_h(self, rule: ClearanceRule, consignment_id: str) -> float:
        """See `Pace`."""
        return self.chance.duration_h(rule.process.work, "declare", consignment_id)

    def match_fails(self, share: float, consignment_id: str, attempt: int) -> bool:
        """See `Pace`."""
        return self.chance.happens(share, "match", consignment_id, attempt)

    def late_h(self, service: Service, departure: DepartureKey) -> float:
        """See `Pace`."""
        if self.chance.nominal:
            return 0.0
        late_h = 0.0
        if service.lateness is not None:
            late_h = self.chance.duration_h(service.lateness, "late", *departure)
        terms = service.sailing
        if terms is None or terms.sets is None or self.waits is None:
            return late_h
        return late_h + terms.sets.late_h(self, departure)

    def cancelled(self, service: Service, departure: DepartureKey) -> bool:
        """See `Pace`."""
        if self.chance.happens(service.cancel_share, "cancel", *departure):
            return True
        terms = service.sailing
        if terms is None:
            return False
        if terms.sets is not None and self.waits is not None and not self.chance.nominal:
            return terms.sets.late_h(self, departure) == inf or self.blanked(service, departure)
        return self.blanked(service, departure)

    def room_share(self, service: Service, departure: DepartureKey) -> float:
        """See `Pace`."""
        terms = service.sailing
        if terms is None or not self.chance.happens(terms.short_share, "short", *departure):
            return 1.0
        return 1.0 - terms.short_by

    def wagon_share(self, service: Service, departure: DepartureKey, leg: int) -> float:
        """See `Pace`."""
        terms = service.sailing
        if terms is None or not self.chance.happens(
            terms.wagons_short_share, "wagons", *departure, leg
        ):
            return 1.0
        return 1.0 - terms.wagons_short_by

    def blanked(self, service: Service, departure: DepartureKey) -> bool:
        """See `Pace`."""
        terms = service.sailing
        return terms is not None and self.chance.happens(terms.blank_share, "blank", *departure)

    def no_show(self, service: Service, departure: DepartureKey, cause: Cause) -> bool:
        """See `Pace`."""
        terms = service.sailing
        return terms is not None and self.chance.happens(
            terms.no_show_share, "no_show", *departure, *cause
        )

    def inspected_h(self, rule: InspectionRule | None, consignment_id: str) -> float | None:
        """See `Pace`."""
        if rule is None or not self.chance.happens(rule.share, "select", consignment_id):
            return None
        return self.chance.duration_h(rule.work, "inspect", consignment_id)

    def inspected_share(self, rule: InspectionRule) -> float:
        """See `Pace`."""
        return 0.0 if self.chance.nominal else rule.share

    def release_h(self, rules: Supervision | None, order: Consignment) -> float | None:
        """See `Pace`."""
        if rules is None or not rules.auto_released(self.chance, order):
            return None
        return snap_h(rules.auto_release_h)

    @property
    def quiet(self) -> bool:
        """See `Pace`."""
        return self.chance.nominal

    def queue_h(self, node_id: str, step: str, at_h: float) -> float:
        """See `Pace`."""
        return 0.0 if self.waits is None else self.waits(node_id, step, at_h)


@dataclass(frozen=True, slots=True)
class KeptPace(SampledPace):
    """The same, with work asked for once per cause: all boxes of a journey share it."""

    _work_h: dict[tuple[str, Cause], float] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def work_h(self, process: Process, cause: Cause) -> float:
        """See `Pace`."""
        key = (process.process_id, cause)
        hours = self._work_h.get(key)
        if hours is None:
            hours = self._work_h[key] = SampledPace.work_h(self, process, cause)
        return hours


def nominal_pace() -> SampledPace:
    """Durations at their nominal values, chance off, no queues."""
    return SampledPace(Chance(seed=0, replication=0, nominal=True))
