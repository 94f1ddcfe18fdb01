"""Fitted service times: dwell less queue, checked against theory where there is one."""

import pytest

from domain.background import arrivals_h
from domain.calendar import ALWAYS_OPEN, OpenHours
from domain.draws import Chance
from domain.scenario import Background
from inputs.border_fit import queue_h, work_h


def traffic(per_day, lump=1.0, opening=ALWAYS_OPEN):
    return Background("GATE", "border", per_day, lump, opening)


def test_queue_of_one_server_is_that_of_pollaczek_and_khinchine():
    # M/D/1 at load 0.5: wait = load x slot / (2 (1 - load)) = 0.5 x 0.12 h / 1 = 0.06 h.
    found = queue_h(traffic(100.0), 1, 0.12, ALWAYS_OPEN)
    assert found == pytest.approx(0.06, rel=0.08)


def test_more_traffic_lengthens_the_queue():
    light, heavy = (queue_h(traffic(n), 4, 0.5, ALWAYS_OPEN) for n in (100.0, 160.0))
    assert 0.0 <= light < heavy


def test_lumps_lengthen_the_queue():
    single, lumped = (queue_h(traffic(100.0, n), 4, 0.5, ALWAYS_OPEN) for n in (1.0, 20.0))
    assert single < lumped


def test_short_hours_lengthen_the_queue():
    days = OpenHours.of([(24.0 * d + 8.0, 24.0 * d + 20.0) for d in range(200)], 4800.0)
    assert queue_h(traffic(40.0), 2, 0.3, ALWAYS_OPEN) < queue_h(traffic(40.0), 2, 0.3, days)


def test_work_is_never_below_a_tenth_of_the_dwell():
    assert work_h(2.0, 4.1) == 0.2
    assert work_h(20.0, 4.5) == 15.5


def test_background_arrives_at_its_rate_and_depends_on_its_day_alone():
    some = [len(arrivals_h(traffic(60.0, 3.0), Chance(1, 7), day)) for day in range(400)]
    assert sum(some) / 400 == pytest.approx(20.0, rel=0.05)
    assert arrivals_h(traffic(60.0), Chance(1, 7), 3) == arrivals_h(traffic(60.0), Chance(1, 7), 3)
    assert all(72.0 <= at < 96.0 for at in arrivals_h(traffic(60.0), Chance(1, 7), 3))
    assert arrivals_h(traffic(60.0), Chance(1, 7, nominal=True), 3) == ()


def test_background_keeps_to_open_hours():
    hours = OpenHours.of([(24.0 * d + 7.0, 24.0 * d + 19.0) for d in range(9)], 216.0)
    times = arrivals_h(traffic(200.0, opening=hours), Chance(1, 7), 2)
    assert times
    assert all(hours.is_open(at) for at in times)


def test_base_gates_are_fitted_to_their_tabulated_dwell(loaded):
    fits = {fit.process_id: fit for fit in loaded("taiyuan_eurasia").fits}
    erenhot = fits["B041"]
    assert erenhot.dwell_h == 14.0
    assert erenhot.work_h + erenhot.queue_h == pytest.approx(14.0)
    assert erenhot.queue_h > 1.0
    assert all(fit.work_h >= 0.1 * fit.dwell_h - 1e-12 for fit in fits.values())
    process = loaded("taiyuan_eurasia").scenario.network.by_process_id["B041"]
    assert process.work.mean == pytest.approx(erenhot.work_h)
    assert (process.servers, process.slot_unit, process.resource) == (2, "train", "BP_ERC:border")
    # Open hours a day x servers / capacity a day = 24 x 2 / 9.3.
    assert process.slot_h == pytest.approx(24 * 2 / 9.3, rel=1e-5)
