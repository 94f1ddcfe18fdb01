"""A crew of a warehouse whose work is more than the hours that are known."""

import pytest

from domain.calendar import OpenHours
from sim.warehouse.crew import Crew

TWO_DAYS = OpenHours.of([(8.0, 18.0), (32.0, 42.0)], until_h=48.0)


def test_work_rests_at_night():
    assert Crew(TWO_DAYS, 2, limited=True).work(10.0, 20.0) == (10.0, 34.0)


@pytest.mark.parametrize("limited", [True, False])
def test_work_that_is_never_done_ends_with_the_hours_that_are_known(limited):
    crew = Crew(TWO_DAYS, 1, limited=limited)
    assert crew.work(10.0, 100.0) == (10.0, 48.0)
    later = crew.work(20.0, 1.0)
    assert later == ((48.0, 48.0) if limited else (32.0, 33.0))
    assert crew.work(45.0, 1.0) == (48.0, 48.0)
