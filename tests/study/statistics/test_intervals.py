import math

import numpy as np
import pytest
from scipy import integrate, stats

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


def exact_coverage_of_two():
    """Of the t-interval of two exponential values: the integral written out.

    The sum S is gamma(2) and independent of U = |a - b| / S, which is uniform; the interval
    S / 2 -/+ t U S / 2 holds the mean 1 when 2 / (1 + t U) <= S <= 2 / (1 - t U).
    """
    t = stats.t.ppf(0.975, 1)

    def given(u):
        high = 2.0 / (1.0 - t * u) if t * u < 1.0 else math.inf
        return stats.gamma.cdf(high, 2) - stats.gamma.cdf(2.0 / (1.0 + t * u), 2)

    return integrate.quad(given, 0.0, 1.0, points=[1.0 / t], epsabs=1e-10)[0]


def coverage_by_shape(n, studies, rng):
    """The same for n values: the gamma integral over S, averaged over the shape of the sample.

    The coefficient of variation of an exponential sample is independent of its sum. Returns the
    average and its standard error.
    """
    sample = rng.exponential(1.0, size=(studies, n))
    reach = stats.t.ppf(0.975, n - 1) * sample.std(axis=1, ddof=1) / sample.mean(axis=1) / n**0.5
    with np.errstate(divide="ignore"):
        high = np.where(reach < 1.0, n / (1.0 - reach), np.inf)
    given = stats.gamma.cdf(high, n) - stats.gamma.cdf(n / (1.0 + reach), n)
    return given.mean(), given.std(ddof=1) / studies**0.5


def test_the_two_ways_to_the_theory_agree():
    made, error = coverage_by_shape(2, 200_000, np.random.default_rng(6))
    assert made == pytest.approx(exact_coverage_of_two(), abs=4.0 * error)


@pytest.mark.parametrize("n", [2, 5, 10, 20, 50])
def test_intervals_of_a_skewed_mean_cover_as_often_as_theory_says(n):
    rng = np.random.default_rng(7)
    theory, error = coverage_by_shape(n, 100_000, rng)
    assert error < 5e-4
    studies, covered = 3000, 0
    for row in rng.exponential(1.0, size=(studies, n)):
        made = t_interval(row)
        covered += made.low <= 1.0 <= made.high
    assert stats.binomtest(covered, studies, theory).pvalue > 1e-3


def test_intervals_of_a_normal_mean_cover_as_promised():
    studies, covered = 3000, 0
    for row in np.random.default_rng(8).normal(5.0, 2.0, size=(studies, 6)):
        made = t_interval(row)
        covered += made.low <= 5.0 <= made.high
    assert stats.binomtest(covered, studies, 0.95).pvalue > 1e-3
