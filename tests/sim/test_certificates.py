"""A certificate that runs out under way: goods are refused at their entry, and planners see it."""

from dataclasses import replace

import pytest

from domain.checkpoints import certificate_ends_h, entered_h
from domain.outlook import Outlook
from domain.supervision import FULL, Supervision
from optimize.offers import OfferBook
from optimize.verify import verify
from sim import simulate
from sim.moves import END, STAGE, SUBJECT
from tests.harbours import crew, rules, shipped


def valid_for(hours, name, given=None, **options):
    """Textiles of Vietnam with papers for so many hours from hour 0."""
    scenario, plan = shipped(name, rules=given or Supervision({}), **options)
    network = replace(
        scenario.network, inspections={}, certificates={("textiles", "VN"): hours}
    )  # fmt: skip
    return replace(scenario, network=network), plan


def ends(result):
    table = result.records.consignments
    column = table.names().index("delivered_h")
    lost = [row for row in result.records.movements.rows if row[STAGE] == "lost"]
    return [row[column] for row in table.rows], [row for row in lost if row[SUBJECT] == "box"]


@pytest.mark.parametrize(("name", "entry_h"), [("home", 56.0), ("home by road", 13.0 + 1.0)])
def test_goods_enter_by_the_hour_or_are_refused(name, entry_h):
    """By ship through the terminal at 56 h; by truck 10 h to the gate, 3 h there, from 1 h on."""
    scenario, plan = valid_for(entry_h, name)
    (journey,) = plan.journeys.values()
    assert entered_h(scenario, journey) == entry_h
    assert certificate_ends_h(scenario.network, scenario.consignments[0]) == entry_h
    assert verify(scenario, plan).feasible
    delivered, lost = ends(simulate(scenario, plan, seed=1, replication=0, nominal=True))
    assert delivered[0] is not None
    assert not lost
    late, plan = valid_for(entry_h - 0.5, name)
    assert any("certificate runs out" in one for one in verify(late, plan).problems)
    delivered, lost = ends(simulate(late, plan, seed=1, replication=0, nominal=True))
    assert delivered == [None]
    assert len(lost) == 1


def test_a_look_at_the_border_can_cost_the_certificate():
    given = rules()
    hours = crew(FULL, 30.0)
    scenario, plan = valid_for(40.0, "home by road", given, crews=hours)
    delivered, lost = ends(simulate(scenario, plan, seed=1, replication=0))
    assert delivered == [None]
    assert lost[0][END] > 40.0
    scenario, plan = valid_for(60.0, "home by road", given, crews=hours)
    delivered, lost = ends(simulate(scenario, plan, seed=1, replication=0))
    assert delivered[0] is not None


def test_no_journey_is_offered_that_enters_too_late():
    """Ready at 0: ships leave every day at 20 h and are through 36 h later: 56 h, 80 h, 104 h."""
    for hours, count in ((1_000.0, None), (104.0, 3), (80.0, 2), (56.0, 1), (50.0, 0)):
        scenario, _ = valid_for(hours, "home")
        valued = OfferBook(scenario, Outlook(1)).valued(scenario.consignments[0])
        ships = set() if valued is None else {one.journey.departures[0] for one in valued.journeys}
        if count is not None:
            assert ships == {20.0 + 24.0 * number for number in range(count)}
        else:
            assert len(ships) > 5
