import math

import numpy as np
import pytest
from scipy import stats

from study.statistics.enough import (
    FIRST,
    Watched,
    enough_at,
    half_width_shares,
    look_ahead,
    next_count,
)
from study.statistics.intervals import t_interval


def figure(values, share=0.05, name="k"):
    return Watched(name, share, values, values)


def rounds(draw, share, most=3000):
    """Replications of one study as a command makes them; returns those used."""
    values = draw(FIRST + look_ahead(FIRST))
    while True:
        found = enough_at([figure(values, share)])
        if found is not None:
            return values[: found + look_ahead(found)], found
        if len(values) >= most:
            return values, None
        values = np.concatenate(
            [values, draw(next_count([figure(values, share)], most) - len(values))]
        )


def test_half_widths_are_those_of_the_t_interval_after_each_replication():
    values = np.random.default_rng(1).gamma(2.0, 3.0, 40)
    shares = half_width_shares(figure(values))
    assert shares[0] == math.inf
    for n in range(2, 41):
        made = t_interval(values[:n])
        assert shares[n - 1] == pytest.approx(made.half_width / made.mean, rel=1e-9)


def test_a_figure_of_negative_mean_is_judged_by_its_size():
    values = np.random.default_rng(2).normal(-10.0, 5.0, 30)
    assert half_width_shares(figure(values)) == pytest.approx(half_width_shares(figure(-values)))
    assert enough_at([figure(values, 0.01)]) is None


def test_stop_is_the_first_at_which_the_figure_is_and_stays_narrow():
    rng = np.random.default_rng(3)
    for _ in range(50):
        values = rng.normal(100.0, 12.0, 400)
        shares = half_width_shares(figure(values))
        narrow = [
            n for n in range(FIRST, 391)
            if all(share <= 0.05 for share in shares[n - 1 : n + look_ahead(n)])
        ]  # fmt: skip
        assert enough_at([figure(values)]) == narrow[0]
        # One replication less than the look ahead needs does not tell yet.
        assert enough_at([figure(values[: narrow[0] + look_ahead(narrow[0]) - 1])]) is None


def test_narrow_by_luck_and_wide_again_does_not_stop():
    quiet = [100.0, 101.0] * 6
    values = [*quiet, 500.0, 20.0, *([100.0, 101.0] * 200)]
    assert half_width_shares(figure(values))[FIRST - 1] < 0.05
    assert enough_at([figure(values)]) > 12


def test_all_figures_must_be_narrow():
    rng = np.random.default_rng(4)
    calm, wild = rng.normal(100.0, 5.0, 800), rng.normal(100.0, 40.0, 800)
    alone = enough_at([figure(wild)])
    assert enough_at([figure(calm), figure(wild)]) == alone > enough_at([figure(calm)])


def test_a_difference_is_judged_against_the_mean_of_its_first_side():
    rng = np.random.default_rng(5)
    rule = rng.normal(1000.0, 50.0, 40)
    difference = rng.normal(-3.0, 2.0, 40)
    share = half_width_shares(Watched("plan - rule", 0.005, difference, rule))[-1]
    assert share == pytest.approx(t_interval(difference).half_width / rule.mean(), rel=1e-9)


def test_a_figure_that_never_varies_is_narrow_and_one_around_zero_never():
    assert enough_at([figure([0.0] * 20)]) == FIRST
    assert half_width_shares(figure([1.0, -1.0] * 10))[-1] == math.inf


def test_replications_without_the_figure_do_not_count():
    seen = np.random.default_rng(6).normal(10.0, 1.0, 20)
    gaps = np.ravel(np.column_stack([seen, np.full(20, np.nan)]))
    assert half_width_shares(figure(gaps))[-1] == pytest.approx(half_width_shares(figure(seen))[-1])
    assert enough_at([figure([math.nan] * 50)]) is None


def test_next_round_follows_the_spread_within_bounds():
    values = np.random.default_rng(7).normal(100.0, 100.0, 15)
    assert next_count([figure(values, 0.05)], 1000) == 30
    assert next_count([figure(values, 0.05)], 22) == 22
    assert next_count([figure(values, 10.0)], 1000) == 20


def test_no_figure_is_a_mistake():
    with pytest.raises(ValueError, match="no figure"):
        enough_at([])


def test_the_interval_at_the_stop_covers_nearly_as_often_as_promised():
    # The known bias of stopping when it looks quiet. Normal data, so that nothing else is at work.
    rng = np.random.default_rng(8)
    studies, covered, stopped = 600, 0, []
    for _ in range(studies):
        values, found = rounds(lambda n: rng.normal(100.0, 30.0, n), 0.1)
        made = t_interval(values)
        covered += made.low <= 100.0 <= made.high
        stopped.append(found)
    # sd 30 for a half-width of 10: 35 or so.
    assert 25 <= np.median(stopped) <= 45
    # Not worse than 93 %, with a false alarm of one in a thousand.
    assert stats.binomtest(covered, studies, 0.93, alternative="less").pvalue > 1e-3
