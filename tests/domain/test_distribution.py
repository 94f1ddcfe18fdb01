import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from domain.distribution import KINDS, Distribution
from domain.draws import draw_h
from domain.gamma import gamma_cdf, gamma_quantile

CASES = [
    Distribution.from_mean_sd("lognormal", 6.0, 4.0),
    Distribution.exponential(3.0),
    Distribution.from_mean_sd("gamma", 5.0, 7.0),
    Distribution.from_mean_sd("gamma", 5.0, 1.0),
    Distribution.from_mean_sd("uniform", 5.0, 2.0),
    Distribution.from_mean_sd("triangular", 5.0, 2.0),
    Distribution.triangular(1.0, 2.0, 9.0),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_quantiles_have_the_mean_and_spread_asked_for(case):
    # Midpoints of 20,000 equal cells: a quadrature of the moments, so no chance is left.
    cells = 20_000
    values = np.array([case.quantile((i + 0.5) / cells) for i in range(cells)])
    assert values.mean() == pytest.approx(case.mean, rel=2e-3)
    assert values.std() == pytest.approx(case.sd, rel=2e-2)
    assert (np.diff(values) > 0).all()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_drawn_durations_have_the_mean_asked_for(case):
    values = [draw_h(case, 1, 0, "moments", i) for i in range(5_000)]
    assert min(values) >= 0.0
    assert abs(np.mean(values) - case.mean) < 4.0 * case.sd / math.sqrt(5_000)


@pytest.mark.parametrize(
    ("case", "other"),
    [
        (CASES[0], stats.lognorm(s=math.sqrt(math.log(13 / 9)), scale=6 / math.sqrt(13 / 9))),
        (CASES[1], stats.expon(scale=3.0)),
        (CASES[2], stats.gamma(a=25 / 49, scale=49 / 5)),
        (CASES[4], stats.uniform(5 - 2 * math.sqrt(3), 4 * math.sqrt(3))),
        (CASES[6], stats.triang(c=1 / 8, loc=1, scale=8)),
    ],
)
def test_quantiles_agree_with_scipy(case, other):
    for u in (1e-9, 1e-3, 0.2, 0.5, 0.8, 0.999, 1 - 1e-9):
        assert case.quantile(u) == pytest.approx(float(other.ppf(u)), rel=1e-9)


def test_normal_quantile_has_twelve_digits():
    unit = Distribution.from_mean_sd(
        "lognormal", math.exp(0.5), math.exp(0.5) * math.sqrt(math.e - 1)
    )
    for u in (2.0**-53, 1e-12, 1e-6, 0.01, 0.3, 0.7, 0.999, 1 - 2.0**-53):
        assert math.log(unit.quantile(u)) == pytest.approx(float(special.ndtri(u)), rel=1e-12)


@given(st.floats(0.05, 400.0), st.floats(1e-6, 1.0 - 1e-6))
def test_gamma_quantile_inverts_the_integral(shape, u):
    x = gamma_quantile(shape, u)
    assert x == pytest.approx(float(special.gammaincinv(shape, u)), rel=1e-9)
    assert gamma_cdf(shape, x) == pytest.approx(u, rel=1e-9)


@given(st.floats(0.02, 1e4), st.floats(2.0**-53, 1.0 - 2.0**-53))
def test_gamma_quantile_is_finite_everywhere(shape, u):
    assert 0.0 <= gamma_quantile(shape, u) < math.inf


@pytest.mark.parametrize("kind", KINDS)
def test_no_spread_means_the_mean(kind):
    if kind != "exponential":
        fixed = Distribution.from_mean_sd(kind, 4.0, 0.0)
        assert fixed == Distribution.fixed(4.0)
        assert fixed.quantile(0.01) == fixed.nominal == 4.0


@pytest.mark.parametrize(
    ("kind", "mean", "sd", "says"),
    [
        ("normal", 1.0, 1.0, "normal"),
        ("lognormal", 0.0, 1.0, "above 0"),
        ("lognormal", -1.0, 1.0, "-1.0"),
        ("gamma", math.nan, 1.0, "nan"),
        ("exponential", 2.0, 1.0, "equal to its mean"),
        ("uniform", 1.0, 5.0, "0 <= p1"),
        ("triangular", 1.0, 5.0, "0 <= p1"),
        ("deterministic", 1.0, 5.0, "sd 0"),
    ],
)
def test_a_distribution_that_does_not_exist_is_refused(kind, mean, sd, says):
    with pytest.raises(ValueError, match=says):
        Distribution.from_mean_sd(kind, mean, sd)


def test_observed_values_are_equally_likely_and_in_order():
    observed = [3.0, 0.0, 0.5, 0.5]
    late = Distribution.observed(observed)
    drawn = [late.quantile((i + 0.5) / 8_000) for i in range(8_000)]
    assert drawn == sorted(drawn)
    assert {value: drawn.count(value) for value in set(drawn)} == {0.0: 2000, 0.5: 4000, 3.0: 2000}
    assert late.mean == pytest.approx(np.mean(observed))
    assert late.sd == pytest.approx(np.std(observed))


@pytest.mark.parametrize("values", [[], [-1.0], [math.inf], [math.nan]])
def test_observed_values_are_durations(values):
    with pytest.raises(ValueError, match=r"observed values|must be 0 or more"):
        Distribution.observed(values)


def test_only_observed_distributions_have_values():
    with pytest.raises(ValueError, match="exponential with 2 observed values"):
        Distribution("exponential", 1.0, 1.0, values=(1.0, 2.0))
