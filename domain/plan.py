"""A decided plan: box journeys, the parts of consignments in them, and what runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.timetable import DepartureKey


@dataclass(frozen=True, slots=True)
class Hop:
    """Riding legs first_leg..last_leg (inclusive, from 0) of one service."""

    service_id: str
    first_leg: int
    last_leg: int


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A box that is under way at hour 0: at the terminal where its route begins, or aboard.

    Aboard, its route begins where `leg` of the service begins; it alights at the end of `last_leg`,
    `left_h` hours after hour 0, with all that is still on the way until there.
    """

    box_no: str
    service_id: str = ""
    departed_h: float = 0.0
    leg: int = 0
    last_leg: int = 0
    left_h: float = 0.0

    @property
    def aboard(self) -> bool:
        """Whether it rides a train or vessel at hour 0."""
        return bool(self.service_id)

    @property
    def hop(self) -> Hop:
        """The whole hop that it is making."""
        return Hop(self.service_id, 0, self.last_leg)


@dataclass(frozen=True, slots=True)
class BoxRoute:
    """A way for boxes of one type: stuffed at A, a chain of hops, stripped at B.

    With `begun` it was stuffed before hour 0; A is where it is then, and hops are those ahead.
    `restuffed`: at B its goods are taken over by the crew that stuffs other boxes with them.
    """

    route_id: str
    stuff_node: str
    strip_node: str
    box_type: str
    hops: tuple[Hop, ...]
    begun: UnderWay | None = None
    restuffed: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """Door to door: road services to the stuffing node, a box route, and the last leg.

    With a `feeder`, `before` leads to where the boxes of that route are stuffed, and what comes in
    them is restuffed into the boxes of `route`.
    """

    before: tuple[str, ...]
    route: BoxRoute
    after: tuple[str, ...]
    feeder: BoxRoute | None = None

    @property
    def box_types(self) -> frozenset[str]:
        """Types of the boxes that it takes."""
        own = self.route.box_type
        return frozenset((own,) if self.feeder is None else (own, self.feeder.box_type))

    @property
    def collection(self) -> tuple[tuple[str, ...], str, bool]:
        """How goods are brought to where they are stuffed first, which node it is, and whether
        they are declared later.
        """
        first = self.route if self.feeder is None else self.feeder
        return self.before, first.stuff_node, self.feeder is not None


@dataclass(frozen=True, slots=True)
class BoxJourney:
    """Boxes of one route stuffed at one hour for one chain of departures.

    `departures` holds, per hop, the scheduled hour of the departure taken, `None` for trucks
    on demand. `cargo_class` keeps what may share a box; `setpoint_c` is `None` for dry boxes.
    """

    journey_id: str
    route: BoxRoute
    cargo_class: str
    setpoint_c: float | None
    stuff_at_h: float
    departures: tuple[float | None, ...]

    def dated(self) -> tuple[tuple[Hop, DepartureKey], ...]:
        """The dated departures taken, in travel order, with the hop that takes each."""
        return tuple(
            (hop, (hop.service_id, at_h))
            for hop, at_h in zip(self.route.hops, self.departures, strict=True)
            if at_h is not None
        )


@dataclass(frozen=True, slots=True)
class Part:
    """Some units of a consignment that travel together.

    `before` are the road services from the origin to the stuffing node, `after` those from the
    stripping node to the destination. `journey_id` is `None` where the part is outsourced.
    `trade_mode` is under what it is declared, where that is not the consignment's own.
    Goods that are restuffed are two parts, one for each box journey: `feeds` names the part as
    which these goods go on, `fed_by` the part as which they came.
    """

    part_id: str
    consignment_id: str
    units: int
    priority: int
    before: tuple[str, ...]
    journey_id: str | None
    after: tuple[str, ...]
    locked: bool = True
    trade_mode: str = ""
    feeds: str = ""
    fed_by: str = ""

    @property
    def outsourced(self) -> bool:
        """Given to someone else at a price."""
        return self.journey_id is None


@dataclass(frozen=True, slots=True)
class BegunBox:
    """A box under way at hour 0 with what is in it: it goes as given, whatever else is decided."""

    journey: BoxJourney
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class EmptyMove:
    """Some boxes of an owner moved empty: `journey.stuff_at_h` is when they leave their place."""

    move_id: str
    owner: str
    boxes: int
    journey: BoxJourney


@dataclass(frozen=True, slots=True)
class Plan:
    """What a policy decided. `runs` lists the path departures that run; others do not.

    `bound_cny` is a lower bound on the planned cost of every plan on the same outlook, or
    `None` where the policy has none. `deterministic` is `False` when a clock cut the work.
    `block_teu`: space bought by contract, where not what the scenario states; `released`: TEU of it
    given back in time, by pool (`domain.contracts`).
    `owners` says whose box each box is of the types that belong to owners, by journey and number;
    empty: to be leased in, as is one that it does not name. `empties` are the boxes moved empty.
    """

    policy: str
    journeys: Mapping[str, BoxJourney]
    parts: tuple[Part, ...]
    runs: frozenset[DepartureKey]
    cost_cny: float | None = None
    bound_cny: float | None = None
    status: str = "built"
    seconds: float = 0.0
    deterministic: bool = True
    unplanned: Mapping[str, str] = field(default_factory=dict)
    block_teu: Mapping[str, float] = field(default_factory=dict)
    released: Mapping[tuple[str, str, float], float] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, str] = field(default_factory=dict)
    empties: tuple[EmptyMove, ...] = ()

    def parts_by_journey(self) -> dict[str, list[Part]]:
        """The parts in each box journey; outsourced ones are in none."""
        inside: dict[str, list[Part]] = {}
        for part in self.parts:
            if part.journey_id is not None:
                inside.setdefault(part.journey_id, []).append(part)
        return inside

    def in_order(self, names: Iterable[str]) -> list[str]:
        """Box journeys by name, those to a hub before those in which their goods go on."""
        return sorted(names, key=lambda name: (not self.journeys[name].route.restuffed, name))

    @property
    def gap(self) -> float | None:
        """(cost - bound) / cost, or `None` without a bound."""
        if self.cost_cny is None or self.bound_cny is None or self.cost_cny == 0.0:
            return None
        return (self.cost_cny - self.bound_cny) / self.cost_cny


def journey_id(
    route: BoxRoute,
    cargo_class: str,
    setpoint_c: float | None,
    stuff_at_h: float,
    departures: tuple[float | None, ...],
) -> str:
    """Name of a box journey: equal for equal decisions, whoever takes them."""
    point = "dry" if setpoint_c is None else f"{setpoint_c:+g}C"
    dated = "+".join("t" if at is None else f"{at:.2f}" for at in departures)
    return f"{route.route_id}/{cargo_class}/{point}@{stuff_at_h:.2f}/{dated}"
