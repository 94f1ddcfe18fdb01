"""Where one plan gains on another: better choice, better filling, fuller trains. It sums exactly.

A part's own lines (collection, declaration, storage, interest, value, lateness, outsourcing) come
from where it goes, which is choice. Its share of boxes is choice and filling at once, so boxes are
priced twice. With q what a part's goods would pay in boxes that are full to the last place (their
larger share of volume and weight, times the price of a box on their journey) and F = sum of q over
what boxes really cost, the filling of a policy for a kind of box (type, class),

    boxes(rule) - boxes(plan) = [q(rule) - q(plan)] / F(plan)          choice
                              + q(rule) [1 / F(rule) - 1 / F(plan)]    filling

for every kind: choices at the plan's filling first. Where the plan uses none of a kind, the rule's
own filling is taken for both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from domain.plan import Part
from domain.timetable import DepartureKey
from optimize.why.books import Lines, PlanBooks, add, subtract

TIME_LINES = ("capital", "lateness", "value_lost")
Kind = tuple[str, str]
"""Box type and cargo class."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan's cost in the parts that the waterfall needs; `lines` are all of it by line.

    `own` are lines of parts but for boxes; `boxes` and `full` what boxes of a kind cost, and would
    cost if they were full; `dead_cny` and `facility_cny` are the network's.
    """

    lines: Lines
    own: Lines
    boxes: Mapping[Kind, float]
    full: Mapping[Kind, float]
    dead_cny: float
    facility_cny: float

    @property
    def cny(self) -> float:
        """All of it."""
        return math.fsum(self.lines.values())

    def filling(self, kind: Kind) -> float:
        """Share of the boxes of a kind, by their cost, that is filled."""
        return self.full[kind] / self.boxes[kind]


@dataclass(frozen=True, slots=True)
class Step:
    """One step from the first plan to the second; below 0: the second is cheaper."""

    name: str
    cny: float


def planned(
    books: PlanBooks,
    counts: Callable[[str], bool] = lambda _: True,
    runs: Callable[[DepartureKey], bool] = lambda _: True,
) -> Planned:
    """Sums of a plan over the consignments that count and the trains that count."""
    own: list[Lines] = []
    lines: list[Lines] = []
    boxes: dict[Kind, list[float]] = {}
    full: dict[Kind, list[float]] = {}
    for part in books.plan.parts:
        if not counts(part.consignment_id):
            continue
        found = books.part(part)
        lines.append(found.lines)
        own.append(found.own_lines)
        if part.journey_id is None:
            continue
        journey = books.plan.journeys[part.journey_id]
        kind = (journey.route.box_type, journey.cargo_class)
        boxes.setdefault(kind, []).append(found.box_cny)
        full.setdefault(kind, []).append(_full_cny(books, part))
    network = books.network(runs)
    return Planned(
        add(*lines, network),
        add(*own),
        {kind: math.fsum(boxes[kind]) for kind in sorted(boxes)},
        {kind: math.fsum(full[kind]) for kind in sorted(full)},
        network.get("dead_freight", 0.0),
        network.get("facility", 0.0),
    )


def steps(a: Planned, b: Planned) -> tuple[Step, ...]:
    """From the planned cost of a to that of b."""
    own = subtract(b.own, a.own)
    time = math.fsum(cny for line, cny in own.items() if line in TIME_LINES)
    ways = math.fsum(cny for line, cny in own.items() if line not in TIME_LINES)
    choice, filling = [], []
    for kind in sorted({*a.boxes, *b.boxes}):
        has_a, has_b = kind in a.boxes, kind in b.boxes
        fill_b = b.filling(kind) if has_b else a.filling(kind)
        fill_a = a.filling(kind) if has_a else fill_b
        full_a, full_b = a.full.get(kind, 0.0), b.full.get(kind, 0.0)
        choice.append((full_b - full_a) / fill_b)
        filling.append(full_a * (1.0 / fill_b - 1.0 / fill_a))
    return (
        Step("choice_ways", ways + math.fsum(choice)),
        Step("choice_time", time),
        Step("filling", math.fsum(filling)),
        Step("trains", b.dead_cny - a.dead_cny + b.facility_cny - a.facility_cny),
    )


def surprises(
    planned_a: Lines, executed_a: Lines, planned_b: Lines, executed_b: Lines
) -> tuple[Step, ...]:
    """What happened beyond the plans: inspections by themselves, misses and delays the rest."""
    more = subtract(subtract(executed_b, planned_b), subtract(executed_a, planned_a))
    inspections = more.pop("inspection", 0.0)
    return (Step("misses", math.fsum(more.values())), Step("inspections", inspections))


def _full_cny(books: PlanBooks, part: Part) -> float:
    """What a part would pay in boxes that are full."""
    assert part.journey_id is not None
    found = books.journey(part.journey_id)
    order = books.orders[part.consignment_id]
    box = books.scenario.network.boxes[found.boxes[0].journey.route.box_type]
    per_box = math.fsum(one.box_cny for one in found.parts) / len(found.boxes)
    share = max(
        part.units * order.m3_per_unit / box.m3, part.units * order.kg_per_unit / box.payload_kg
    )
    return share * per_box
