"""Another order book for each replication: the same tonnes, drawn anew."""

from collections import Counter
from dataclasses import fields

import pytest

from domain.outlook import replications
from inputs.build import load_scenario
from inputs.redraw import redrawn
from inputs.source import BOOK

SMALL = """\
question: Does demand come anew?
name: {zh: 小, en: Small}
zone: hezhou
start: 2026-11-01
warm_up_days: 1
period_days: 60
drain_days: 30
services: ["RHZ*", "SGD*", "ROH*", "XRD0*", "DL*", "LC_H*", "LC_G*", "FM_PR_HZ*", "LM*"]
flows: ["M22*"]
redraw_demand: true
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    path = tmp_path_factory.mktemp("redraw") / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return load_scenario(path)


def whole_months(scenario):
    """Units of each flow ready in November, which lies wholly in the window."""
    found = Counter()
    for order in scenario.consignments:
        flow, month, _ = order.consignment_id.split("/")
        if month == "2026-11":
            found[flow] += order.units
    return found


def test_the_book_of_all_replications_is_that_of_the_scenario(loaded):
    again = redrawn(loaded.source, loaded.scenario, BOOK)
    assert again.consignments == loaded.scenario.consignments


def test_a_replication_has_its_own_book_and_always_the_same(loaded):
    one, two = replications("C", 2)
    first = redrawn(loaded.source, loaded.scenario, one)
    assert first.consignments == redrawn(loaded.source, loaded.scenario, one).consignments
    second = redrawn(loaded.source, loaded.scenario, two)
    assert first.consignments != second.consignments
    assert loaded.scenario.consignments not in (first.consignments, second.consignments)


def test_tonnes_of_a_whole_month_stay_and_all_else_is_new(loaded):
    fresh = redrawn(loaded.source, loaded.scenario, replications("C", 1)[0])
    assert whole_months(fresh) == whole_months(loaded.scenario)
    before = {order.consignment_id: order for order in loaded.scenario.consignments}
    same = [order for order in fresh.consignments if order == before.get(order.consignment_id)]
    assert len(same) < 0.02 * len(fresh.consignments)


def test_nothing_but_the_book_changes(loaded):
    fresh = redrawn(loaded.source, loaded.scenario, replications("C", 1)[0])
    for item in fields(fresh):
        if item.name != "consignments":
            assert getattr(fresh, item.name) is getattr(loaded.scenario, item.name)


def test_the_key_of_a_zone_file_reaches_the_scenario(loaded):
    assert loaded.scenario.redraw_demand
