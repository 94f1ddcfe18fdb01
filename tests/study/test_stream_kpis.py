"""Figures of streams from records that were worked out by hand, and by brute force."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import OpenHours
from domain.stream import Step, Stock, StreamWatch
from domain.stream_records import StreamRecords
from domain.times import Times
from study.stream_kpis import figures_of_steps, may_come, stream_kpis
from study.stream_logs import kind_of, observe_streams
from study.stream_spans import span
from study.stream_waits import queue_mean, time_average, use_share, waits
from tests.study.hand_made_streams import (
    END_H,
    FROM_H,
    LOTS,
    TO_H,
    VISITS,
    A,
    B,
    gauge,
    lot_log,
    observed,
    process,
    records,
    scenario,
    steps,
    visit_log,
)

nan = math.nan


def kpis_of(seen):
    return {kpi.name: kpi.value for kpi in stream_kpis(seen, figures_of_steps(seen))}


@pytest.fixture(scope="module")
def found():
    return kpis_of(observed())


def test_waits_count_visits_that_enter_within_the_window(found):
    # Lots 1, 2, 3 wait 2, 0 and 0.5 h; lot 0 came at 5 h and lot 4 at 60 h, which is outside.
    assert found["gate.visits"] == 3
    assert found["gate.wait_mean_h"] == pytest.approx(2.5 / 3)
    assert found["gate.wait_sd_h"] == pytest.approx(math.sqrt(13 / 12))
    assert found["gate.wait_p50_h"] == 0.5
    assert found["gate.wait_p90_h"] == pytest.approx(0.5 + 0.8 * 1.5)
    assert found["gate.waited_share"] == pytest.approx(2 / 3)
    assert found["gate.wait_over_1h_share"] == pytest.approx(1 / 3)


def test_the_queue_is_averaged_over_the_window_and_cut_at_its_edges(found):
    assert found["gate.queue_mean"] == pytest.approx((2.0 + 0.5) / 50)
    # Lot 0 waits in the bag from 12 to 15 h, lot 2 from 21 h past the end of the period.
    assert found["bag.queue_mean"] == pytest.approx((3.0 + 39.0) / 50)


def test_numbers_come_from_the_gauges_and_use_from_the_servers(found):
    assert found["gate.number_mean"] == 0.2
    assert found["gate.number_variance"] == 0.3
    assert found["gate.use_share"] == pytest.approx(6.5 / 50)
    assert found["all.number_mean"] == 2.0
    assert found["all.in_system_end"] == 1.0
    assert found["gate.number_at_12h"] == 1.0
    assert math.isnan(found["gate.number_at_120h"])  # the run had ended
    assert found["shelf.on_hand_at_120h"] == 3.0


def test_a_box_waits_for_its_train_as_one(found):
    assert found["train.visits"] == 1
    assert found["train.wait_mean_h"] == 9.0
    assert math.isnan(found["train.wait_sd_h"])


def test_departures_count_by_their_scheduled_hour_where_they_ran(found):
    assert found["train.departures"] == 2
    assert found["train.aboard_mean"] == 1.5
    assert found["train.fill_share"] == pytest.approx(6.0 / 16.0)
    assert found["train.left_behind_mean"] == 1.5
    assert found["train.left_behind_share"] == 0.5


def test_a_train_with_room_for_all_has_no_fill():
    seen = observe_streams(scenario(capacity_teu=None), records())
    assert "train.fill_share" not in kpis_of(seen)


def test_the_shelf_meets_parcels_not_lots(found):
    # Asked for 3, 4 and 2 parcels with 4, 1 and 4 on hand.
    assert found["shelf.fill_rate"] == pytest.approx((3 + 1 + 2) / 9)
    assert found["shelf.lost"] == 0
    assert (found["shelf.on_hand_mean"], found["shelf.backorders_mean"]) == (1.5, 0.3)
    assert found["shelf.on_order_mean"] == 4.0


def test_demand_that_is_turned_away_is_lost_and_no_visit_waits_for_it():
    stock = Stock("base_stock", Times.fixed(99.0), 2, up_to=2, backorder=False)
    its_steps = {"shelf": Step("shelf", "hub", stock=stock)}
    rows = ((B, 0, 1, 20.0, 20.0, -1, False, 0, 0.0), (B, 1, 3, 30.0, 30.0, -1, True, 0, 0.0))
    seen = observe_streams(
        scenario(its_steps=its_steps, watch=StreamWatch()),
        records(
            lots=lot_log(rows),
            visits={"shelf": visit_log(((0, 20.0, 20.0, 20.0), (1, 30.0, nan, nan)))},
            stock=[("shelf", 20.0, "demand", 1, 1, 0, 0), ("shelf", 20.0, "order", 1, 1, 0, 1),
                   ("shelf", 30.0, "demand", 3, 1, 0, 1)],
        ),
    )  # fmt: skip
    made = kpis_of(seen)
    assert made["shelf.fill_rate"] == 0.25
    assert made["shelf.lost"] == 3
    assert made["shelf.visits"] == 1
    assert made["shelf.wait_mean_h"] == 0.0
    assert (made["b.lots"], made["b.delivered"], made["b.lost"]) == (2, 1, 1)


def test_cost_is_that_of_lots_that_came_and_of_the_shelves(found):
    lots_cny = 2.0 + 4.0 + 8.0 + 32.0 + 64.0
    holding_cny = 1.5 * (50.0 / 24.0) * 2.4
    assert found["total_cost_cny"] == pytest.approx(lots_cny + holding_cny + 3 * 10.0)


def test_streams_count_lots_that_come_within_the_window(found):
    assert (found["a.lots"], found["a.delivered"], found["a.lost"]) == (3, 3, 0)
    assert found["a.time_mean_h"] == pytest.approx((20.0 + 58.0 + 19.0) / 3)
    assert found["a.time_p50_h"] == 20.0
    assert found["all.time_mean_h"] == pytest.approx((97.0 + 0.0 + 5.0 + 0.0) / 6)


def test_a_span_weighs_lots_by_parcels_and_follows_them_in_their_box(found):
    hours = np.repeat([20.0, 58.0, 19.0], [1, 3, 1])
    assert found["door.mean_h"] == pytest.approx(np.mean(hours))
    assert found["door.sd_h"] == pytest.approx(np.std(hours, ddof=1))


def test_a_span_goes_through_a_box_in_a_box():
    seen = observed()
    inside = seen.lots.inside.copy()
    inside[5] = 6  # box 5 is put into box 6, which arrives at 78 h
    nested = replace(seen, lots=replace(seen.lots, inside=inside))
    assert span(nested, "gate", "train").mean_h == pytest.approx((68 + 3 * 58 + 19) / 5)


def test_what_still_waits_at_the_end_counts_with_what_it_has_waited():
    visits = {"train": visit_log(((5, 15.0, 24.0, 30.0), (6, 50.0, nan, nan)))}
    made = waits(observed(visits=visits), "train")
    assert (made.visits, made.unfinished) == (2, 1)
    assert made.mean_h == pytest.approx((9.0 + (END_H - 50.0)) / 2)


def test_lots_in_an_open_box_count_until_the_period_ends():
    # Lot 4 came to the bag at 62 h; the period ends at 80 h, and nothing comes that could fill it.
    seen = observe_streams(scenario(from_h=FROM_H, to_h=80.0), records())
    made = waits(seen, "bag")
    assert (made.visits, made.unfinished) == (5, 1)
    assert made.mean_h == pytest.approx((3.0 + 0.0 + 40.0 + 0.0 + (80.0 - 62.0)) / 5)


def test_nothing_seen_is_nan_and_not_zero():
    empty = observe_streams(scenario(), StreamRecords())
    made = kpis_of(empty)
    assert made["gate.visits"] == 0
    for name in (
        "gate.wait_mean_h",
        "gate.number_mean",
        "a.time_p90_h",
        "door.mean_h",
        "shelf.fill_rate",
        "train.aboard_mean",
        "all.time_mean_h",
    ):
        assert math.isnan(made[name]), name


def test_every_replication_has_the_same_names(found):
    empty = observe_streams(scenario(), StreamRecords())
    assert list(kpis_of(empty)) == list(found)


def test_names_carry_their_unit():
    for kpi in stream_kpis(observed(), figures_of_steps(observed())):
        unit = "1"
        if kpi.name.endswith(("_h",)) and "_at_" not in kpi.name:
            unit = "h"
        elif kpi.name.endswith("_cny"):
            unit = "CNY"
        assert kpi.unit == unit, kpi.name


def test_classes_are_told_apart_where_a_step_serves_by_priority():
    gate = replace(process(), order="priority")
    its_steps = steps(gate=Step("gate", "hub", process=gate, work=Times.fixed(1.0)))
    made = scenario(its_steps=its_steps)
    other = replace(made.streams[1], path=("gate", "shelf"))
    made = replace(made, streams=(made.streams[0], other))
    rows = (*VISITS["gate"], (7, 10.5, 11.0, 11.0))  # an order comes through the gate
    seen = observe_streams(made, records(visits={**records().visits, "gate": visit_log(rows)}))
    kpis = kpis_of(seen)
    assert (kpis["gate.visits"], kpis["gate.a.visits"], kpis["gate.b.visits"]) == (4, 3, 1)
    assert kpis["gate.a.wait_mean_h"] == pytest.approx(2.5 / 3)
    assert kpis["gate.b.wait_mean_h"] == 0.5
    assert "gate.a.visits" not in kpis_of(observed())


def test_a_stream_may_come_to_a_step_by_chance():
    its_steps = steps(gate=Step("gate", "hub", process=process(), then={"shelf": 0.5, "out": 0.5}))
    made = scenario(its_steps=its_steps)
    assert may_come(made, A, "shelf")
    assert may_come(made, A, "train")
    assert not may_come(made, B, "gate")


def test_beside_consignments_the_total_is_theirs():
    seen = observed()
    both = replace(seen, scenario=replace(seen.scenario, consignments=(object(),)))
    made = kpis_of(both)
    assert "total_cost_cny" not in made
    assert made["all.total_cost_cny"] == kpis_of(seen)["total_cost_cny"]


def test_use_is_of_open_hours_and_of_what_is_worked_past_closing():
    seen = observed(busy_h={"gate": 12.0})
    opening = OpenHours.of([(20.0, 30.0), (50.0, 70.0)], 500.0)
    assert use_share(seen, "gate", process(2, opening)) == pytest.approx(12.0 / (2 * 20.0))
    # 12 hours worked by one server of a door that was open for ten.
    short = OpenHours.of([(20.0, 30.0)], 500.0)
    assert use_share(seen, "gate", process(1, short)) == 1.0
    assert math.isnan(use_share(seen, "gate", process(None)))


def test_kinds_of_steps():
    kinds = {name: kind_of(step) for name, step in steps().items()}
    assert kinds == {
        "gate": "process", "bag": "pack", "train": "ride", "open": "unpack", "shelf": "stock"
    }  # fmt: skip


@st.composite
def visit_rows(draw):
    rows = []
    for lot in range(draw(st.integers(0, 8))):
        entered = draw(st.integers(0, 90))
        began = entered + draw(st.integers(0, 30))
        left = began + draw(st.integers(0, 30))
        rows.append((
            lot, float(entered), nan if began > END_H else float(began),
            nan if left > END_H else float(left),
        ))  # fmt: skip
    return rows


def seen_with(rows, step="gate"):
    lots = lot_log([(A, n, 1 + n % 3, 0.0, nan, -1, False, 0, 0.0) for n in range(9)])
    return observe_streams(scenario(), records(lots=lots, visits={step: visit_log(rows)}))


@given(visit_rows())
def test_the_queue_equals_a_count_hour_by_hour(rows):
    seen = seen_with(rows)
    waiting = 0
    for hour in range(int(FROM_H), int(TO_H)):
        waiting += sum(
            entered <= hour < (END_H if math.isnan(began) else began)
            for _, entered, began, _ in rows
        )
    assert queue_mean(seen, "gate") == pytest.approx(waiting / (TO_H - FROM_H))


@given(visit_rows())
def test_littles_law_ties_the_log_to_the_count_over_time(rows):
    """The area under the number is the sum of the times in the step: L T = sum of W."""
    seen = seen_with(rows)
    log = seen.visits["gate"]
    ends = np.where(np.isnan(log.left_h), END_H, log.left_h)
    whole = replace(seen, scenario=replace(seen.scenario, warm_up_h=0.0, period_end_h=END_H))
    number = sum(
        sum(entered <= hour < (END_H if math.isnan(left) else left) for _, entered, _, left in rows)
        for hour in range(int(END_H))
    )
    assert time_average(whole, log.entered_h, ends) * END_H == pytest.approx(number)
    assert float(np.sum(ends - log.entered_h)) == pytest.approx(number)


@given(visit_rows(), visit_rows())
def test_a_span_equals_a_list_of_parcels(first, last):
    seen = seen_with(first)
    lots = seen.records.lots
    seen = observe_streams(
        seen.scenario,
        records(lots=lots, visits={"gate": visit_log(first), "train": visit_log(last)}),
    )
    ends = {lot: left for lot, _, _, left in last}
    hours = [
        ends[lot] - entered
        for lot, entered, _, _ in first
        if FROM_H <= entered < TO_H and not math.isnan(ends.get(lot, nan))
        for _ in range(lots.parcels[lot])
    ]
    made = span(seen, "gate", "train")
    assert made.parcels == len(hours)
    if hours:
        assert made.mean_h == pytest.approx(np.mean(hours))
    if len(hours) > 1:
        assert made.sd_h == pytest.approx(np.std(hours, ddof=1), abs=1e-9)


def test_paper_records_hold_together():
    """The hand-made figures themselves: parcels of boxes, and boxes that leave by the train."""
    for entry, (stream, _, parcels, *_) in enumerate(LOTS):
        if stream == -1:
            assert parcels == sum(row[2] for row in LOTS if row[5] == entry)
    for box, _, _, left in VISITS["train"]:
        assert LOTS[box][4] == left
    assert gauge(2.0).area == 2.0 * END_H
