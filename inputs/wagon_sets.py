"""Sets of wagons as scenarios name them, and the timetable of the departures that have one."""

from __future__ import annotations

from collections.abc import Iterator

from domain.distribution import Distribution
from domain.network import Network, Process, Service
from domain.pace import nominal_pace
from domain.timetable import Timetable
from domain.wagon_sets import WagonSets, border_rows, rostered
from inputs.findings import did_you_mean
from inputs.schema_wagons import WagonSetKeys
from inputs.source import Source, fits

KEY = "wagon_sets"
Rule = tuple[str, str]
"""In English and in Chinese."""


def with_wagon_sets(
    source: Source, network: Network, timetable: Timetable
) -> tuple[Network, Timetable]:
    """Services with their sets, and the slots for which there is one at nominal pace."""
    groups = []
    taken: dict[str, str] = {}
    for name, keys in source.file.wagon_sets.items():
        before = len(source.findings.items)
        out = _service(source, network, name, "out", keys.out)
        back = None if keys.back is None else _service(source, network, name, "back", keys.back)
        if out is None or len(source.findings.items) > before:
            continue
        for rule in _wrong(source, keys, out, back, taken):
            source.findings.error(
                source.at(KEY, name), "wrong_value", found=name, rule=rule[0], rule_zh=rule[1]
            )
        taken |= {one: name for one in (keys.out, keys.back) if one is not None}
        if len(source.findings.items) == before:
            groups.append(_group(name, keys, out, back, network, timetable))
    return rostered(network, timetable, groups, nominal_pace()) if groups else (network, timetable)


def _service(source: Source, network: Network, name: str, key: str, asked: str) -> Service | None:
    known = [one.service_id for one in network.services.values() if one.dated]
    if asked in known:
        return network.services[asked]
    source.findings.error(
        source.at(KEY, name, key), "unknown_id", what="dated service", what_zh="有班期的服务",
        found=asked, hint=did_you_mean(asked, known),
    )  # fmt: skip
    return None


def _wrong(
    source: Source, keys: WagonSetKeys, out: Service, back: Service | None, taken: dict[str, str]
) -> Iterator[Rule]:
    """What does not go together."""
    if keys.at_home + keys.beyond == 0:
        yield "say how many sets there are: at_home, beyond", "请写车底数：at_home、beyond"
    if back is None:
        if keys.return_h is None:
            yield (
                "say `back` or return_h: how sets come home",
                "请写 back 或 return_h：车底如何返回",
            )
        if keys.beyond:
            yield (
                "sets at the other end need a service back",
                "对端的车底需要返程班列",
            )
    elif (back.origin_id, back.destination_id) != (out.destination_id, out.origin_id):
        yield (
            f"{back.service_id} does not lead from {out.destination_id} to {out.origin_id}",
            f"{back.service_id} 不是从 {out.destination_id} 到 {out.origin_id}",
        )
    pooled = [one for pool in source.file.planning.path_pools.values() for one in pool.services]
    opened = [one for item in source.file.planning.may_open.values() for one in item.services]
    pair = (out, *(() if back is None else (back,)))
    for service in pair:
        own = service.service_id
        if own in taken:
            yield f"{own} has the sets of {taken[own]} already", f"{own} 已有车底组 {taken[own]}"
        if service.sailing is not None and service.sailing.when_full is not None:
            yield f"{own} goes when it is full, sets or none", f"{own} 满载即发，不按车底开行"
        if any(fits(own, one) for one in pooled):
            yield f"{own} shares the paths of a pool", f"{own} 与其他班列共用运行线池"
        if any(fits(own, one) for one in opened):
            yield (
                f"{own} may stay closed (planning.may_open)",
                f"{own} 可能不开（planning.may_open）",
            )
    stops = {stop for one in pair for leg in one.legs for stop in (leg.from_id, leg.to_id)}
    for event in source.file.events:
        if event.known_from == "start" and (
            event.what == "link"
            or (event.what == "node" and event.at in stops)
            or (
                event.what in ("service", "frequency")
                and any(fits(one.service_id, event.at) for one in pair)
            )
        ):
            why = "is known from the start and may hold the sets, which their roster does not know"
            yield (
                f"{event.name} {why}; say another hour in known_from",
                f"{event.name} 一开始就已知，可能耽误车底，而车底交路并不知道；请另写 known_from",
            )


def _group(
    name: str,
    keys: WagonSetKeys,
    out: Service,
    back: Service | None,
    network: Network,
    timetable: Timetable,
) -> WagonSets:
    pair = (out, *(() if back is None else (back,)))
    borders: dict[tuple[str, int], tuple[Process, ...]] = {}
    for service in pair:
        borders |= border_rows(network, service)
    slots = sorted(
        (at_h, service.service_id)
        for service in pair
        for at_h in timetable.departures.get(service.service_id, ())
        if at_h - service.gate_in_cutoff_h >= 0.0
    )
    run = None
    if keys.return_h is not None and back is None:
        run = (
            Distribution.from_mean_sd("lognormal", keys.return_h, keys.return_sd_h)
            if keys.return_sd_h
            else Distribution.fixed(keys.return_h)
        )
    return WagonSets(
        name, out, back, keys.at_home, keys.beyond, (keys.turn_home_h, keys.turn_beyond_h), run,
        keys.wait_h, keys.hire_cny_per_set_day, keys.return_cny, borders,
        tuple((service_id, at_h) for at_h, service_id in slots),
    )  # fmt: skip
