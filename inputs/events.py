"""Events as scenarios name them: checked, in hours, and built in where all know them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from math import inf

from domain.event_effects import with_effects
from domain.events import Event
from domain.scenario import Scenario
from inputs.figures import figures
from inputs.findings import did_you_mean
from inputs.schema_events import EventKeys
from inputs.source import Source, fits

SAYS: dict[str, tuple[str, ...]] = {
    "node": ("closed", "factor"),
    "link": ("closed",),
    "service": ("closed",),
    "frequency": ("factor", "value"),
    "capacity": ("factor", "value"),
    "price": ("factor",),
    "servers": ("value",),
    "staff": ("factor",),
    "inspection": ("value", "factor"),
    "testing": ("value", "factor"),
    "background": ("factor",),
    "demand": ("factor",),
    "power": ("closed",),
}
"""Which of `closed`, `factor` and `value` each kind takes."""
PLACES: dict[str, tuple[str, str]] = {
    "node": ("node", "节点"),
    "link": ("link", "区段"),
    "service": ("service", "服务"),
    "frequency": ("service with departures", "有班期的服务"),
    "capacity": ("service", "服务"),
    "price": ("service or open warehouse", "服务或开放的仓库"),
    "servers": ("NODE:step with servers", "有服务台的“节点:环节”"),
    "staff": ("NODE:step with servers", "有服务台的“节点:环节”"),
    "inspection": ("node or credit grade", "节点或信用等级"),
    "testing": ("laboratory under supervision", "supervision 下的化验室"),
    "background": ("NODE:step with others' traffic", "有他人交通量的“节点:环节”"),
    "demand": ("flow", "货流"),
    "power": ("node", "节点"),
}
"""What an event happens to, by its kind, for a reader."""
BY_CHANCE = ("node", "link", "service", "capacity", "servers", "staff", "power")


def with_events(source: Source, scenario: Scenario) -> Scenario:
    """The scenario with what all know from the start built in, and the other events noted.

    And with the figures that it asks for.
    """
    scenario = replace(scenario, figures=figures(source, scenario))
    if not source.file.events:
        return scenario
    _check_names(source)
    found = []
    for index, entry in enumerate(source.file.events):
        if _sensible(source, scenario, entry, index) and entry.what != "demand":
            found.append(_event(source, scenario, entry))
    if source.findings.errors:
        return scenario
    known = [event for event in found if event.known_h <= 0.0 and event.from_h is not None]
    later = tuple(event for event in found if event not in known)
    return replace(with_effects(scenario, known), events=later)


def day_weights(
    source: Source, flow_id: str, days: Sequence[date], tz: str
) -> tuple[float, ...] | None:
    """Factor on a flow on each day; `None` where no event concerns it."""
    events = [
        entry for entry in source.file.events if entry.what == "demand" and fits(flow_id, entry.at)
    ]
    if not events:
        return None
    weights = []
    for day in days:
        noon_h, weight = source.clock.midnight_h(day, tz) + 12.0, 1.0
        for entry in events:
            from_h, to_h = _hours(source, entry, tz)
            if from_h <= noon_h < to_h and entry.factor is not None:
                weight *= entry.factor
        weights.append(weight)
    return tuple(weights)


def _event(source: Source, scenario: Scenario, entry: EventKeys) -> Event:
    tz = _zone_of(source, scenario, entry)
    from_h, to_h = _hours(source, entry, tz)
    known_h = inf
    if entry.known_from == "start":
        known_h = -inf
    elif entry.known_from is not None:
        known_h = _hour(source, entry.known_from, tz)
    return Event(
        entry.name, entry.what, entry.at, None if entry.per_year is not None else from_h,
        min(to_h, source.horizon_h), known_h, entry.factor, entry.value, bool(entry.closed),
        entry.per_year or 0.0, 24.0 * entry.mean_days, entry.goods, entry.lost_share,
        entry.backup_share, entry.start_up_hours,
    )  # fmt: skip


def _hours(source: Source, entry: EventKeys, tz: str) -> tuple[float, float]:
    from_h = -inf if entry.begins is None else _hour(source, entry.begins, tz)
    to_h = inf if entry.ends is None else _hour(source, entry.ends, tz)
    return from_h, to_h


def _hour(source: Source, at: date | float | str, tz: str) -> float:
    if isinstance(at, date):
        return source.clock.midnight_h(at, tz)
    return float(at)


def _zone_of(source: Source, scenario: Scenario, entry: EventKeys) -> str:
    """Whose days: those of the node, or of where the service or link begins."""
    nodes = scenario.network.nodes
    place = entry.at.partition(">")[0].partition(":")[0]
    services = (s for name, s in scenario.network.services.items() if fits(name, entry.at))
    if place not in nodes:
        place = next((service.origin_id for service in services), place)
    return nodes[place].tz if place in nodes else source.file.tz


def _check_names(source: Source) -> None:
    names = [entry.name for entry in source.file.events]
    for index, name in enumerate(names):
        if name in names[:index]:
            source.findings.error(
                source.at("events", index, "name"), "bad_cell", found=name,
                rule="another event has this name; give each its own",
                rule_zh="已有同名事件；请各取一个名称",
            )  # fmt: skip


def _sensible(source: Source, scenario: Scenario, entry: EventKeys, index: int) -> bool:
    """Whether an event says one thing, about something that there is, for some time."""
    before = len(source.findings.errors)
    for key, rule, rule_zh in _nonsense(entry):
        source.findings.error(
            source.at("events", index, key), "bad_cell", found=key, rule=rule, rule_zh=rule_zh
        )
    known = list(_places(source, scenario, entry.what))
    star = entry.what not in ("node", "link", "servers", "staff", "power")
    if not any(fits(name, entry.at) if star else name == entry.at for name in known):
        source.findings.error(
            source.at("events", index, "at"), "unknown_id", what=PLACES[entry.what][0],
            what_zh=PLACES[entry.what][1], found=entry.at,
            hint=did_you_mean(entry.at.rstrip("*"), known),
        )  # fmt: skip
    sensible = len(source.findings.errors) == before
    if sensible:
        _warn_of_nothing(source, entry, index, _zone_of(source, scenario, entry))
    return sensible


def _warn_of_nothing(source: Source, entry: EventKeys, index: int, tz: str) -> None:
    """Say so where an event is over before the scenario, or begins or is told after it."""
    from_h, to_h = _hours(source, entry, tz)
    if to_h <= 0.0 or from_h >= source.horizon_h:
        source.findings.warn(
            source.at("events", index, "begins"), "event_outside", found=entry.name,
            days=f"{source.horizon_h / 24.0:g}",
        )  # fmt: skip
    told = entry.known_from
    if told is not None and told != "start" and _hour(source, told, tz) >= to_h:
        source.findings.warn(
            source.at("events", index, "known_from"), "event_told_late", found=entry.name
        )


def _nonsense(entry: EventKeys) -> Iterator[tuple[str, str, str]]:
    """Key, and what is wrong with it in English and Chinese."""
    said = [key for key in ("closed", "factor", "value") if getattr(entry, key) is not None]
    takes = SAYS[entry.what]
    if len(said) != 1 or said[0] not in takes:
        named = ", ".join(takes)
        yield (said[-1] if said else "what", f"{entry.what} takes one of {named}",
               f"{entry.what} 只能写 {named} 之一")  # fmt: skip
    if entry.closed is False:
        yield "closed", "is true, or left out", "只能是 true，或不写"
    if entry.factor == 1.0:
        yield "factor", "1 changes nothing", "为 1 时没有变化"
    if entry.goods == "lose" and entry.lost_share == 0.0:
        yield (
            "lost_share",
            "0: nothing is lost; write goods: hold",
            "为 0 时没有丢失：请写 goods: hold",
        )
    if entry.goods != "lose" and "lost_share" in entry.model_fields_set:
        yield ("lost_share", "has no effect without goods: lose",
               "没有 goods: lose 就不起作用")  # fmt: skip
    if entry.per_year is None and "mean_days" in entry.model_fields_set:
        yield "mean_days", "has no effect without per_year", "没有 per_year 就不起作用"
    if entry.what == "node" and entry.factor is not None and entry.factor < 1.0:
        yield ("factor", "is 1 or more: work at a node gets slower by it",
               "不得小于 1：节点作业因此变慢")  # fmt: skip
    if entry.what == "staff" and entry.factor is not None and entry.factor > 1.0:
        yield "factor", "is a share of the servers, at most 1", "是服务台的比例，最多为 1"
    if (entry.per_year is None) == (entry.begins is None):
        yield ("begins", "an event has begins, or per_year where it comes by chance; one of them",
               "事件写 begins，随机发生的写 per_year，二者选一")  # fmt: skip
    rate = entry.what in ("inspection", "testing") and (entry.value or 0.0) > 1.0
    if rate:
        yield "value", "is a share, at most 1", "是比例，最多为 1"
    if entry.what != "power" and (entry.backup_share or entry.start_up_hours):
        yield "backup_share", "only power has a generator", "只有 power（停电）有备用发电机"
    if entry.per_year is not None and entry.what not in BY_CHANCE:
        named = ", ".join(BY_CHANCE)
        yield "per_year", f"only {named} come by chance", f"只有 {named} 可以随机发生"
    if entry.per_year is not None and entry.known_from is not None:
        yield "known_from", "what comes by chance is not announced", "随机事件不会预告"
    if entry.what in ("frequency", "capacity") and entry.known_from not in (None, "start"):
        yield ("known_from", "is start, or left out: bookings keep to one timetable and its room",
               "只能是 start，或不写：订舱依据同一份时刻表和运力")  # fmt: skip
    if entry.goods != "hold" and entry.what not in ("node", "link", "service"):
        yield ("goods", "only what is closed turns goods round or loses them",
               "只有关闭的地方才会让货物折返或丢失")  # fmt: skip
    same = type(entry.begins) is type(entry.ends) and entry.begins is not None
    if same and entry.ends <= entry.begins:  # type: ignore[operator]
        yield "ends", "must come after begins", "必须晚于 begins"


def _places(source: Source, scenario: Scenario, what: str) -> Iterator[str]:
    network = scenario.network
    if what in ("node", "power"):
        yield from network.nodes
    elif what == "link":
        for service in network.services.values():
            yield from (f"{leg.from_id}>{leg.to_id}" for leg in service.legs)
    elif what in ("service", "capacity", "price"):
        yield from network.services
        if what == "price" and scenario.stock is not None:
            yield from scenario.stock.warehouses
    elif what == "frequency":
        yield from (name for name, service in network.services.items() if service.dated)
    elif what in ("servers", "staff"):
        for (node_id, step, *_), process in network.processes.items():
            if process.servers is not None and node_id != "*":
                yield f"{node_id}:{step}"
    elif what == "inspection":
        yield from (*network.inspections, *network.nodes)
    elif what == "testing":
        tests = {} if network.supervision is None else network.supervision.tests
        yield from dict.fromkeys(node_id for node_id, _ in tests)
        yield from (f"{node_id}:{product_id}" for node_id, product_id in tests)
    elif what == "background":
        yield from (f"{one.node_id}:{one.step}" for one in scenario.background)
    else:
        yield from (r.text("flow_id") for r in source.tables["flows"])
