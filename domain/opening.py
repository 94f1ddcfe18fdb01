"""What may be opened: facilities and services, each closed or open at one of its steps.

A scenario with candidates (`Scenario.may_open`) is built with all of them open, without their
fixed costs and without limits at their doors; nobody plans in it. `opened` makes of it the scenario
of one layout: what stays closed is gone with every way that needs it, what opens has the room of
its step and costs its fixed price from the end of the warm-up to the end of the period. From there
on a layout is a scenario like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import inf
from typing import TYPE_CHECKING

from domain.contracts import periods
from domain.network import STORE, Network, Node, Service, Store
from domain.timetable import Timetable

if TYPE_CHECKING:
    from domain.plan import Way
    from domain.scenario import Scenario

CLOSED = "closed"
"""The step of what is not opened."""
DAYS_PER_YEAR = 365.0


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A size in which a candidate may be opened, and what that costs.

    `teu` and `plugs`: of a service, room on each departure; of a facility, boxes stuffed there on
    one day (TEU, and reefers of any length). `None`: what the service has without, or no limit.
    `once_cny` is spent once and lasts `life_years`.
    """

    step_id: str
    teu: float | None = None
    plugs: float | None = None
    cny_per_day: float = 0.0
    once_cny: float = 0.0
    life_years: float = 1.0

    def rate_cny_per_day(self, interest_per_year: float) -> float:
        """Fixed cost a day; what is spent once as an annuity over its life.

        Examples
        --------
        >>> OpenStep("s", cny_per_day=100.0, once_cny=36_500.0, life_years=10.0).rate_cny_per_day(0)
        110.0
        """
        if not self.once_cny:
            return self.cny_per_day
        share = 1.0 / self.life_years
        if interest_per_year > 0.0:
            share = interest_per_year / (1.0 - (1.0 + interest_per_year) ** -self.life_years)
        return self.cny_per_day + self.once_cny * share / DAYS_PER_YEAR


@dataclass(frozen=True, slots=True)
class Candidate:
    """Services, or functions of a node, that open together at one of some steps."""

    candidate_id: str
    service_ids: tuple[str, ...]
    node_id: str | None
    functions: tuple[str, ...]
    steps: tuple[OpenStep, ...]

    @property
    def choices(self) -> tuple[str, ...]:
        """Closed, and every step."""
        return (CLOSED, *(step.step_id for step in self.steps))

    def step(self, name: str) -> OpenStep | None:
        """A step by its name; `None` for closed.

        Raises
        ------
        KeyError
            For a name that is no step.
        """
        if name == CLOSED:
            return None
        return {step.step_id: step for step in self.steps}[name]


@dataclass(frozen=True, slots=True)
class Layout:
    """What is open, by candidate in the order of the scenario, and what that takes with it."""

    steps: tuple[tuple[str, str], ...]
    closed_services: frozenset[str] = frozenset()
    fixed_cny_per_day: tuple[tuple[str, float], ...] = ()

    @property
    def label(self) -> str:
        """Name of the layout."""
        return label_of(dict(self.steps))


def label_of(choice: Mapping[str, str]) -> str:
    """Name of a choice, e.g. for a folder and in a plan's notes.

    Examples
    --------
    >>> label_of({"store": "small", "train": "closed"})
    'store=small,train=closed'
    """
    return ",".join(f"{name}={step}" for name, step in choice.items())


def choice_of(label: str) -> dict[str, str]:
    """The choice that a label names.

    Examples
    --------
    >>> choice_of("store=small,train=closed")
    {'store': 'small', 'train': 'closed'}
    """
    return dict(pair.split("=", 1) for pair in label.split(",") if pair)


def every_choice(candidates: Iterable[Candidate]) -> Iterator[dict[str, str]]:
    """Every combination of steps, all closed first."""
    known = tuple(candidates)
    for steps in product(*(one.choices for one in known)):
        yield {one.candidate_id: step for one, step in zip(known, steps, strict=True)}


def widest(one: Candidate) -> OpenStep:
    """The step with most room."""
    return max(
        one.steps,
        key=lambda step: (
            inf if step.teu is None else step.teu,
            inf if step.plugs is None else step.plugs,
        ),
    )


def everything_open(scenario: Scenario) -> Scenario:
    """All candidates open with the most room of any of their steps, and nothing paid for it.

    Candidates stay; `optimize.scenario_freight` prices them as switches.
    """
    services = dict(scenario.network.services)
    for one in scenario.may_open:
        teu = [step.teu for step in one.steps if step.teu is not None]
        plugs = [step.plugs for step in one.steps if step.plugs is not None]
        most = OpenStep("most", max(teu, default=None), max(plugs, default=None))
        for name in one.service_ids:
            wide = _sized(services[name], most)
            plain = services[name]
            services[name] = replace(
                wide,
                capacity_teu=_more(wide.capacity_teu, plain, len(teu) < len(one.steps), 0),
                plugs=_more(wide.plugs, plain, len(plugs) < len(one.steps), 1),
            )
    return replace(scenario, network=replace(scenario.network, services=services))


def _more(size: float | None, plain: Service, some_plain: bool, axis: int) -> float | None:
    """The wider of two rooms; that of the plain service only where some step leaves it."""
    own = (plain.capacity_teu, plain.plugs)[axis]
    if not some_plain:
        return size
    return None if own is None or size is None else max(own, size)


def opened(scenario: Scenario, choice: Mapping[str, str]) -> Scenario:
    """The scenario of one layout; see the module. Candidates that are not named stay closed.

    Block space on a service that stays closed is not bought, and empties do not ride it.
    """
    steps = {
        one.candidate_id: one.step(choice.get(one.candidate_id, CLOSED))
        for one in scenario.may_open
    }
    shut = [one for one in scenario.may_open if steps[one.candidate_id] is None]
    closed = frozenset(name for one in shut for name in one.service_ids)
    gone = frozenset((one.node_id, name) for one in shut for name in one.functions if one.node_id)
    network = _network(scenario, steps, closed, gone)
    ways = {
        key: tuple(way for way in own if _stands(network, way, closed, gone))
        for key, own in scenario.ways.items()
    }
    routes = {way.route.route_id for own in ways.values() for way in own}
    guide = scenario.guide and {
        key: kept
        for key, chains in scenario.guide.items()
        for kept in (tuple(chain for chain in chains if closed.isdisjoint(chain)),)
        if kept
    }
    interest = scenario.tariff.capital_rate_per_year
    layout = Layout(
        tuple((name, CLOSED if step is None else step.step_id) for name, step in steps.items()),
        closed,
        tuple(
            (name, step.rate_cny_per_day(interest))
            for name, step in steps.items()
            if step is not None
        ),
    )
    times = Timetable(
        {name: at for name, at in scenario.timetable.departures.items() if name not in closed}
    )
    blocks = tuple(replace(one, periods=periods(one, times)) for one in scenario.contracts.blocks)
    lanes = tuple(
        lane
        for lane in scenario.fleet.lanes
        if closed.isdisjoint(hop.service_id for hop in lane.hops)
    )
    return replace(
        scenario,
        network=network,
        timetable=times,
        contracts=replace(scenario.contracts, blocks=blocks) if closed else scenario.contracts,
        fleet=replace(scenario.fleet, lanes=lanes) if closed else scenario.fleet,
        ways=ways,
        routes=tuple(route for route in scenario.routes if route.route_id in routes),
        guide=guide,
        may_open=(),
        layout=layout,
    )


def _network(
    scenario: Scenario,
    steps: Mapping[str, OpenStep | None],
    closed: frozenset[str],
    gone: frozenset[tuple[str | None, str]],
) -> Network:
    """Nodes without the functions that stay closed, services and stores with their room."""
    network = scenario.network
    services = {name: one for name, one in network.services.items() if name not in closed}
    stores = dict(network.stores)
    for one in scenario.may_open:
        step = steps[one.candidate_id]
        if step is None:
            continue
        for name in one.service_ids:
            services[name] = _sized(services[name], step)
        if one.node_id is not None and (step.teu is not None or step.plugs is not None):
            name = f"{STORE}{one.node_id}"
            stores[name] = Store(name, one.node_id, step.teu, step.plugs)
    nodes = {name: _without(node, gone) for name, node in network.nodes.items()}
    return replace(network, nodes=nodes, services=services, stores=stores)


def _sized(service: Service, step: OpenStep) -> Service:
    return replace(
        service,
        capacity_teu=service.capacity_teu if step.teu is None else step.teu,
        plugs=service.plugs if step.plugs is None else step.plugs,
    )


def _without(node: Node, gone: frozenset[tuple[str | None, str]]) -> Node:
    kept = {name: at for name, at in node.functions.items() if (node.node_id, name) not in gone}
    return node if len(kept) == len(node.functions) else replace(node, functions=kept)


def _stands(
    network: Network,
    way: Way,
    closed: frozenset[str],
    gone: frozenset[tuple[str | None, str]],
) -> bool:
    """Whether a way needs nothing that stays closed."""
    ridden = [hop.service_id for hop in way.route.hops]
    if not closed.isdisjoint((*way.before, *ridden, *way.after)):
        return False
    if (way.route.stuff_node, "stuffing") in gone or (way.route.strip_node, "stripping") in gone:
        return False
    calls = (
        stop
        for hop in way.route.hops
        if network.services[hop.service_id].dated
        for legs in (network.services[hop.service_id].legs,)
        for stop in (legs[hop.first_leg].from_id, legs[hop.last_leg].to_id)
    )
    return all((stop, "terminal") not in gone for stop in calls)
