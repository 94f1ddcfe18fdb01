from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest

from domain.calendar import Clock
from domain.climate import Air, climate, constant_air, cut_by_day, cut_leg
from domain.cold import ProductLife, Surroundings, advance, temperature_c

CLOCK = Clock(datetime(2026, 10, 30, tzinfo=timezone(timedelta(hours=8))))
MEANS = [float(month) for month in range(1, 13)]


def test_air_changes_at_local_midnight_of_the_new_month():
    air = climate(CLOCK, "Asia/Shanghai", MEANS, horizon_h=24.0 * 60)
    assert air.ambient_c(0.0) == 10.0
    assert air.ambient_c(47.99) == 10.0
    assert air.ambient_c(48.0) == 11.0
    assert cut_by_day(40.0, 60.0, air) == ((40.0, 48.0, 10.0), (48.0, 60.0, 11.0))
    assert cut_by_day(5.0, 5.0, air) == ()


def test_day_and_night_keep_the_mean_of_the_month():
    air = climate(CLOCK, "Asia/Shanghai", [10.0] * 12, [3.0] * 12, horizon_h=24.0 * 20)
    pieces = cut_by_day(24.0, 48.0, air)
    assert [piece[:2] for piece in pieces] == [(24.0, 33.0), (33.0, 45.0), (45.0, 48.0)]
    assert sum((b - a) * temp_c for a, b, temp_c in pieces) == pytest.approx(240.0)
    assert air.ambient_c(39.0) == pytest.approx(10.0 + 3.0 * 0.6366, abs=1e-3)


def test_day_follows_summer_time():
    clock = Clock(datetime(2026, 10, 23, 22, tzinfo=UTC))
    air = climate(clock, "Europe/Berlin", [10.0] * 12, [3.0] * 12, horizon_h=100.0)
    assert 34.0 in air.cuts_h  # 09:00 on the Sunday that has 25 hours


def test_pieces_cover_the_stay_without_gap():
    air = climate(CLOCK, "Asia/Shanghai", MEANS, [4.0] * 12, horizon_h=24.0 * 60)
    for pieces in (cut_by_day(3.3, 777.7, air), cut_leg(3.3, 777.7, air, constant_air(20.0))):
        assert pieces[0][0] == 3.3
        assert pieces[-1][1] == 777.7
        assert all(a[1] == b[0] for a, b in pairwise(pieces))


def test_leg_passes_from_one_climate_to_the_other():
    assert cut_leg(0.0, 10.0, constant_air(30.0), constant_air(-5.0)) == (
        (0.0, 5.0, 30.0),
        (5.0, 10.0, -5.0),
    )


def test_last_air_holds_beyond_the_horizon():
    air = climate(CLOCK, "Asia/Shanghai", MEANS, horizon_h=24.0)
    assert air.ambient_c(1e5) == air.temps_c[-1]


def test_cutting_a_stay_where_nothing_changes_changes_nothing():
    air = Air((0.0, 24.0, 48.0), (20.0, 20.0, 20.0))
    state = (4.0, 0.0)
    life = ProductLife("q10", 5.0, 21.0, q10=3.0)
    for begin, end, temp_c in cut_by_day(10.0, 60.0, air):
        state = advance(*state, end - begin, Surroundings.ambient(temp_c, 30.0), life)
    assert state == pytest.approx(advance(4.0, 0.0, 50.0, Surroundings.ambient(20.0, 30.0), life))


def test_day_and_night_hardly_reach_a_full_reefer():
    # The claim of the module's first lines: 4 K of swing, time constant 473 h.
    air = climate(CLOCK, "Asia/Shanghai", [10.0] * 12, [4.0] * 12, horizon_h=24.0 * 20)
    temp_c, worst_k = 10.0, 0.0
    for begin, end, air_c in cut_by_day(0.0, 480.0, air):
        temp_c = temperature_c(temp_c, end - begin, Surroundings.ambient(air_c, 473.0))
        worst_k = max(worst_k, abs(temp_c - 10.0))
    assert worst_k < 0.07


def test_a_climate_has_twelve_months():
    with pytest.raises(ValueError, match="12 months"):
        climate(CLOCK, "Asia/Shanghai", [1.0] * 11, horizon_h=24.0)
