"""The looks that goods get in a replication, and how much later they are at their door for them.

On-time promises count them in the samples of an outlook (`domain.promise`). Who is selected, for
what and for how long is drawn under the names under which the simulation draws it; looks before
and at stuffing wait for the hours of their crews and for the queues that were measured there.
What a held box misses afterwards is the planner's view (`domain.holding.held_up_h`): the first
departure at nominal pace that it then meets, and crews on its way that are there when it comes.

Only a consignment's own looks count. That others in the same box are looked into is not known
before the box is filled; nor are parcels seen that are held one by one from a list.
"""

from __future__ import annotations

from typing import NamedTuple

from domain.cargo import Consignment
from domain.catch_up import catch_up_h
from domain.checkpoints import look_node
from domain.fetching import Fetched
from domain.holding import Delay, held_up_h
from domain.network import Process
from domain.pace import SampledPace
from domain.plan import BoxJourney, BoxRoute
from domain.route import work
from domain.scenario import Scenario
from domain.supervision import (
    AFTER,
    BEFORE,
    DESTINATION,
    DOOR,
    ENTRY,
    LABORATORY,
    Supervision,
    look_process,
)


class Turn(NamedTuple):
    """A look where goods are stuffed: by which crew, how long; who has no hours is always there."""

    crew: Process | None
    work_h: float

    def end_h(self, node_id: str, t: float, pace: SampledPace) -> float:
        """When it ends for goods that come at an hour."""
        if self.crew is None:
            return t + self.work_h
        wait_h = pace.queue_h(node_id, self.crew.step, t)
        return self.crew.opening.next_open_h(t + wait_h) + self.work_h


class DrawnLooks(NamedTuple):
    """What a consignment goes through on a route: loose, in its box there, and on the way."""

    before: tuple[Turn, ...] = ()
    stuffed: tuple[Turn, ...] = ()
    on_way: tuple[Delay, ...] = ()


NOBODY = DrawnLooks()


def drawn_looks(
    scenario: Scenario, order: Consignment, route: BoxRoute, fetched: Fetched, pace: SampledPace
) -> DrawnLooks:
    """The looks that a consignment gets on a route in the replication of a pace."""
    network, node_id = scenario.network, route.stuff_node
    if pace.quiet or order.begun is not None:
        return NOBODY
    rule = network.clearance(node_id, order.trade_mode, order.direction, order.cargo_class)
    loose = rule is not None and not network.listed(order)
    if network.supervision is not None:
        return _supervised(scenario, network.supervision, order, route, pace, loose=loose)
    grade = network.inspections.get(order.credit_grade)
    if rule is None or grade is None or not loose:
        return NOBODY
    hold_h = pace.inspected_h(grade.on(node_id, fetched.released_h), order.consignment_id)
    if hold_h is None:
        return NOBODY
    bay = network.process(node_id, "inspect", order.direction, order.cargo_class, "road")
    turns = (Turn(bay, hold_h),)
    return DrawnLooks(stuffed=turns) if rule.holds == "box" else DrawnLooks(before=turns)


def _supervised(
    scenario: Scenario,
    rules: Supervision,
    order: Consignment,
    route: BoxRoute,
    pace: SampledPace,
    *,
    loose: bool,
) -> DrawnLooks:
    """The same under supervision; `loose`: whether it is declared as a whole at stuffing."""
    kinds = rules.drawn_looks(scenario.consignments, order, pace.chance)
    point = rules.point(order)
    here = _turns(scenario, order, route, point, kinds, pace)
    if point == BEFORE:
        found = DrawnLooks(before=here if loose else ())
    elif point == AFTER:
        found = DrawnLooks(stuffed=here)
    else:
        found = DrawnLooks(on_way=((point, sum([turn.work_h for turn in here])),) if here else ())
    tested_at = DESTINATION if route.strip_node in rules.inland_tests else ENTRY
    node_id = look_node(scenario.network, route, tested_at)
    if node_id is None or not rules.tested(pace.chance, order, node_id):
        return found
    test = _turns(scenario, order, route, tested_at, (LABORATORY,), pace)
    hours = sum([turn.work_h for turn in test])
    if tested_at == ENTRY and rules.conditional:
        return found._replace(on_way=(*found.on_way, (DOOR, hours)))
    held = dict(found.on_way)
    held[tested_at] = held.get(tested_at, 0.0) + hours
    return found._replace(on_way=tuple(held.items()))


def _turns(
    scenario: Scenario,
    order: Consignment,
    route: BoxRoute,
    point: str,
    kinds: tuple[str, ...],
    pace: SampledPace,
) -> tuple[Turn, ...]:
    """Looks at a point one after another; none where a route does not pass it."""
    node_id = look_node(scenario.network, route, point)
    if node_id is None:
        return ()
    crews = [look_process(scenario.network, node_id, kind, order) for kind in kinds]
    cause = (order.consignment_id,)
    return tuple([Turn(crew, pace.work_h(crew, cause)) for crew in crews if crew is not None])


def later_for_looks_h(
    scenario: Scenario,
    order: Consignment,
    journey: BoxJourney,
    fetched: Fetched,
    looks: DrawnLooks,
    pace: SampledPace,
) -> float:
    """How much later goods are delivered than without the looks that they get."""
    if looks == NOBODY:
        return 0.0
    node_id, stuff_h = journey.route.stuff_node, journey.stuff_at_h
    shift_h = catch_up_h(scenario, journey, fetched.available_h - stuff_h)
    later_h = 0.0
    if looks.before:
        t = fetched.released_h
        for turn in looks.before:
            t = turn.end_h(node_id, t, pace)
        then_h = catch_up_h(scenario, journey, max(fetched.available_h, t) - stuff_h)
        later_h, shift_h = then_h - shift_h, then_h
    if looks.stuffed:
        begin_h = t = _stuffed_h(scenario, order, journey, pace) + shift_h
        for turn in looks.stuffed:
            t = turn.end_h(node_id, t, pace)
        later_h += held_up_h(scenario, journey, t - begin_h)
    for point, hold_h in looks.on_way:
        later_h += held_up_h(scenario, journey, hold_h, point)
    return later_h


def _stuffed_h(
    scenario: Scenario, order: Consignment, journey: BoxJourney, pace: SampledPace
) -> float:
    """When the boxes of a journey are stuffed."""
    node_id, at_h = journey.route.stuff_node, journey.stuff_at_h
    process = scenario.network.process(
        node_id, "stuff", order.direction, journey.cargo_class, "road"
    )
    if process is None:
        return at_h
    return work(process, "stuff", node_id, at_h, (journey.route.route_id, at_h), pace, [])
