"""Cuts of power: what is off for how long, what warms, what it costs, and who knew of it."""

from dataclasses import replace
from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account import account
from domain.climate import constant_air
from domain.cold import ProductLife
from domain.event_effects import with_effects
from domain.events import Event
from domain.outlook import Outlook
from domain.power import dark_spans
from domain.thermal import LOOSE_TAU_H
from optimize.rule import Rule
from optimize.verify import verify
from sim import simulate
from tests.sim.reading import rows
from tests.sim.test_nominal import assert_equal, roomy
from tests.stock_worlds import place, run, stock, world
from tests.stock_worlds import rows as of_stock
from tests.worlds import ORANGES, consignment, plain_plan, two_hubs

CUT = Event("cut", "power", "HUB", 20.0, 90.0, closed=True)
CITY_CUT = Event("depot", "power", "DEPOT", 60.0, 400.0, closed=True, backup_share=0.5,
                 start_up_h=3.0)  # fmt: skip


@pytest.mark.parametrize("way", [0, 1, 2])
def test_a_cut_that_is_known_is_in_the_plan_and_in_the_run(way):
    scenario = with_effects(roomy(12), [CUT, CITY_CUT])
    plan = plain_plan(scenario, lambda _: way)
    assert_equal(scenario, plan)
    lit = account(roomy(12), plain_plan(roomy(12), lambda _: way)).cost_cny
    assert account(scenario, plan).cost_cny > lit


def test_the_rule_plans_under_a_cut_and_its_plan_is_verified():
    scenario, outlook = with_effects(roomy(8), [CUT]), Outlook(1)
    assert verify(scenario, Rule().plan(scenario, outlook), outlook).problems == ()


@given(st.floats(0.0, 50.0), st.floats(0.1, 200.0), st.floats(0.0, 1.0), st.floats(0.0, 30.0))
def test_a_generator_gives_its_share_of_the_time_once_it_runs(from_h, long_h, share, start_h):
    to_h = from_h + long_h
    spans = dark_spans(from_h, to_h, share, start_h)
    dark = sum(end - begin for begin, end in spans)
    rest = max(0.0, long_h - start_h)
    if share == 0.0:
        start_h, rest = 0.0, long_h
    assert min(start_h, long_h) + (1.0 - share) * rest - 1e-6 <= dark
    # The last turn may break off in its dark part: at most that part too much.
    assert dark <= min(start_h, long_h) + (1.0 - share) * rest + 4.0 * share * (1 - share) + 1e-6
    assert all(from_h <= a < b <= to_h for a, b in spans)


def hot_box(event):
    """Oranges for one train; it is 30 degrees everywhere."""
    order = consignment(1, ORANGES, units=20, ready_h=10.0, due_h=400.0)
    bare = two_hubs(consignments=[order])
    air = {name: constant_air(30.0) for name in bare.climate}
    bare = replace(bare, climate=air)
    return with_effects(bare, [event]) if event else bare


def moved(scenario):
    result = simulate(scenario, plain_plan(scenario), seed=1, replication=0, nominal=True)
    return result, [row for row in rows(result.records.movements) if row["box_id"]]


def test_a_reefer_in_the_yard_warms_behind_its_walls_and_draws_nothing():
    _, bare = moved(hot_box(None))
    wait = next(row for row in bare if row["stage"] == "await_departure")
    from_h, to_h = wait["start_h"] + 1.0, wait["end_h"]
    assert to_h - from_h > 2.0
    cut = Event("cut", "power", "HUB", from_h, to_h, closed=True)
    result, dark = moved(hot_box(cut))
    part = next(r for r in dark if r["stage"] == "await_departure" and r["subject"] == "part")
    before = next(r for r in bare if r["stage"] == "await_departure" and r["subject"] == "part")
    assert part["unplugged_h"] - before["unplugged_h"] == pytest.approx(to_h - from_h)
    scenario = hot_box(cut)
    box = scenario.network.boxes["40RF"]
    kg = 20 * 900.0
    tau = (kg * 3.77 + 500.0) / (3.6 * box.ua_w_per_k)
    at_cut_c = 30.0 + (part["temp_c"] - 30.0) / exp(-(to_h - from_h) / tau)
    assert before["temp_c"] <= at_cut_c + 0.5 < part["temp_c"]
    lost_kwh = box.plug_kw * (to_h - from_h)

    def energy(of):
        return sum(r["cny"] for r in rows(of.records.costs) if r["line"] == "energy")

    whole, _ = moved(hot_box(None))
    assert energy(whole) - energy(result) == pytest.approx(0.9 * lost_kwh)


def test_goods_in_a_cold_room_follow_the_air_until_power_is_back():
    _, bare = moved(hot_box(None))
    stuffed_h = min(row["start_h"] for row in bare)
    spans = {}
    for hours in (0.0, 3.0, 6.0):
        cut = Event("cut", "power", "HUB", stuffed_h - hours, stuffed_h, closed=True)
        result = moved(hot_box(cut if hours else None))[0]
        stored = [r for r in rows(result.records.movements) if r["stage"] == "store"]
        spans[hours] = stored[-1]["temp_c"]
    assert spans[0.0] < spans[3.0] < spans[6.0] < 30.0


def fine(life, keeps_c, air_c, dark_h, cooling_tau):
    """Life that a cut takes beyond the room's, by small steps."""
    step, temp_c, used, at_h = 0.002, keeps_c, 0.0, 0.0
    while at_h < dark_h + 300.0:
        towards, tau = (air_c, LOOSE_TAU_H) if at_h < dark_h else (keeps_c, cooling_tau)
        middle = towards + (temp_c - towards) * exp(-0.5 * step / tau)
        used += step * (life.rate_per_h(middle) - life.rate_per_h(keeps_c))
        temp_c = towards + (temp_c - towards) * exp(-step / tau)
        at_h += step
    return used


def test_a_shelf_that_loses_its_power_loses_life_and_sells_for_fewer_days():
    life = ProductLife("q10", 5.0, 20.0, q10=2.0)
    cold = place(kind="cold", keeps_c=5.0)
    made = world(stock((), places=[cold], opening=10), period_h=24.0 * 25)
    node = replace(made.network.nodes["HUB"], node_id="W")
    textiles = replace(made.products["textiles"], life=life)
    made = replace(
        made, products={**made.products, "textiles": textiles},
        network=replace(made.network, nodes={**made.network.nodes, "W": node}),
        climate={name: constant_air(25.0) for name in made.climate},
    )  # fmt: skip
    (gone,) = of_stock(run(made), "write_off")
    assert gone.end_h == 480.0
    cut = with_effects(made, [Event("cut", "power", "W", 100.0, 148.0, closed=True)])
    result = run(cut)
    (warmed,) = of_stock(result, "warmed")
    more = warmed.life_used - 148.0 / 480.0
    assert more == pytest.approx(fine(life, 5.0, 25.0, 48.0, 60.0), rel=1e-3)
    (gone,) = of_stock(result, "write_off")
    ends_h = 480.0 * (1.0 - more)
    assert gone.end_h == 24.0 * -(-ends_h // 24.0)
    half = Event("cut", "power", "W", 100.0, 148.0, closed=True, backup_share=0.5)
    (less,) = of_stock(run(with_effects(made, [half])), "warmed")
    assert less.life_used < warmed.life_used
