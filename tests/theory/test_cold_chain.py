"""V16 through the engine: a lot in a dry box on a hot day warms along one exponential."""

import math
from dataclasses import replace

import pytest

from domain.calendar import ALWAYS_OPEN
from domain.cargo import Product
from domain.climate import constant_air
from domain.cold import ProductLife
from domain.distribution import Distribution
from domain.plan import BoxJourney, Plan, journey_id
from domain.thermal import BOX_TARE_KJ_PER_K, DRY_BOX_UA_W_PER_K
from sim import simulate
from tests.sim.reading import rows
from tests.worlds import consignment, part_of, two_hubs, two_hubs_network

TAU_H = 20.0
AIR_C, START_C, LIMIT_C = 30.0, 4.0, 8.0
CP_KJ_KGK = 3.8
# A load whose heat capacity makes the time constant 20 h behind a steel wall.
KG = (TAU_H * 3.6 * DRY_BOX_UA_W_PER_K - BOX_TARE_KJ_PER_K) / CP_KJ_KGK
CHERRIES = Product(
    "orange", "cherries", "樱桃", "080929", "chilled", START_C, 0.0, LIMIT_C,
    ProductLife("q10", 4.0, 20.0, q10=2.5), CP_KJ_KGK,
)  # fmt: skip


def box_in_the_heat(ride_h):
    """A chilled load goes in a dry box, on a lorry for so many hours, at 30 C everywhere."""
    base = two_hubs_network()
    none = Distribution.fixed(0.0)
    steps = {
        key: replace(
            step,
            work=none,
            slot_h=None,
            servers=None,
            beside=None,
            unplugged_h=0.0,
            opening=ALWAYS_OPEN,
        )
        for key, step in base.processes.items()
    }
    services = dict(base.services)
    legs = [replace(leg, run=Distribution.fixed(ride_h / 2.0)) for leg in services["LORRY"].legs]
    services["LORRY"] = replace(services["LORRY"], legs=tuple(legs))
    network = replace(
        base, processes=steps, services=services,
        inspections={"B": replace(base.inspections["B"], share=0.0)},
    )  # fmt: skip
    order = replace(
        consignment(0, CHERRIES, units=1, ready_h=10.0, due_h=400.0),
        kg_per_unit=KG, m3_per_unit=20.0, box_types=("40HC",), cargo_class="dry",
    )  # fmt: skip
    scenario = two_hubs(
        consignments=[order], network=network, products={"orange": CHERRIES},
        climate=dict.fromkeys(("FARM", "HUB", "GATE", "DEPOT", "CITY"), constant_air(AIR_C)),
    )  # fmt: skip
    way = scenario.ways_of(order)[2]
    name = journey_id(way.route, "dry", None, 96.0, (None,))
    journey = BoxJourney(name, way.route, "dry", None, 96.0, (None,))
    plan = Plan("made", {name: journey}, (part_of(order, name, way),), frozenset())
    result = simulate(scenario, plan, seed=1, replication=0)
    ridden = [row for row in rows(result.records.temperatures) if row["stage"] == "ride"]
    assert [row["node_id"] for row in ridden] == ["HUB", "GATE"]
    return ridden


def test_a_lot_in_a_dry_box_is_as_warm_as_the_cooling_law_says():
    ridden = box_in_the_heat(6.0)
    assert ridden[0]["start_c"] == START_C
    assert ridden[-1]["end_c"] == pytest.approx(10.73872626, abs=5e-9)
    # Half way, on the way.
    half = AIR_C + (START_C - AIR_C) * math.exp(-3.0 / TAU_H)
    assert ridden[0]["end_c"] == pytest.approx(half, abs=1e-9)


def test_a_lot_in_a_dry_box_passes_its_limit_at_the_hour_of_the_cooling_law():
    ridden = box_in_the_heat(6.0)
    assert 6.0 - ridden[-1]["excursion_h"] == pytest.approx(3.341081693, abs=1e-6)
    assert box_in_the_heat(3.34)[-1]["excursion_h"] == 0.0
    assert box_in_the_heat(3.35)[-1]["excursion_h"] == pytest.approx(3.35 - 3.341081693, abs=1e-6)
