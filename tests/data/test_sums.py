"""The sums that data/ must reproduce (reference notes, network.md section 3), one test each.

Terminal to terminal, base regime, mean hours, without the wait for a departure; what a step takes
is found by the lookup of the model. A failed sum tells its arithmetic.
"""

from itertools import pairwise

import pytest

from domain.calendar import ALWAYS_OPEN
from domain.distribution import Distribution
from domain.network import ClearanceRule, Network, Node, Process

DAY_H = 24.0
ALL_TESTED = "shock_2025"


def process(row):
    beside_h = row["parallel_hours_mean"]
    return Process(
        row["process_id"], row["node_id"], row["step"], Distribution.fixed(row["hours_mean"]),
        ALWAYS_OPEN, None, None, None if beside_h is None else Distribution.fixed(beside_h),
        row["unplugged_h"], 0.0, "",
    )  # fmt: skip


@pytest.fixture(scope="session")
def network(data):
    """Nodes and steps of all tables; nothing is taken out for a scenario."""
    steps, clearances = {}, {}
    for row in data["processes"]:
        node, way, cargo = row["node_id"], row["direction"], row["cargo_class"]
        if row["step"] == "declare":
            key = (node, row["trade_mode"], way, cargo)
            clearances[key] = ClearanceRule(row["trade_mode"], way, process(row), 0.0, "box")
        else:
            steps[node, row["step"], way, cargo, row["mode"]] = process(row)
    nodes = {
        row["node_id"]: Node(
            row["node_id"], row["name_en"], row["name_zh"], row["kind"], row["country"], row["tz"],
            row["lon"], row["lat"], row["climate_node"], {},
        )
        for row in data["nodes"]
    }  # fmt: skip
    return Network(nodes, {}, {}, steps, clearances, {}, {}, frozenset())


class Sum:
    """Hours of a journey, stage by stage, as the model strings them together."""

    def __init__(self, data, network, direction="export", cargo="dry"):
        self.services = {row["service_id"]: row for row in data["services"]}
        self.legs = data["legs"]
        self.network = network
        self.direction, self.cargo = direction, cargo
        self.parts = []

    @property
    def days(self):
        return sum(hours for _, hours in self.parts) / DAY_H

    def __str__(self):
        told = " + ".join(f"{name} {hours:g}" for name, hours in self.parts)
        return f"{told} = {self.days * DAY_H:g} h = {self.days:.2f} d"

    def add(self, name, hours):
        self.parts.append((name, hours))
        return self

    def work(self, node, step, mode):
        found = self.network.process(node, step, self.direction, self.cargo, mode)
        beside_h = found.beside.mean if found.beside else 0.0
        return self.add(f"{node} {step} ({found.process_id})", max(found.work.mean, beside_h))

    def declare(self, node, trade_mode):
        rule = self.network.clearance(node, trade_mode, self.direction, self.cargo)
        return self.add(f"{node} declare ({rule.process.process_id})", rule.process.work.mean)

    def ride(self, service_id):
        """From the first call to the last, with the borders between."""
        own = [leg for leg in self.legs if leg["service_id"] == service_id]
        assert all(a["to_id"] == b["from_id"] for a, b in pairwise(own))
        for leg in own:
            self.add(f"{service_id} to {leg['to_id']}", leg["hours"])
            if leg is not own[-1]:
                self.work(leg["to_id"], "border", self.services[service_id]["mode"])
        return self

    def dated(self, service_id):
        """From gate-in to release, or to the hand-over to what goes on inside China."""
        service = self.services[service_id]
        begins, ends = service["origin_id"], service["destination_id"]
        self.add(f"{begins} gate-in", service["gate_in_cutoff_h"])
        self.work(begins, "terminal_out", service["mode"])
        self.ride(service_id)
        crossed = self.network.abroad(begins) != self.network.abroad(ends)
        return self.work(ends, "terminal_in" if crossed else "transfer_in", service["mode"])

    def between(self, least_days, most_days):
        assert least_days <= self.days <= most_days, str(self)


@pytest.fixture
def add(data, network):
    return lambda **goods: Sum(data, network, **goods)


def checks(data, node, regime):
    (row,) = (
        row for row in data["laboratory"] if (row["node_id"], row["regime"]) == (node, regime)
    )
    return row


def clock_h(text):
    hours, minutes = text.split(":")
    return int(hours) + int(minutes) / 60.0


def test_zhongding_to_duisburg_16_to_20_days(add):
    add().dated("RCE01").between(16, 20)


def test_zhongding_to_hamburg_16_to_20_days(add):
    add().dated("RCE02").between(16, 20)


def test_zhongding_to_tashkent_12_days(add):
    add().dated("RCA02").between(12 - 2.5, 12 + 2.5)


def test_zhongding_to_minsk_12_days(add):
    add().dated("RCE08").between(12 - 2.5, 12 + 2.5)


def test_zhongding_to_moscow_13_days(add):
    add().dated("RCE06").between(13 - 2.5, 13 + 2.5)


@pytest.mark.parametrize("service_id", ["SDS04", "SDS08"], ids=["tianjin", "qingdao"])
def test_rotterdam_by_suez_34_to_38_days_port_to_port(add, service_id):
    add().ride(service_id).between(34, 38)


@pytest.mark.parametrize("service_id", ["SDS04C", "SDS08C"], ids=["tianjin", "qingdao"])
def test_rotterdam_by_the_cape_44_to_48_days_port_to_port(add, service_id):
    add().ride(service_id).between(44, 48)


def test_the_cape_adds_ten_days(add):
    for service_id in ("SDS04", "SDS08"):
        round_h = add().ride(f"{service_id}C").days - add().ride(service_id).days
        assert round_h == pytest.approx(10.0), service_id


def test_zhongshan_to_rizhao_by_rail_and_coaster_8_to_12_days(add):
    # Calcium carbonate and stone: domestic goods in dry boxes.
    add(direction="domestic").dated("RHZ01").dated("SBG08").between(8, 12)


def yuncheng(add):
    """Fruit that was received, cooled, declared and stuffed at the fruit port of Yuncheng."""
    fruit = add(cargo="fresh").work("SX_YCCC", "receive", "road").declare("SX_YCCC", "0110")
    return fruit.work("SX_YCCC", "stuff", "road")


def test_yuncheng_to_thailand_by_sea_13_days(add):
    # By reefer truck to Qingdao, which is what fruit takes.
    yuncheng(add).ride("ROX15").dated("SNC01").between(12.5, 13.5)


def test_from_yuncheng_the_train_to_qingdao_is_slower_than_the_truck(add):
    # By road to Zhongding and the shuttle RSX02: the 13 days are those of the truck.
    by_rail = yuncheng(add).ride("ROX25").dated("RSX02").dated("SNC01")
    by_truck = yuncheng(add).ride("ROX15").dated("SNC01")
    assert by_truck.days + 1.0 < by_rail.days < 15.5, f"{by_rail} | {by_truck}"


def test_the_ordinary_are_inspected_3_5_to_5_times_as_often_as_the_certified(data):
    share = {row["credit_grade"]: row["share"] for row in data["inspection"]}
    ordinary, certified = share["ordinary"], share["AEO_advanced"]
    ratio = ordinary / certified
    assert 3.5 <= ratio <= 5, f"{ordinary:g} / {certified:g} = {ratio:.2f}"


def test_over_80_percent_of_the_discredited_are_inspected(data):
    share = {row["credit_grade"]: row["share"] for row in data["inspection"]}
    assert share["discredited"] > 0.8


def test_durian_all_tested_takes_48_to_72_hours_at_pingxiang(data):
    row = checks(data, "GX_YYG", ALL_TESTED)
    hours = row["hours_mean"] + row["tested_share"] * row["extra_h"]
    assert row["tested_share"] == 1.0
    assert 48 <= hours <= 72, f"{row['hours_mean']:g} + 1 x {row['extra_h']:g} = {hours:g} h"


def test_durian_all_tested_takes_about_7_working_days_at_nansha(data):
    row = checks(data, "GD_NSA", ALL_TESTED)
    (days,) = (one for one in data["calendars"] if one["calendar_id"] == row["opening"])
    assert (days["days"], days["holidays"]) == ("Mon-Fri", "CN")
    day_h = clock_h(days["closes"]) - clock_h(days["opens"])
    working_days = (row["hours_mean"] + row["tested_share"] * row["extra_h"]) / day_h
    assert row["tested_share"] == 1.0
    assert 6.5 <= working_days <= 7.5, f"{row['hours_mean']:g} h / {day_h:g} h = {working_days:g}"


def test_all_tested_takes_longer_than_samples_at_every_entry(data):
    for node in ("GX_YYG", "GD_NSA"):
        base, all_tested = checks(data, node, "base"), checks(data, node, ALL_TESTED)
        sampled_h = base["hours_mean"] + base["tested_share"] * base["extra_h"]
        assert base["tested_share"] < 1.0
        assert sampled_h < all_tested["hours_mean"], f"{node}: {sampled_h:g} h"
