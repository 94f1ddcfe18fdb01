"""What events do to a scenario: the same network, timetable and rules, changed for some days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import floor
from typing import TypeAlias

from domain.calendar import OpenHours
from domain.events import Event, What
from domain.network import ClearanceRule, InspectionRule, Leg, Network, Process, Service
from domain.power import dark_spans, joined
from domain.scenario import RegimeRule, Scenario
from domain.supervision import RateSpell
from domain.timetable import Timetable

HOURS_PER_WEEK = 168.0
ANYWHERE = "*"
OWN_AIR = "~own"
"""Ends the name of the climate of a node whose power is cut."""
FAR_H = 1e7
"""Beyond every hour that a run asks for."""

_OfLeg: TypeAlias = Callable[[Leg], bool]
_OfService: TypeAlias = Callable[[Service], Service]
_Times: TypeAlias = Callable[[list[float]], list[float]]


def with_effects(scenario: Scenario, events: Iterable[Event]) -> Scenario:
    """A scenario with events laid on it, one after another; each has its hours."""
    for event in events:
        scenario = _EFFECTS[event.what](scenario, event)
    return scenario


def fits(name: str, pattern: str) -> bool:
    """Whether an id is the pattern, or begins as a pattern with * says."""
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def hours(event: Event) -> tuple[float, float]:
    """Hours [from, to) of an event that has some."""
    assert event.from_h is not None
    return event.from_h, event.to_h


def _node(scenario: Scenario, event: Event) -> Scenario:
    """Closed: no work begins there and nothing leaves it. Slower: a regime of its own."""
    from_h, to_h = hours(event)
    if not event.closed:
        rule = RegimeRule(event.at, event.name, 0.0, 0.0, event.factor, from_h, to_h)
        return replace(scenario, regimes=(*scenario.regimes, rule))
    network = scenario.network
    services = {
        name: _shut_legs(service, lambda leg: leg.from_id == event.at, from_h, to_h)
        for name, service in network.services.items()
    }
    return replace(
        scenario,
        network=replace(
            network,
            services=services,
            processes=_closed_processes(network, event.at, from_h, to_h),
            clearances=_closed_halls(network, event.at, from_h, to_h),
        ),
    )


def _link(scenario: Scenario, event: Event) -> Scenario:
    """No train, ship or truck begins a leg of the link while it is closed."""
    from_id, _, to_id = event.at.partition(">")
    from_h, to_h = hours(event)
    services = {
        name: _shut_legs(
            service, lambda leg: (leg.from_id, leg.to_id) == (from_id, to_id), from_h, to_h
        )
        for name, service in scenario.network.services.items()
    }
    return _with_services(scenario, services)


def _shut_legs(service: Service, shut: _OfLeg, from_h: float, to_h: float) -> Service:
    if not any(shut(leg) for leg in service.legs):
        return service
    legs = tuple(
        replace(leg, shut=tuple(sorted((*leg.shut, (from_h, to_h))))) if shut(leg) else leg
        for leg in service.legs
    )
    spells = tuple((begin, end, replace(one, legs=legs)) for begin, end, one in service.spells)
    return replace(service, legs=legs, spells=spells)


def _closed_processes(
    network: Network, node_id: str, from_h: float, to_h: float
) -> Mapping[tuple[str, str, str, str, str], Process]:
    """Rows of the node shut; rows for everywhere are copied for it where it has none."""
    own = {key[1] for key in network.processes if key[0] == node_id}
    copies: dict[tuple[str, str, str, str, str], Process] = {}
    changed: dict[tuple[str, str, str, str, str], Process] = {}
    for key, process in network.processes.items():
        changed[key] = process
        if key[0] == node_id:
            changed[key] = replace(process, opening=shut_hours(process.opening, from_h, to_h))
        elif key[0] == ANYWHERE and key[1] not in own:
            opening = shut_hours(process.opening, from_h, to_h)
            copies[node_id, *key[1:]] = replace(process, node_id=node_id, opening=opening)
    # Copies come first: a process is found by its id as the row that is for everywhere.
    return {**copies, **changed}


def _closed_halls(
    network: Network, node_id: str, from_h: float, to_h: float
) -> Mapping[tuple[str, str, str, str], ClearanceRule]:
    own = any(key[0] == node_id for key in network.clearances)
    changed = dict(network.clearances)
    for key, rule in network.clearances.items():
        if key[0] == node_id or (key[0] == ANYWHERE and not own):
            opening = shut_hours(rule.process.opening, from_h, to_h)
            process = replace(rule.process, opening=opening)
            changed[node_id, *key[1:]] = replace(rule, process=process)
    return changed


def shut_hours(opening: OpenHours, from_h: float, to_h: float) -> OpenHours:
    """Opening hours less [from_h, to_h).

    Examples
    --------
    >>> shut_hours(OpenHours(), 10.0, 20.0).next_open_h(12.0)
    20.0
    """
    if opening.always_open:
        pieces = [(-FAR_H, FAR_H)]
    else:
        pieces = list(zip(opening.opens_at_h, opening.closes_at_h, strict=True))
    left = [
        piece
        for open_, close in pieces
        for piece in ((open_, min(close, from_h)), (max(open_, to_h), close))
        if piece[0] < piece[1]
    ]
    return OpenHours.of(left, opening.until_h)


def _departures(scenario: Scenario, event: Event, changed: _Times) -> Scenario:
    """Departures of the services that an event names, in its hours, as `changed` makes them."""
    from_h, to_h = hours(event)
    times = dict(scenario.timetable.departures)
    for name, at in times.items():
        if fits(name, event.at):
            inside = [one for one in at if from_h <= one < to_h]
            rest = (one for one in at if not from_h <= one < to_h)
            times[name] = tuple(sorted({*rest, *changed(inside)}))
    return replace(scenario, timetable=Timetable(times))


def _service(scenario: Scenario, event: Event) -> Scenario:
    """Its departures are cancelled; trucks of it stand until it is over."""
    from_h, to_h = hours(event)
    scenario = _departures(scenario, event, lambda _: [])
    services = dict(scenario.network.services)
    for name, service in scenario.network.services.items():
        if fits(name, event.at) and not service.dated:
            first = service.legs[0]
            services[name] = _shut_legs(service, lambda leg: leg == first, from_h, to_h)  # noqa: B023
    return _with_services(scenario, services)


def _frequency(scenario: Scenario, event: Event) -> Scenario:
    """A share of its departures evenly, or more of them half-way between; or so many a week."""
    from_h, to_h = hours(event)

    def changed(inside: list[float]) -> list[float]:
        factor = event.factor
        if factor is None:
            weeks = (min(to_h, scenario.cap_h) - from_h) / HOURS_PER_WEEK
            factor = (event.value or 0.0) * weeks / max(1, len(inside))
        return at_frequency(inside, factor)

    return _departures(scenario, event, changed)


def at_frequency(times: Sequence[float], factor: float) -> list[float]:
    """Evenly thinned departures, or more of them between those there are.

    Examples
    --------
    >>> at_frequency([0.0, 24.0, 48.0, 72.0], 0.5)
    [24.0, 72.0]
    >>> at_frequency([0.0, 24.0, 48.0], 1.5)
    [0.0, 12.0, 24.0, 48.0]
    """
    if factor <= 1.0:
        return [
            at for number, at in enumerate(times)
            if floor((number + 1) * factor + 1e-9) > floor(number * factor + 1e-9)
        ]  # fmt: skip
    more = factor - 1.0
    extra: set[float] = set()
    for number, (before, after) in enumerate(pairwise(times)):
        count = floor((number + 1) * more + 0.5) - floor(number * more + 0.5)
        extra.update(
            float(floor(before + (after - before) * (one + 1) / (count + 1)))
            for one in range(count)
        )
    return sorted({*times, *extra})


def _capacity(scenario: Scenario, event: Event) -> Scenario:
    """Room on its departures, by a factor on TEU, tonnes and plugs, or so many TEU."""

    def changed(service: Service) -> Service:
        if event.value is not None:
            return replace(service, capacity_teu=event.value)
        factor = 1.0 if event.factor is None else event.factor
        teu, t, plugs = service.capacity_teu, service.capacity_t, service.plugs
        return replace(
            service,
            capacity_teu=None if teu is None else factor * teu,
            capacity_t=None if t is None else factor * t,
            plugs=None if plugs is None else float(floor(factor * plugs + 1e-9)),
        )

    return _for_days(scenario, event, changed)


def _price(scenario: Scenario, event: Event) -> Scenario:
    """What boxes pay for it, by departure; trucks by the hour of stuffing; fees by the hour."""
    factor = 1.0 if event.factor is None else event.factor

    def changed(service: Service) -> Service:
        teu, feu = service.price_cny_per_teu, service.price_cny_per_feu
        if service.by_weight:
            return replace(service, price_cny_per_kg=factor * (service.price_cny_per_kg or 0.0))
        return replace(
            service,
            price_cny_per_teu=None if teu is None else factor * teu,
            price_cny_per_feu=None if feu is None else factor * feu,
        )

    return _for_days(_dearer_warehouses(scenario, event, factor), event, changed)


def _dearer_warehouses(scenario: Scenario, event: Event, factor: float) -> Scenario:
    """Fees of the warehouses that are named, where no service is."""
    stock = scenario.stock
    if stock is None or any(fits(name, event.at) for name in scenario.network.services):
        return scenario
    spell = (*hours(event), factor)
    places = {
        name: replace(place, dearer=(*place.dearer, spell)) if fits(name, event.at) else place
        for name, place in stock.warehouses.items()
    }
    return replace(scenario, stock=replace(stock, warehouses=places))


def _for_days(scenario: Scenario, event: Event, changed: _OfService) -> Scenario:
    from_h, to_h = hours(event)
    services = {
        name: for_days(service, from_h, to_h, changed) if fits(name, event.at) else service
        for name, service in scenario.network.services.items()
    }
    return _with_services(scenario, services)


def for_days(service: Service, from_h: float, to_h: float, changed: _OfService) -> Service:
    """A service that is another one in [from_h, to_h), on top of what it already is on some days.

    Its spells stay apart and in order.
    """
    edges = sorted({from_h, to_h, *(edge for spell in service.spells for edge in spell[:2])})
    spells = []
    for begin, end in pairwise(edges):
        one = service.on(begin)
        inside = from_h <= begin < to_h
        if inside:
            one = changed(replace(one, spells=()))
        if one is not service:
            spells.append((begin, end, one))
    return replace(service, spells=tuple(spells))


def _servers(scenario: Scenario, event: Event) -> Scenario:
    """So many servers of a step are down, or a share of them is there; the last ones go first."""
    node_id, _, step = event.at.partition(":")
    from_h, to_h = hours(event)
    processes = {}
    for key, process in scenario.network.processes.items():
        processes[key] = process
        if key[:2] == (node_id, step) and process.servers is not None:
            down = event.value
            if down is None:
                share = 1.0 if event.factor is None else event.factor
                down = process.servers - floor(share * process.servers + 1e-9)
            lost = (from_h, to_h, min(process.servers, int(down)))
            processes[key] = replace(process, down=(*process.down, lost))
    return replace(scenario, network=replace(scenario.network, processes=processes))


def _inspection(scenario: Scenario, event: Event) -> Scenario:
    """Another share of declarations is selected, at a node or of a credit grade."""
    from_h, to_h = hours(event)
    rules: dict[str, InspectionRule] = {}
    for grade, rule in scenario.network.inspections.items():
        share = event.value
        if share is None:
            share = rule.share * (1.0 if event.factor is None else event.factor)
        node_id = "" if fits(grade, event.at) else event.at
        changed = replace(rule, share=min(1.0, share), spells=())
        if node_id and node_id not in scenario.network.nodes:
            rules[grade] = rule
        else:
            rules[grade] = replace(rule, spells=(*rule.spells, (from_h, to_h, node_id, changed)))
    scenario = replace(scenario, network=replace(scenario.network, inspections=rules))
    return _supervised(scenario, event)


def _supervised(scenario: Scenario, event: Event) -> Scenario:
    """The same under supervision, by the day on which goods get ready: selection, and tests."""
    rules = scenario.network.supervision
    if rules is None:
        return scenario
    factor = 1.0 if event.factor is None else event.factor
    spell = RateSpell(*hours(event), event.what, event.at, event.value, factor)
    rules = replace(rules, spells=(*rules.spells, spell))
    return replace(scenario, network=replace(scenario.network, supervision=rules))


def _background(scenario: Scenario, event: Event) -> Scenario:
    """Others' traffic at a resource, by a factor."""
    factor = 1.0 if event.factor is None else event.factor
    spell = (*hours(event), factor)
    changed = tuple(
        replace(other, spells=(*other.spells, spell))
        if fits(f"{other.node_id}:{other.step}", event.at)
        else other
        for other in scenario.background
    )
    return replace(scenario, background=changed)


def _with_services(scenario: Scenario, services: Mapping[str, Service]) -> Scenario:
    return replace(scenario, network=replace(scenario.network, services=services))


def _drawn(scenario: Scenario, _: Event) -> Scenario:
    """The order book has it already."""
    return scenario


def _power(scenario: Scenario, event: Event) -> Scenario:
    """The plugs and cold rooms of a node are without power: it has a climate of its own."""
    from_h, to_h = hours(event)
    network, climate = scenario.network, dict(scenario.climate)
    node, name = network.nodes[event.at], f"{event.at}{OWN_AIR}"
    air = scenario.air_at(event.at)
    dark = dark_spans(from_h, to_h, event.backup_share, event.start_up_h)
    climate[name] = replace(air, dark=tuple(joined([*air.dark, *dark])))
    nodes = {**network.nodes, event.at: replace(node, climate_node=name)}
    return replace(scenario, network=replace(network, nodes=nodes), climate=climate)


_EFFECTS: Mapping[What, Callable[[Scenario, Event], Scenario]] = {
    "node": _node,
    "link": _link,
    "service": _service,
    "frequency": _frequency,
    "capacity": _capacity,
    "price": _price,
    "servers": _servers,
    "staff": _servers,
    "inspection": _inspection,
    "testing": _supervised,
    "demand": _drawn,
    "background": _background,
    "power": _power,
}
