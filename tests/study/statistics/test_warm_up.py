import numpy as np
import pytest

from study.statistics.warm_up import BATCH, LEFT_OUT_AT_END, mser5


def cut_by_the_formula(series):
    """White's statistic written out for every cut, without sums that are carried along."""
    batches = len(series) // BATCH
    means = [np.mean(series[BATCH * i : BATCH * (i + 1)]) for i in range(batches)]
    errors = [
        sum((z - np.mean(means[d:])) ** 2 for z in means[d:]) / (batches - d) ** 2
        for d in range(batches - LEFT_OUT_AT_END)
    ]
    return BATCH * int(np.argmin(errors))


def queue_waits(rng, customers, load):
    """Waits of an M/M/1 queue that begins empty, by Lindley's recursion."""
    gaps, work = rng.exponential(1.0 / load, customers), rng.exponential(1.0, customers)
    waits = np.zeros(customers)
    for i in range(1, customers):
        waits[i] = max(0.0, waits[i - 1] + work[i - 1] - gaps[i])
    return waits


@pytest.mark.parametrize("seed", range(20))
def test_cut_is_where_the_formula_has_its_least(seed):
    rng = np.random.default_rng(seed)
    length = int(rng.integers(100, 600))
    series = rng.gamma(2.0, 1.0, length) + 8.0 * np.exp(-np.arange(length) / rng.uniform(1, 120))
    assert mser5(series).cut == cut_by_the_formula(series)


@pytest.mark.parametrize(("scale", "shift"), [(0.25, -4096.0), (1e6, 0.0), (1.0, 1e7)])
def test_cut_does_not_depend_on_unit_and_origin(scale, shift):
    rng = np.random.default_rng(4)
    for _ in range(20):
        series = rng.gamma(2.0, 1.0, 300) + 8.0 * np.exp(-np.arange(300) / rng.uniform(1, 120))
        assert mser5(scale * series + shift) == mser5(series)


def test_a_beginning_that_is_off_is_cut_whole():
    rng = np.random.default_rng(5)
    series = np.concatenate([np.full(200, 30.0), np.zeros(1800)]) + rng.normal(0.0, 1.0, 2000)
    made = mser5(series)
    assert made.found
    # Noise may add a few batches, never leave one of those that are off.
    assert 200 <= made.cut <= 250


def test_a_series_that_starts_in_its_steady_state_keeps_nearly_all():
    rng = np.random.default_rng(6)
    cuts = [mser5(rng.normal(0.0, 1.0, 1000)) for _ in range(50)]
    assert all(made.found for made in cuts)
    assert np.median([made.cut for made in cuts]) <= 100


def test_a_series_that_only_climbs_is_too_short():
    assert not mser5(np.arange(1000.0)).found


def test_few_values_show_nothing():
    assert not mser5([1.0, 2.0] * 40).found
    assert not mser5([]).found


def test_a_level_that_never_changes_needs_no_cut():
    made = mser5([4.1] * 100)
    assert (made.cut, made.found) == (0, True)
    assert mser5([9.7] * 20 + [4.1] * 100).cut == 20


def test_values_that_are_no_numbers_are_refused():
    with pytest.raises(ValueError, match="finite"):
        mser5([1.0, float("nan")] * 100)


def test_cutting_brings_the_mean_of_a_queue_closer_to_theory():
    # M/M/1, load 0.8: mean wait 4. Begun empty, the whole series is too low.
    rng = np.random.default_rng(7)
    whole, kept = [], []
    for _ in range(12):
        series = np.mean([queue_waits(rng, 3000, 0.8) for _ in range(5)], axis=0)
        made = mser5(series)
        assert made.found
        whole.append(series.mean())
        kept.append(series[made.cut :].mean())
    assert abs(np.mean(kept) - 4.0) < abs(np.mean(whole) - 4.0)
