"""Candidates to open, the layout that a file fixes, and pools of train paths."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from domain.network import Node, Service
from domain.opening import CLOSED, Candidate, OpenStep, every_choice, opened
from domain.paths import PathPool
from domain.plan import Way
from domain.scenario import Scenario
from domain.wagon_sets import sets_of
from inputs.findings import did_you_mean, some_of
from inputs.network import REVERSED
from inputs.schema_opening import MayOpen, PathPoolKeys
from inputs.source import Source, chosen

DAYS_PER_WEEK = 7
ALL_SETS = 3
"""Candidates up to which the ways of every set are looked for; of more, those of some sets."""


def candidates(
    source: Source, services: Mapping[str, Service], nodes: Mapping[str, Node]
) -> tuple[Candidate, ...]:
    """What may be opened, in the order of the file."""
    found: list[Candidate] = []
    taken: dict[str, str] = {}
    for name, own in source.file.planning.may_open.items():
        before = len(source.findings.errors)
        service_ids = _services(source, name, own, services)
        _check_node(source, name, own, nodes)
        for thing in (*service_ids, *(f"{own.node} {one}" for one in own.functions)):
            if taken.setdefault(thing, name) != name:
                rule = f"{taken[thing]} opens it too; one candidate opens a thing"
                _wrong(source, thing, rule, name)
        steps = tuple(_step(source, name, step) for step in own.steps)
        if len(source.findings.errors) == before:
            found.append(Candidate(name, service_ids, own.node, tuple(own.functions), steps))
    return tuple(found)


def _wrong(source: Source, found: str, rule: str, *path: str) -> None:
    at = source.at("planning", "may_open", *path)
    source.findings.error(at, "wrong_value", found=found, rule=rule)


def _services(
    source: Source, name: str, own: MayOpen, services: Mapping[str, Service]
) -> tuple[str, ...]:
    """Its services with their ways back."""
    if bool(own.services) == bool(own.functions):
        _wrong(source, name, "name either services, or a node with its functions", name)
    known = {row.text("service_id") for row in source.tables["services"]}
    found = []
    for number, service_id in enumerate(own.services):
        at = source.at("planning", "may_open", name, "services", number)
        if service_id not in known:
            hint = did_you_mean(service_id, sorted(known))
            source.findings.error(
                at, "unknown_id", what="service", what_zh="服务", found=service_id, hint=hint
            )
        elif service_id not in services:
            rule = "it is not among the scenario's services, or calls at a node that is not there"
            source.findings.error(at, "wrong_value", found=service_id, rule=rule)
        else:
            back = f"{service_id}{REVERSED}"
            found += [service_id, back] if back in services else [service_id]
    return tuple(found)


def _check_node(source: Source, name: str, own: MayOpen, nodes: Mapping[str, Node]) -> None:
    """A node that is there, and has what is to open."""
    if own.node is None:
        if own.functions:
            _wrong(source, name, "functions need the node that has them", name)
        return
    if own.node not in nodes:
        hint = did_you_mean(own.node, list(nodes))
        at = source.at("planning", "may_open", name, "node")
        source.findings.error(at, "unknown_node", found=own.node, hint=hint)
        return
    there = nodes[own.node].functions
    for number, function in enumerate(own.functions):
        if function not in there:
            rule = f"{own.node} has no such function; it has {some_of(sorted(there)) or 'none'}"
            _wrong(source, function, rule, name, "functions", str(number))


def _step(source: Source, name: str, step_id: str) -> OpenStep:
    own = source.file.planning.may_open[name]
    keys = own.steps[step_id]
    if step_id == CLOSED or not step_id or set(step_id) & set(",="):
        rule = f'a step needs a name without , and =, other than "{CLOSED}"'
        _wrong(source, step_id, rule, name, "steps", step_id)
    sized = keys.teu is not None or keys.plugs is not None
    if sized and own.node is not None and "stuffing" not in own.functions:
        rule = "room of a node counts boxes stuffed there; its functions lack stuffing"
        _wrong(source, step_id, rule, name, "steps", step_id)
    if keys.once_cny and keys.life_years is None:
        rule = "once_cny needs life_years, over which it is spread"
        _wrong(source, step_id, rule, name, "steps", step_id)
    return OpenStep(
        step_id, keys.teu, keys.plugs, keys.cny_per_day, keys.once_cny, keys.life_years or 1.0
    )


def decided(source: Source, scenario: Scenario) -> Scenario:
    """The scenario of the layout that the file fixes; as it is where it fixes none."""
    wanted = source.file.planning.opened
    known = {one.candidate_id: one for one in scenario.may_open}
    for name, step in wanted.items():
        at = source.at("planning", "opened", name)
        if name not in known:
            hint = did_you_mean(name, list(known))
            source.findings.error(
                at, "unknown_id", what="candidate", what_zh="候选", found=name, hint=hint
            )
        elif step not in known[name].choices:
            choices = known[name].choices
            source.findings.error(
                at, "wrong_choice", found=step, choices=some_of(choices),
                hint=did_you_mean(step, choices),
            )  # fmt: skip
    source.findings.stop_if_wrong()
    return opened(scenario, wanted) if wanted else scenario


def with_closed_ways(
    scenario: Scenario, search: Sequence[Mapping[tuple[str, str, str], tuple[Way, ...]]]
) -> dict[tuple[str, str, str], tuple[Way, ...]]:
    """Ways of all open, and those that other sets of candidates found besides."""
    found = {}
    for key, own in scenario.ways.items():
        some = dict.fromkeys(own)
        for other in search:
            some.update(dict.fromkeys(other.get(key, ())))
        found[key] = tuple(some)
    return found


def closed_sets(candidates: Sequence[Candidate]) -> list[dict[str, str]]:
    """Layouts whose ways are looked for besides those of all open.

    Every set of a few candidates; of more none, each alone, and all but each.
    """
    first = {one.candidate_id: one.steps[0].step_id for one in candidates}
    if len(candidates) <= ALL_SETS:
        sets = list(every_choice(replace(one, steps=one.steps[:1]) for one in candidates))
    else:
        shut = dict.fromkeys(first, CLOSED)
        sets = [shut, *({**shut, name: step} for name, step in first.items())]
        sets += [{**first, name: CLOSED} for name in first]
    return [choice for choice in sets if choice != first]


def check_riders(source: Source, scenario: Scenario) -> None:
    """Streams ride nothing that may stay closed, nor trains that wait for a set of wagons."""
    services = {
        service_id: name
        for name, own in source.file.planning.may_open.items()
        for service_id in own.services
    }
    for step in scenario.steps.values():
        if step.ride is None:
            continue
        service_id = step.ride.service_id
        if service_id in services:
            rule = f"step {step.step_id} of a stream rides it; what streams ride is always open"
            _wrong(source, service_id, rule, services[service_id])
        ridden = scenario.network.services.get(service_id)
        sets = None if ridden is None else sets_of(ridden)
        if sets is not None:
            rule = f"step {step.step_id} of a stream rides it, and streams wait for no wagons"
            source.findings.error(
                source.at("wagon_sets", sets.name), "wrong_value", found=service_id, rule=rule,
                rule_zh=f"流的步骤 {step.step_id} 乘坐它，而流不等车底",
            )  # fmt: skip


def path_pools(
    source: Source, services: Mapping[str, Service], nodes: Mapping[str, Node]
) -> tuple[PathPool, ...]:
    """Pools of train paths; a service belongs to one at most."""
    found = []
    pooled: dict[str, str] = {}
    for name, own in source.file.planning.path_pools.items():
        at = source.at("planning", "path_pools", name)
        if own.terminal not in nodes:
            hint = did_you_mean(own.terminal, list(nodes))
            source.findings.error(at, "unknown_node", found=own.terminal, hint=hint)
            continue
        trains = [
            service_id
            for service_id, one in services.items()
            if one.dispatch == "path" and one.origin_id == own.terminal
        ]
        if not trains:
            rule = "no path train of the scenario begins there"
            source.findings.error(at, "wrong_value", found=own.terminal, rule=rule)
            continue
        picked = chosen(
            trains, own.services, source, f"planning.path_pools.{name}.services",
            ("path train from the terminal", "由该站始发的图定列车"),
        )  # fmt: skip
        for service_id in picked:
            if service_id in pooled:
                rule = f"{service_id} shares the paths of {pooled[service_id]} already"
                source.findings.error(at, "wrong_value", found=name, rule=rule)
            pooled[service_id] = name
        found.append(PathPool(name, frozenset(picked), own.paths, _begins(source, own)))
    return tuple(found)


def _begins(source: Source, own: PathPoolKeys) -> tuple[float, ...]:
    """First hours of the windows, from the scenario's start to the end of the horizon."""
    day = source.file.start
    found: list[float] = []
    while not found or found[-1] < source.horizon_h:
        found.append(source.clock.midnight_h(day, source.file.tz))
        if own.per == "week":
            day += timedelta(days=DAYS_PER_WEEK)
        else:
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return tuple(found)
