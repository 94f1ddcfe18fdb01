import math
from dataclasses import replace

import pytest

from domain.tariff import COST_LINES
from study.aggregate import aggregates, cost_lines, lanes, leg_flows, stage_hours
from study.kpis import KPI_QUERIES, check_costs_add_up, kpis
from tests.study.hand_made import observed

DESIGNED = (
    "total_cost_cny", "cost_cny_per_t", "on_time_share", "lead_time_mean_h", "lead_time_p50_h",
    "lead_time_p90_h", "departure_wait_h", "missed_departures", "inspected_share",
    "fill_share_box", "fill_share_train", "value_lost_share", "excursion_h", "life_left_share",
    "co2e_kg_per_t", "capital_cost_cny", "backlog_end_t",
)  # fmt: skip


@pytest.fixture
def figures():
    frame = kpis(observed())
    return dict(zip(frame["kpi"], frame["value"], strict=True))


def test_every_figure_of_the_design_is_there():
    assert set(DESIGNED) <= set(KPI_QUERIES)


@pytest.mark.parametrize(
    ("kpi", "by_hand"),
    [
        ("total_cost_cny", 900 + 100 + 2300 + 200 + 40 + 60),  # network bookings of [24, 96] only
        ("cost_cny_per_t", 3600 / 6),
        ("on_time_share", 1 / 3),  # c3 never came
        ("lead_time_mean_h", (20 + 40) / 2),
        ("lead_time_p50_h", 30.0),
        ("lead_time_p90_h", 38.0),
        ("late_mean_h", 5.0),
        ("departure_wait_h", 5.0),
        ("missed_departures", 1.0),  # the box stuffed at 5 h is before the window
        ("inspected_share", 1 / 3),
        ("fill_share_box", 0.6),
        ("fill_share_train", 30 / 40),  # fullest leg; the cancelled train does not count
        ("value_lost_share", 500 / 100_000),
        ("excursion_h", 1.0),
        ("life_left_share", 0.9),
        ("co2e_kg_per_t", 160 / 6),
        ("capital_cost_cny", 100.0),
        ("backlog_end_t", 2.0),
        ("consignments", 3.0),
    ],
)
def test_figure_worked_by_hand(figures, kpi, by_hand):
    assert figures[kpi] == pytest.approx(by_hand, rel=1e-12)


def test_promises_are_counted_where_something_is_promised(figures):
    assert "promise_kept_share" not in figures
    seen = replace(observed(), promised=frozenset({"c1", "c2", "c0"}))  # c0 is not in the cohort
    rows = kpis(seen)
    kept = dict(zip(rows["kpi"], rows["value"], strict=True))
    assert kept["promise_kept_share"] == pytest.approx(1 / 2)  # c2 came late
    assert {name: value for name, value in kept.items() if name in figures}.keys() == figures.keys()


def test_cost_lines_sum_to_the_total(figures):
    lines = sum(figures[f"{line}_cost_cny"] for line in COST_LINES)
    assert lines == pytest.approx(figures["total_cost_cny"], abs=0.01)
    assert cost_lines(observed())["cny"].sum() == pytest.approx(figures["total_cost_cny"])


def test_books_that_do_not_add_up_are_refused():
    seen = observed()
    check_costs_add_up(seen)
    wrong = seen.tables["consignments"].copy()
    wrong.loc[wrong["consignment_id"] == "c1", "cost_cny"] += 0.02
    with pytest.raises(ArithmeticError, match="c1"):
        check_costs_add_up(replace(seen, tables={**seen.tables, "consignments": wrong}))


def test_where_the_time_goes_is_weighted_by_tonnes():
    frame = stage_hours(observed())
    hours = dict(zip(frame["stage"], frame["hours_mean"], strict=True))
    # c2 travels in two lots of 30 and 40 h: 35 h on average; c3 (2 t) did not move
    assert hours["ride"] == pytest.approx((16 * 1 + 35 * 3) / 6)
    assert hours["fetch"] == pytest.approx(4 * 1 / 6)


def test_loose_goods_count_on_the_legs_of_trucks():
    flows = leg_flows(observed())
    loose = flows[flows["service_id"] == "L1"].iloc[0]
    assert (loose["teu"], loose["t"]) == (0.0, 1.0)
    trains = flows[flows["service_id"] == "T1"]
    assert list(trains["teu"]) == [10.0, 30.0]


def test_lane_holds_the_cohort_alone():
    (lane,) = lanes(observed()).to_dict("records")
    assert lane["consignments"] == 3
    assert lane["t"] == 6.0
    assert lane["life_left"] == 0.9


def test_replication_without_goods_has_figures_without_numbers():
    seen = observed()
    empty = {name: frame.iloc[:0] for name, frame in seen.tables.items()}
    made = aggregates(replace(seen, tables=empty))["replication_kpis"]
    figures = dict(zip(made["kpi"], made["value"], strict=True))
    assert figures["total_cost_cny"] == 0.0
    assert math.isnan(figures["on_time_share"])
