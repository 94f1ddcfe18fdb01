"""One replication of one plan, from the first collection to the last delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.cargo import Consignment
from domain.draws import Chance
from domain.event_effects import with_effects
from domain.events import Views, resolved
from domain.pace import KeptPace
from domain.plan import Part, Plan
from domain.records import Records
from domain.scenario import Scenario
from domain.stream_records import StreamRecords
from domain.thermal import is_cold, when_ready
from sim import restuff
from sim.agenda import Agenda
from sim.blanks import announce_blanks
from sim.bookings import book_fills, fills_expected
from sim.books import Books, Tally
from sim.box_pool import BoxPools
from sim.checks import check_run
from sim.collection import begin_collections
from sim.delivery import outsource
from sim.disruptions import announce
from sim.empties import begin_empties
from sim.hub import collect
from sim.loads import Lot, Pending
from sim.queue_log import open_watched, write_queues
from sim.regimes import regime_paths
from sim.streams.run import StreamsRun
from sim.stuffing import stuff_journey
from sim.summary import (
    close_network,
    write_boxes,
    write_consignments,
    write_departures,
    write_facilities,
    write_lots,
)
from sim.wagon_sets import begin_sets, write_sets
from sim.warehouse.run import StockRun
from sim.witness import Tell, ToldChance, ToldRows, listen, tell_streams
from sim.world import World


@dataclass(frozen=True, slots=True)
class SimResult:
    """What a replication left behind.

    `waits` maps (node, step, week) to the number of jobs of the zone and their mean wait for a
    server in hours; `backlog` counts consignments not delivered in full; `lots` counts
    those of the plan, pieces apart, and of streams; `streams` is there where the scenario has some.
    """

    records: Records
    waits: Mapping[tuple[str, str, int], tuple[int, float]]
    backlog: int
    events: int
    lots: int
    streams: StreamRecords | None = None


def simulate(
    scenario: Scenario,
    plan: Plan,
    *,
    seed: int,
    replication: int,
    nominal: bool = False,
    servers_limited: bool | None = None,
    tell: Tell | None = None,
) -> SimResult:
    """Execute a plan.

    Parameters
    ----------
    nominal
        Durations at their mean, chance off, base regime, no faults, no background traffic.
    servers_limited
        Whether servers and truck pools are finite; left out: unless `nominal`.
    tell
        Is told everything that happens, line by line (`sim.witness`).

    Raises
    ------
    BrokenRunError
        When goods, boxes or money were not conserved.
    ValueError
        When a box would board a train at a call on the way; ways never do.
    """
    limited = not nominal if servers_limited is None else servers_limited
    chance = Chance(seed, replication, nominal=nominal)
    if tell is not None:
        chance = ToldChance(seed, replication, tell, nominal=nominal)
    world = _world(scenario, plan, chance, limited=limited)
    if tell is not None:
        listen(world, tell)
    if scenario.stock is not None:
        world.stock = StockRun(world, scenario.stock)
        world.stock.begin()
    _begin(world)
    streams = StreamsRun(world) if scenario.streams else None
    if streams is not None:
        if tell is not None:
            streams.records.stock = ToldRows("stock", tell)
        streams.begin()
    world.agenda.run(scenario.cap_h)
    recorded = None if streams is None else streams.close()
    close_network(world)
    backlog = write_consignments(world)
    write_boxes(world)
    write_lots(world)
    write_departures(world)
    write_sets(world)
    waits = write_facilities(world)
    if recorded is not None and tell is not None:
        tell_streams(recorded, tell)
    check_run(world, recorded)
    write_queues(world)
    moved = sum(lot.where not in ("split", "restuffed") for lot in world.lots)
    if streams is not None:
        moved += streams.came
    return SimResult(world.records, waits, backlog, world.agenda.events, moved, recorded)


def _world(scenario: Scenario, plan: Plan, chance: Chance, *, limited: bool) -> World:
    records = Records()
    if plan.block_teu:
        scenario = replace(scenario, contracts=scenario.contracts.sized(plan.block_teu))
    events = resolved(scenario.events, chance, scenario.cap_h) if scenario.events else ()
    views = Views(scenario, events, begun=True) if events else None
    scenario = with_effects(scenario, events)
    world = World(
        scenario, plan, chance, KeptPace(chance), limited, Agenda(), records,
        Books(records, {c.consignment_id: Tally() for c in scenario.consignments}),
        BoxPools(scenario.network.box_stocks, chance.nominal, scenario.fleet),
        regime_paths(scenario.regimes, chance, scenario.cap_h), events=events, views=views,
    )  # fmt: skip
    world.index_chains()
    world.open_stations()
    open_watched(world)
    return world


def _begin(world: World) -> None:
    """Every part of the plan becomes a lot; every journey books its boxes."""
    orders = {c.consignment_id: c for c in world.scenario.consignments}
    together: dict[tuple[str, tuple[str, ...], str, str, bool], list[Lot]] = {}
    asked: dict[str, Pending] = {}
    for part in world.plan.parts:
        order = orders[part.consignment_id].under(part.trade_mode)
        lot = _lot(world, part, order)
        if not part.fed_by:
            world.lots.append(lot)
            world.books.tallies[order.consignment_id].parts += 1
        if part.journey_id is None:
            outsource(world, lot, order.ready_h)
            continue
        journey = world.plan.journeys[part.journey_id]
        pending = asked.get(part.journey_id)
        if pending is None:
            pending = asked[part.journey_id] = Pending(journey, order.direction)
        pending.expected[part.part_id] = lot
        if part.fed_by:
            world.agenda.tell(restuff.await_goods(world, pending, lot), part.part_id)
            continue
        key = (
            order.consignment_id, part.before, journey.route.stuff_node, order.trade_mode,
            bool(part.feeds),
        )  # fmt: skip
        together.setdefault(key, []).append(lot)
    for name in sorted(asked):
        pending = asked[name]
        journey = pending.journey
        pending.fills = fills_expected(world, pending)
        book_fills(world, journey, pending.fills)
        if any(hop.first_leg for hop, _ in journey.dated()):
            raise ValueError(f"{name}: boxes board where a service begins, not on the way")
        world.expect(pending)
        world.agenda.tell(stuff_journey(world, pending), name)
    begin_empties(world)
    announce(world)
    announce_blanks(world)
    begin_sets(world)
    world.booked_teu = dict(world.ledger.teu)
    begin_collections(world, together)
    for (name, before, node_id, *_), lots in together.items():
        world.agenda.tell(collect(world, lots, before, node_id), name)


def _lot(world: World, part: Part, order: Consignment) -> Lot:
    product = world.scenario.products[order.product_id]
    state = None
    if product.life is not None:
        air_c = world.air_at(order.origin_id).ambient_c(order.ready_h)
        state = when_ready(product, order, air_c)
    return Lot(
        part.part_id, part, order, product, part.units, part.after, state, is_cold(product)
    )  # fmt: skip
