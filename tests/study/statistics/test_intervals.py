import math

import numpy as np
import pytest
from scipy import stats

from study.statistics.intervals import paired, t_interval

VALUES = [12.0, 15.5, 9.25, 14.0, 11.75, 13.0]


def test_interval_equals_scipys():
    made = t_interval(VALUES)
    low, high = stats.t.interval(0.95, len(VALUES) - 1, np.mean(VALUES), stats.sem(VALUES))
    assert made.low == pytest.approx(low, rel=1e-12)
    assert made.high == pytest.approx(high, rel=1e-12)
    assert made.n == 6


def test_interval_worked_by_hand():
    # mean 10, sd 2 (10 -/+ 2 twice gives sqrt(16/3)); t(0.975, 3) = 3.182446
    made = t_interval([8.0, 12.0, 8.0, 12.0])
    half = 3.1824463 * math.sqrt(16.0 / 3.0) / 2.0
    assert made.mean == 10.0
    assert made.half_width == pytest.approx(half, rel=1e-7)


def test_one_replication_has_no_interval():
    made = t_interval([3.0])
    assert (made.mean, made.low, made.high, made.n) == (3.0, None, None, 1)


def test_what_was_not_observed_is_left_out():
    assert t_interval([1.0, math.nan, 3.0]).n == 2
    assert math.isnan(t_interval([]).mean)


def test_paired_difference_equals_scipys_paired_test():
    b = [v + d for v, d in zip(VALUES, [0.5, 0.7, 0.2, 0.6, 0.4, 0.9], strict=True)]
    made = paired(VALUES, b).interval
    found = stats.ttest_rel(b, VALUES).confidence_interval(0.95)
    assert made.low == pytest.approx(found.low, rel=1e-9)
    assert made.high == pytest.approx(found.high, rel=1e-9)


def test_common_random_numbers_show_in_the_variance_ratio():
    b = [v + d for v, d in zip(VALUES, [0.5, 0.7, 0.2, 0.6, 0.4, 0.9], strict=True)]
    assert paired(VALUES, b).variance_ratio > 50.0
    assert paired(VALUES, VALUES).variance_ratio is None


def test_unequal_numbers_are_no_pairs():
    with pytest.raises(ValueError, match="not pairs"):
        paired([1.0], [1.0, 2.0])


def test_intervals_cover_the_mean_as_often_as_promised():
    draws = np.random.default_rng(7).exponential(1.0, size=(2000, 20))
    covered = 0
    for row in draws:
        made = t_interval(list(row))
        covered += made.low <= 1.0 <= made.high
    # exponential data of size 20 undercover a little; 95 % would be 1900
    assert 1800 <= covered <= 1950
