"""Series of draws: pure functions of their cause, uniform, independent of each other.

Every statistical test below would fail a faultless generator with a probability of at most
`FALSE_ALARM` for a seed taken at random; where several figures are judged at once, each is held to
its part of it (Bonferroni).
"""

import itertools

import numpy as np
import pytest
from scipy import stats

from domain.draw_series import BLOCK, DrawSeries
from domain.draws import GRID_PER_H, Chance, Distribution, draw_u
from domain.times import Times

FALSE_ALARM = 1e-3
UNIFORM = None


def uniform(count, *, seed=3, replication=0, stream="gap", key=("s",)):
    series = DrawSeries(Chance(seed, replication), UNIFORM, stream, *key)
    return np.array([series[i] for i in range(count)])


def correlation_pvalue(a, b):
    return stats.pearsonr(a, b).pvalue


def test_a_value_depends_on_its_key_and_number_alone():
    forward = DrawSeries(Chance(3, 1), UNIFORM, "gap", "s")
    backward = DrawSeries(Chance(3, 1), UNIFORM, "gap", "s")
    numbers = [0, 1, BLOCK - 1, BLOCK, 5 * BLOCK + 7, 40 * BLOCK]
    asked_first = {i: forward[i] for i in numbers}
    assert {i: backward[i] for i in reversed(numbers)} == asked_first


def test_adding_a_series_changes_no_other():
    alone = uniform(3000)
    chance = Chance(3, 0)
    mine, other = DrawSeries(chance, UNIFORM, "gap", "s"), DrawSeries(chance, UNIFORM, "gap", "t")
    among_others = []
    for i in range(3000):
        other[2 * i]
        chance.u("late", "X8020", float(i))
        among_others.append(mine[i])
    assert np.array_equal(alone, among_others)


def test_no_two_causes_share_a_draw():
    # Equal draws by chance among so many of 2^52 cells: 2e5^2 / 2 / 2^52 = 4e-6.
    values = [
        uniform(4 * BLOCK, replication=replication, stream=stream, key=key)
        for replication in (0, 1, 12, 1_000_000)
        for stream in ("gap", "size", "stream_work")
        for key in (("a",), ("b",), ("a", "b"), ("ab",))
    ]
    pooled = np.concatenate(values)
    assert len(np.unique(pooled)) == len(pooled)


def test_series_and_single_draws_are_apart():
    series = set(uniform(2 * BLOCK, stream="late"))
    assert not series & {draw_u(3, 0, "late", "s", i) for i in range(2 * BLOCK)}
    assert draw_u(3, 0, "late", "s") not in series


@pytest.mark.parametrize("key", [("s",), ("s", 1), ("another", "key", 2.5)])
def test_values_are_uniform(key):
    draws = uniform(64 * BLOCK, key=key)
    assert draws.min() > 0.0
    assert draws.max() < 1.0
    counts, _ = np.histogram(draws, bins=256, range=(0.0, 1.0))
    assert stats.chisquare(counts).pvalue > FALSE_ALARM / 2
    assert stats.kstest(draws, "uniform").pvalue > FALSE_ALARM / 2


def test_first_values_of_many_series_are_uniform():
    # A short stream uses the beginning of its series only: it must be as good as the rest.
    firsts = np.array(
        [DrawSeries(Chance(3, r), UNIFORM, "gap", f"s{k}")[0] for r in range(60) for k in range(60)]
    )
    counts, _ = np.histogram(firsts, bins=40, range=(0.0, 1.0))
    assert stats.chisquare(counts).pvalue > FALSE_ALARM / 2
    assert stats.kstest(firsts, "uniform").pvalue > FALSE_ALARM / 2


def test_neighbours_in_a_series_are_independent():
    draws = uniform(64 * BLOCK)
    lags = (1, 2, 3, 4, 5, 8, 256, BLOCK - 1, BLOCK, BLOCK + 1)
    level = FALSE_ALARM / (len(lags) + 2)
    for lag in lags:
        assert correlation_pvalue(draws[:-lag], draws[lag:]) > level, lag
    pairs, _, _ = np.histogram2d(draws[0::2], draws[1::2], bins=16, range=((0, 1), (0, 1)))
    assert stats.chisquare(pairs.ravel()).pvalue > level
    # Runs above and below the median: normal with mean n/2 + 1 and variance (n - 1)/4.
    n = len(draws)
    runs = 1 + int(np.sum(np.diff(draws > np.median(draws)) != 0))
    assert 2.0 * stats.norm.sf(abs(runs - n / 2.0 - 1.0) / ((n - 1) / 4.0) ** 0.5) > level


def test_series_of_other_streams_keys_replications_and_seeds_are_independent():
    base = uniform(16 * BLOCK)
    others = {
        "stream": uniform(16 * BLOCK, stream="size"),
        "key": uniform(16 * BLOCK, key=("t",)),
        "longer key": uniform(16 * BLOCK, key=("s", 1)),
        "replication": uniform(16 * BLOCK, replication=1),
        "seed": uniform(16 * BLOCK, seed=4),
    }
    pairs = list(itertools.combinations([base, *others.values()], 2))
    level = FALSE_ALARM / (2 * len(pairs))
    for a, b in pairs:
        assert correlation_pvalue(a, b) > level
        square, _, _ = np.histogram2d(a, b, bins=8, range=((0, 1), (0, 1)))
        assert stats.chisquare(square.ravel()).pvalue > level


def test_replications_are_independent_of_those_before():
    # One row per replication: what the same customer draws there.
    rows = np.array([uniform(40, replication=r) for r in range(1000)])
    level = FALSE_ALARM / 4
    for customer in (0, 39):
        assert correlation_pvalue(rows[:-1, customer], rows[1:, customer]) > level
    means = rows.mean(axis=1)
    assert correlation_pvalue(means[:-1], means[1:]) > level
    # The mean of 40 uniform values has variance 1 / 480: replications spread as theory says.
    spread = float(np.sum((means - 0.5) ** 2) * 480.0)
    assert min(stats.chi2.cdf(spread, 1000), stats.chi2.sf(spread, 1000)) > level / 2.0


@pytest.mark.parametrize(
    ("times", "law"),
    [
        (Times.exponential(0.4), stats.expon(scale=0.4)),
        (Times(Distribution.from_mean_sd("lognormal", 2.0, 3.0)), None),
        (Times(Distribution.from_mean_sd("gamma", 5.0, 2.0)), None),
    ],
)
def test_durations_follow_their_distribution(times, law):
    series = DrawSeries(Chance(8, 2), times, "stream_work", "gate", "trucks", 0)
    values = np.array([series[i] for i in range(8 * BLOCK)])
    if law is None:
        quantiles = [times.distribution.quantile(u) for u in (0.1, 0.25, 0.5, 0.75, 0.9)]
        bins = [-1.0, *quantiles, np.inf]
        counts, _ = np.histogram(values, bins=bins)
        expected = np.array([0.1, 0.15, 0.25, 0.25, 0.15, 0.1]) * len(values)
        assert stats.chisquare(counts, expected).pvalue > FALSE_ALARM
    else:
        assert stats.kstest(values, law.cdf).pvalue > FALSE_ALARM
    assert np.array_equal(values * GRID_PER_H, np.rint(values * GRID_PER_H))


def test_observed_values_are_equally_likely():
    times = Times(observed=(1.0, 2.0, 2.0, 7.0))
    series = DrawSeries(Chance(8, 2), times, "gap", "s")
    values = [series[i] for i in range(8 * BLOCK)]
    counts = [values.count(value) for value in (1.0, 2.0, 7.0)]
    assert sum(counts) == len(values)
    expected = np.array([0.25, 0.5, 0.25]) * len(values)
    assert stats.chisquare(counts, expected).pvalue > FALSE_ALARM


def test_a_list_is_taken_in_order_and_ends():
    series = DrawSeries(Chance(8, 2), Times(listed=(0.5, 0.25, 4.0)), "gap", "s")
    assert [series[i] for i in range(3)] == [0.5, 0.25, 4.0]
    with pytest.raises(LookupError):
        series[3]


def test_nominal_chance_takes_means_but_keeps_lists():
    nominal = Chance(8, 2, nominal=True)
    assert DrawSeries(nominal, Times.exponential(0.5), "gap", "s")[7] == 0.5
    assert DrawSeries(nominal, Times(listed=(3.0, 1.0)), "gap", "s")[1] == 1.0
