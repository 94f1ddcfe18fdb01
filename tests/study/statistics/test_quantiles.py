import math

import numpy as np
import pytest
from scipy import stats

from study.statistics.quantiles import quantile_interval


@pytest.mark.parametrize(("n", "share"), [(20, 0.5), (50, 0.9), (60, 0.1), (200, 0.95)])
def test_confidence_is_the_binomial_probability_between_the_limits(n, share):
    made = quantile_interval(list(range(1, n + 1)), share)
    low, high = int(made.low), int(made.high)
    between = sum(stats.binom.pmf(i, n, share) for i in range(low, high))
    assert made.confidence == pytest.approx(between, rel=1e-12)
    assert made.confidence >= 0.95
    # The next closer limit would miss too often.
    assert stats.binom.cdf(low, n, share) > 0.025
    assert stats.binom.sf(high - 2, n, share) > 0.025


def test_few_values_set_no_limit_on_the_far_side():
    made = quantile_interval(list(range(20)), 0.9)
    assert made.high is None
    assert made.low is not None
    both = quantile_interval([1.0, 2.0], 0.5)
    assert (both.low, both.high, both.confidence) == (None, None, 1.0)


def test_what_was_not_observed_is_left_out():
    assert quantile_interval([1.0, math.nan, 3.0], 0.5).value == 2.0
    assert math.isnan(quantile_interval([math.nan], 0.5).value)


@pytest.mark.parametrize("share", [0.0, 1.0, -0.1])
def test_a_quantile_lies_between_0_and_1(share):
    with pytest.raises(ValueError, match="between 0 and 1"):
        quantile_interval([1.0, 2.0], share)


def test_intervals_cover_the_quantile_of_a_skewed_population():
    studies, covered, truth = 2000, 0, -math.log(0.1)
    promised = quantile_interval(list(range(60)), 0.9).confidence
    for row in np.random.default_rng(9).exponential(1.0, size=(studies, 60)):
        made = quantile_interval(row, 0.9)
        covered += made.low <= truth <= made.high
    assert stats.binomtest(covered, studies, promised).pvalue > 1e-3
