import itertools
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from domain.draws import GRID_PER_H, Chance, Distribution, draw_h, draw_u, snap_h

FALSE_ALARM = 1e-3
"""Of each statistical test below, for a seed taken at random; shared out where it judges several
figures."""

PART = st.one_of(
    st.text(max_size=6), st.integers(-50, 50), st.floats(allow_nan=False, allow_infinity=False)
)


def tagged(key):
    """A key with the types that tell 1 from 1.0."""
    return tuple((type(part).__name__, part) for part in key)


def test_draws_are_uniform_in_their_key():
    draws = [draw_u(7, i % 5, "dwell", f"C{i:06d}", "TY_HUB", 24.0 * i) for i in range(20_000)]
    counts, _ = np.histogram(draws, bins=100, range=(0.0, 1.0))
    assert stats.chisquare(counts).pvalue > FALSE_ALARM / 3
    assert stats.kstest(draws, "uniform").pvalue > FALSE_ALARM / 3
    # Neighbouring keys are independent: pairs fill the unit square evenly.
    pairs, _, _ = np.histogram2d(draws[:-1:2], draws[1::2], bins=10, range=((0, 1), (0, 1)))
    assert stats.chisquare(pairs.ravel()).pvalue > FALSE_ALARM / 3


def test_draws_of_one_cause_are_independent_between_replications_streams_and_seeds():
    # The same 4,000 causes; only the named part of the key differs.
    def draws(seed=7, replication=0, stream="dwell", node="TY_HUB"):
        return np.array([draw_u(seed, replication, stream, f"C{i}", node) for i in range(4000)])

    sets = [
        draws(), draws(replication=1), draws(replication=1_000_000), draws(stream="late"),
        draws(seed=8), draws(node="TY_HUB2"),
    ]  # fmt: skip
    pairs = list(itertools.combinations(sets, 2))
    for a, b in pairs:
        assert stats.pearsonr(a, b).pvalue > FALSE_ALARM / (2 * len(pairs))
        square, _, _ = np.histogram2d(a, b, bins=6, range=((0, 1), (0, 1)))
        assert stats.chisquare(square.ravel()).pvalue > FALSE_ALARM / (2 * len(pairs))


def test_draws_of_a_cause_over_replications_are_a_random_sample():
    draws = np.array([draw_u(7, r, "late", "X8020", 24.0) for r in range(5000)])
    assert stats.kstest(draws, "uniform").pvalue > FALSE_ALARM / 4
    for lag in (1, 2, 10):
        assert stats.pearsonr(draws[:-lag], draws[lag:]).pvalue > FALSE_ALARM / 4


def test_asking_for_other_draws_changes_none():
    asked = [("late", "X8020", 24.0 * day) for day in range(50)]
    alone, busy = Chance(7, 3), Chance(7, 3)
    expected = [alone.u(*key) for key in asked]
    found = []
    for number, key in enumerate(asked):
        busy.u("late", "a new train", 24.0 * number)
        busy.u("a new stream", "X8020", 24.0)
        found.append(busy.u(*key))
    assert found == expected


def test_no_two_keys_share_a_draw():
    seen = {
        draw_u(1, r, s, k, n) for r in range(5) for s in "ab" for k in "xy" for n in range(2500)
    }
    assert len(seen) == 50_000


@given(st.lists(PART, max_size=4), st.lists(PART, max_size=4))
def test_different_keys_never_give_the_same_text(left, right):
    same = tagged(left) == tagged(right)
    assert (draw_u(1, 1, "s", *left) == draw_u(1, 1, "s", *right)) is same


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (("ab", "c"), ("a", "bc")),
        (("1",), (1,)),
        ((1,), (1.0,)),
        ((12, 3), (1, 23)),
        (("s1:a",), ("s", 1, "a")),
        ((), ("",)),
        ((0.1 + 0.2,), (0.3,)),
    ],
)
def test_keys_that_look_alike_draw_apart(left, right):
    assert draw_u(1, 1, "s", *left) != draw_u(1, 1, "s", *right)


def test_stream_and_key_do_not_run_together():
    assert draw_u(1, 1, "ab", "c") != draw_u(1, 1, "a", "bc")
    assert draw_u(1, 12, "a") != draw_u(11, 2, "a")


def test_numbers_of_other_libraries_key_like_their_own_kind():
    assert draw_u(1, 1, "s", np.int64(3), np.float64(0.5), np.str_("x")) == draw_u(
        1, 1, "s", 3, 0.5, "x"
    )
    assert draw_u(1, 1, "s", -0.0) == draw_u(1, 1, "s", 0.0)
    with pytest.raises(TypeError, match="tuple"):
        draw_u(1, 1, "s", ("a",))


def test_a_draw_is_the_same_in_another_process():
    code = "from domain.draws import draw_u; print(draw_u(3, 4, 'late', 'X8020', 24.5, 7).hex())"
    env = {"PYTHONHASHSEED": "99", "PATH": ""}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True
    )
    assert done.stdout.strip() == draw_u(3, 4, "late", "X8020", 24.5, 7).hex()


def test_draws_do_not_change_between_releases():
    # Re-mint only on purpose: every published figure rests on these bits.
    assert draw_u(1, 0, "late", "X8020", 24.0).hex() == "0x1.c1e284f03b931p-1"


def test_draws_stay_inside_the_open_interval(monkeypatch):
    class Fixed:
        def __init__(self, digest):
            self.digest = lambda: digest

    for digest, expected in ((b"\x00" * 8, 2.0**-53), (b"\xff" * 8, 1.0 - 2.0**-53)):
        monkeypatch.setattr("domain.draws.blake2b", lambda *_, d=digest, **__: Fixed(d))
        assert draw_u(1, 1, "s") == expected


@given(st.lists(st.floats(0.0, 500.0), min_size=1, max_size=30))
def test_sums_of_snapped_durations_do_not_depend_on_their_order(hours):
    snapped = [snap_h(h) for h in hours]
    assert sum(snapped) == sum(reversed(snapped)) == math.fsum(snapped)
    assert all(h * GRID_PER_H == int(h * GRID_PER_H) for h in snapped)
    assert all(snap_h(h) == h for h in snapped)


def test_snap_refuses_what_is_not_finite():
    with pytest.raises((ValueError, OverflowError)):
        snap_h(math.nan)
    with pytest.raises((ValueError, OverflowError)):
        snap_h(math.inf)


def test_chance_draws_what_the_function_draws():
    chance = Chance(5, 2)
    work = Distribution.from_mean_sd("lognormal", 6.0, 2.0)
    assert chance.u("x", "a", 1) == draw_u(5, 2, "x", "a", 1)
    assert chance.duration_h(work, "x", "a", 1) == draw_h(work, 5, 2, "x", "a", 1)
    assert chance.happens(0.5, "x", "a") is (draw_u(5, 2, "x", "a") < 0.5)
    assert chance.happens(1.0, "x", "a")
    assert not chance.happens(0.0, "x", "a")


def test_nominal_chance_takes_means_and_has_no_events():
    chance = Chance(5, 2, nominal=True)
    work = Distribution.from_mean_sd("gamma", 0.1, 2.0)
    assert chance.duration_h(work, "x", "a") == snap_h(0.1)
    assert not chance.happens(1.0, "x", "a")


def test_events_happen_as_often_as_their_probability_says():
    chance = Chance(11, 0)
    times = sum(chance.happens(0.07, "inspect", f"C{i}") for i in range(20_000))
    assert stats.binomtest(times, 20_000, 0.07).pvalue > FALSE_ALARM
