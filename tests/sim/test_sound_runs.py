"""No sound run is called broken: worlds with every kind of trouble, cut off at any hour."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.breaks import Breaks
from domain.calendar import ALWAYS_OPEN
from domain.faults import Fault
from domain.scenario import Background, RegimeRule
from domain.times import Times
from sim import simulate
from sim.stations import Station
from sim.world import World
from tests.sim.reading import rows
from tests.worlds import plain_plan, train, two_hubs, two_hubs_network

BREAKS = Breaks(Times.exponential(30.0), Times.exponential(6.0))
TROUBLES = (
    {},
    {"servers": 1},
    {"servers": 1, "order": "priority"},
    {"servers": 2, "breaks": BREAKS},
    {"servers": 2, "vacation": Times.fixed(4.0)},
    {"servers": 2, "pauses": True},
)
REGIMES = (
    RegimeRule("GATE", "closed", 0.0, 0.0, None, 100.0, 260.0),
    RegimeRule("GATE", "peak", 20.0, 48.0, 2.0),
)
TRAFFIC = (
    Background("GATE", "border", 6.0, 2.0, ALWAYS_OPEN),
    Background("HUB", "receive", 4.0, 1.0, ALWAYS_OPEN),
)
LATE_PLUGS = (Fault("late_plug_in", "HUB", 0.5, 24.0, 35.0, 0.0, 1e6),)


@st.composite
def worlds(draw):
    """Two hubs with trouble."""

    def some(*choices):
        return draw(st.sampled_from(choices))

    network = two_hubs_network()
    rail = train(
        "RAIL", ("HUB", "GATE", "DEPOT"), 96.0, late_h=some(0, 2.0, 20.0),
        cancel=some(0, 0.05, 0.5), teu=some(4.0, 12.0, 40.0), plugs=some(1.0, 10.0),
    )  # fmt: skip
    services = {**network.services, "RAIL": rail}
    for name in ("FM_FARM_HUB", "LORRY", "LM_DEPOT_CITY"):
        services[name] = replace(services[name], trucks=some(services[name].trucks, 1, 2, None))
    processes = {k: replace(row, **some(*TROUBLES)) for k, row in network.processes.items()}
    stocks = {key: some(0, 2, count) for key, count in network.box_stocks.items()}
    changes = {
        "regimes": some((), REGIMES),
        "background": some((), TRAFFIC),
        "faults": some((), LATE_PLUGS),
        "cap_h": some(24.0 * 90, 20.0, 50.0, 100.5, 150.0, 200.0, 300.0, 400.0),
        "network": replace(network, services=services, processes=processes, box_stocks=stocks),
    }
    scenario = two_hubs(some(4, 16, 30), **changes)
    price = some(12.0, None)
    orders = [replace(order, outsource_cny_per_kg=price) for order in scenario.consignments]
    return replace(scenario, consignments=tuple(orders))


@st.composite
def plans(draw, scenario):
    """Any ways, some stuffed before the goods are there, some whose trains nobody runs."""
    ways = draw(st.lists(st.integers(0, 8), min_size=1, max_size=8))
    pieces = draw(st.lists(st.integers(1, 2), min_size=1, max_size=5))
    plan = plain_plan(
        scenario,
        lambda n: ways[n % len(ways)],
        slot_h=draw(st.sampled_from((3.0, 12.0, 48.0, 96.0))),
        split=lambda n: pieces[n % len(pieces)],
    )
    early_h = draw(st.sampled_from((0.0, 6.0, 24.0)))
    journeys = {
        name: replace(journey, stuff_at_h=max(0.0, journey.stuff_at_h - early_h))
        for name, journey in plan.journeys.items()
    }
    runs = draw(st.sampled_from((plan.runs, frozenset())))
    return replace(plan, journeys=journeys, runs=runs)


@given(data=st.data())
@settings(max_examples=60)
def test_a_sound_run_passes_in_any_world(data):
    scenario = data.draw(worlds())
    plan = data.draw(plans(scenario))
    nominal = data.draw(st.sampled_from((False, False, False, True)))
    simulate(scenario, plan, seed=data.draw(st.integers(0, 9)), replication=0, nominal=nominal)


@pytest.mark.parametrize("first_h", [12.0, 300.0])
def test_traffic_of_others_is_at_work_before_the_first_goods_come(monkeypatch, first_h):
    network = two_hubs_network()
    choosing = {
        key: replace(row, order="priority") if row.step == "receive" else row
        for key, row in network.processes.items()
    }
    orders = [replace(order, ready_h=order.ready_h + first_h) for order in two_hubs(4).consignments]
    scenario = two_hubs(
        network=replace(network, processes=choosing), consignments=orders, background=TRAFFIC
    )
    stations = []

    def server(world, node_id, process):
        found = was(world, node_id, process)
        stations.append((world.agenda.now_h, found))
        return found

    was = World.server
    monkeypatch.setattr(World, "server", server)
    result = simulate(scenario, plain_plan(scenario), seed=1, replication=0)
    made_h = min(at_h for at_h, found in stations if isinstance(found, Station))
    assert made_h == 0.0
    for row in rows(result.records.movements):
        assert row["start_h"] <= row["opens_h"] <= row["end_h"]
