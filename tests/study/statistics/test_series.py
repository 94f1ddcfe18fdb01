import numpy as np
import pytest

from study.statistics.series import FINEST, Series, by_arrival, number_present


def test_hours_are_averaged_by_place_in_the_order_of_coming():
    first = np.array([3.0, 1.0, 2.0]), np.array([30.0, 10.0, 20.0])
    second = np.array([1.5, 2.5]), np.array([14.0, 26.0])
    made = by_arrival("x", [first[0], second[0]], [first[1], second[1]])
    assert made.values.tolist() == [12.0, 23.0]
    assert made.at_h.tolist() == [1.25, 2.25]
    assert made.replications == 2


def test_series_ends_before_the_first_that_never_got_through():
    came = np.arange(6.0)
    took = np.array([1.0, 1.0, 1.0, np.nan, 0.1, np.nan])
    assert len(by_arrival("x", [came], [took]).values) == 3
    assert by_arrival("x", [came], [np.full(6, np.nan)]) is None
    assert by_arrival("x", [], []) is None


def test_number_present_is_the_time_average_of_each_stretch():
    rng = np.random.default_rng(1)
    came = np.sort(rng.uniform(0.0, 40.0, 60))
    gone = came + rng.exponential(3.0, 60)
    gone[50:] = np.nan
    made = number_present("n", [came], [gone], 40.0)
    assert len(made.values) == FINEST
    width = 40.0 / FINEST
    for i in (0, 1, 137, 998, FINEST - 1):
        low, high = i * width, (i + 1) * width
        until = np.where(np.isnan(gone), np.inf, gone)
        inside = np.clip(np.minimum(until, high) - np.maximum(came, low), 0.0, None).sum()
        assert made.values[i] == pytest.approx(inside / width, abs=1e-9)


def test_long_runs_are_averaged_by_the_hour_and_over_replications():
    once, never = [np.array([0.0]), np.array([])], [np.array([np.nan]), np.array([])]
    made = number_present("n", once, never, 1500.0)
    assert len(made.values) == 1500
    assert set(made.values) == {0.5}


def test_cut_is_told_as_an_hour():
    noise = np.random.default_rng(2).normal(0.0, 1.0, 2000)
    at_h = 0.5 * np.arange(2000.0)
    beginning = np.where(np.arange(2000) < 400, 30.0, 0.0)
    made = Series("x", "h", at_h, noise + beginning, 1)
    assert 200.0 <= made.cut_h <= 225.0
    assert Series("x", "h", at_h, at_h, 1).cut_h is None


def test_coarse_series_keeps_the_mean():
    made = Series("x", "h", np.arange(1003.0), np.arange(1003.0) ** 2, 1)
    at_h, values, counts = made.coarse(100)
    assert len(at_h) == 100
    assert counts.sum() == 1003
    assert np.dot(values, counts) / 1003 == pytest.approx(made.values.mean())
    short = Series("x", "h", np.arange(3.0), np.ones(3), 1)
    assert short.coarse(100)[1].tolist() == [1.0, 1.0, 1.0]
