"""Slow days shorten the hours of calendars, and gates keep the holidays of both sides."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.account import account
from domain.calendar import Clock, weekly_hours
from inputs import InputError, load_scenario
from inputs.findings import Findings
from inputs.opening import Openings
from inputs.schema_calendars import CalendarKeys
from inputs.tables import read_tables
from sim import simulate
from tests.inputs.worlds import ROOT
from tests.sim.reading import consignments, planned, total_cny
from tests.worlds import CLOCK, plain_plan, two_hubs, two_hubs_network

START = Clock(datetime(2026, 2, 1, 16, tzinfo=UTC))  # midnight of 2 February in China
ALL = CalendarKeys(slow_days=True, holidays={"dx_gate": "CN+VN", "hub_day": "CN"})


@pytest.fixture(scope="module")
def tables():
    return read_tables(ROOT / "data", Findings(), "data")


def hours(tables, rules, calendar_id):
    findings = Findings()
    made = Openings(tables, START, 24.0 * 60, findings, rules)
    found = made.hours(calendar_id, "Asia/Shanghai", tables["calendars"][0].at("calendar_id"))
    findings.stop_if_wrong()
    return found


def on(found, day):
    """Open hours of a day of February, counted on its wall clock."""
    at_h = 24.0 * (day - 2)
    return found.open_h_between(at_h, at_h + 24.0)


def test_slow_days_and_holidays_by_hand(tables):
    # holidays.csv: China slow 6-14 and 24 February on (60% and 50%), closed 15-23; Vietnam slow
    # 9-22 without a share, closed 16-20.
    hub = hours(tables, ALL, "hub_day")  # 06:00 to 22:00
    assert [on(hub, day) for day in (5, 6, 14, 15, 23, 24)] == pytest.approx(
        [16.0, 9.6, 9.6, 0.0, 0.0, 8.0]
    )
    gate = hours(tables, ALL, "dx_gate")  # 08:00 to 20:00; closed on holidays of either side
    assert [on(gate, day) for day in (5, 6, 9, 15, 16, 23, 24)] == pytest.approx(
        [12.0, 7.2, 7.2, 0.0, 0.0, 0.0, 6.0]
    )
    shorter = hours(tables, ALL.model_copy(update={"slow_share": 0.3}), "dx_gate")
    assert [on(shorter, day) for day in (6, 9)] == pytest.approx([7.2, 3.6])


def test_off_is_as_before_and_a_calendar_keeps_its_own_days(tables):
    plain = hours(tables, CalendarKeys(), "hub_day")
    assert plain == hours(tables, None, "hub_day")
    assert on(plain, 15) == on(plain, 6) == 16.0
    hall = hours(tables, CalendarKeys(slow_days=True), "customs_hall")
    assert on(hall, 6) == pytest.approx(9.0 * 0.6)  # a Friday
    assert on(hours(tables, CalendarKeys(), "customs_hall"), 6) == 9.0
    assert on(hours(tables, CalendarKeys(slow_days=True), "24x7"), 6) == 24.0


@given(
    share=st.floats(0.05, 1.0), opens=st.integers(0, 12), length=st.integers(1, 20),
    day=st.integers(1, 27),
)  # fmt: skip
def test_a_short_day_opens_alike_and_closes_by_its_share(share, opens, length, day):
    text = (f"{opens:02d}:00", f"{(opens + length) % 24:02d}:00")
    short = date(2026, 6, day)
    clock = Clock(datetime(2026, 6, 1, tzinfo=UTC))
    made = [
        weekly_hours(clock, "UTC", *text, range(7), horizon_h=24.0 * 40, short_dates=one)
        for one in (None, {short: share})
    ]
    at_h = 24.0 * (day - 1) + opens
    assert made[1].next_open_h(at_h) == at_h
    assert made[1].closes_h(at_h) - at_h == pytest.approx(length * share, abs=1.0 / 60.0)
    whole = [one.open_h_between(0.0, 24.0 * 39) for one in made]
    assert whole[0] - whole[1] == pytest.approx(length * (1.0 - share), abs=1.0 / 60.0)


def test_plan_and_run_keep_the_same_short_days():
    network, steps = two_hubs_network(), {}
    short = {date(2026, 6, day): 0.4 for day in range(2, 9)}
    opening = weekly_hours(
        CLOCK, "UTC", "08:00", "20:00", range(7), (date(2026, 6, 4),), horizon_h=24.0 * 119,
        short_dates=short,
    )  # fmt: skip
    for key, row in network.processes.items():
        steps[key] = replace(row, opening=opening) if row.step != "border" else row
    scenario = two_hubs(10, network=replace(network, processes=steps))
    plan = plain_plan(scenario)
    books = account(scenario, plan)
    result = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert total_cny(result) == pytest.approx(books.cost_cny, abs=0.01)
    for name, row in consignments(result).items():
        assert row["delivered_h"] == planned(books)[name][1]


def test_unknown_calendars_and_countries_are_told():
    file = ROOT / "scenarios" / "examples" / "rolled_box.yaml"
    with pytest.raises(InputError, match="hub_days"):
        load_scenario(file, sets=["calendars.holidays={hub_days: CN}"])
    with pytest.raises(InputError, match="XX"):
        load_scenario(file, sets=["calendars.holidays={hub_day: CN+XX}"])
