"""Sampled records: life, mean kinetic temperature, excursions, hours below."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain import cold
from domain.cold import Profile, arrhenius_life, q10_life, sqrt_life

MODELS = (
    q10_life(2.79, 84.0, 5.0),
    arrhenius_life(137.0, 365.0, -18.0),
    sqrt_life(-5.0, 34.0, 0.5),
)
readings = st.lists(
    st.tuples(st.floats(0.0, 30.0), st.floats(-25.0, 40.0)), min_size=2, max_size=12
)
kinds = st.sampled_from(["linear", "step"])


def profile_of(pairs, kind="linear"):
    times = np.cumsum([0.0] + [hours for hours, _ in pairs[1:]])
    return Profile.of(times, [temp_c for _, temp_c in pairs], kind)


def fine(profile, steps=4000):
    """Middles of fine steps of a profile, and their length."""
    first, last = profile.times_h[0], profile.times_h[-1]
    width = (last - first) / steps
    at = first + width * (np.arange(steps) + 0.5)
    return profile.temperature_c(at), width


@settings(max_examples=30)
@given(readings, kinds, st.sampled_from(MODELS))
def test_life_over_readings_is_the_fine_sum(pairs, kind, model):
    profile = profile_of(pairs, kind)
    temps_c, width = fine(profile)
    by_sum = float(np.sum(model.rate_per_h(temps_c)) * width)
    most = float(np.max(model.rate_per_h([profile.lowest_c, profile.highest_c])))
    assert float(model.used_over(profile)) == pytest.approx(
        by_sum, rel=2e-3, abs=most * width * len(pairs) + 1e-15
    )


def test_life_on_a_straight_line_in_closed_form():
    # Q10 from 0 to 20 C in 10 h: the mean rate is the logarithmic mean of the ends.
    model = q10_life(2.0, 10.0, 0.0)
    used = model.used_on_profile([0.0, 10.0], [0.0, 20.0])
    assert float(used) == pytest.approx(10.0 / 240.0 * (4.0 - 1.0) / math.log(4.0), rel=1e-12)
    # Square root from below its lowest temperature: int of (T + 5)^2 / 25 from -5 to 10 C.
    root = sqrt_life(-5.0, 10.0, 0.0)
    rising = root.used_on_profile([0.0, 20.0], [-10.0, 10.0])
    assert float(rising) == pytest.approx(15.0**3 / 3.0 / 25.0 / 240.0, rel=1e-12)
    # In steps the first reading holds until the second.
    assert float(model.used_on_profile([0.0, 24.0, 48.0], [0.0, 10.0, 99.0], "step")) == (
        pytest.approx(0.1 + 0.2)
    )


@settings(max_examples=30)
@given(readings, kinds, st.sampled_from(MODELS), st.integers(1, 10))
def test_life_over_readings_adds_at_any_reading(pairs, kind, model, cut):
    profile = profile_of(pairs, kind)
    cut = min(cut, len(pairs) - 2)
    if cut < 1:
        return
    times, temps_c = profile.times_h, profile.temps_c
    parts = [
        model.used_on_profile(times[: cut + 1], temps_c[: cut + 1], kind),
        model.used_on_profile(times[cut:], temps_c[cut:], kind),
    ]
    assert float(cold.total_life(parts)) == pytest.approx(
        float(model.used_over(profile)), rel=1e-9, abs=1e-15
    )


def test_lots_of_one_record_are_taken_at_once():
    times, rows = [0.0, 5.0, 9.0], np.array([[5.0, 9.0, 5.0], [2.0, 2.0, 30.0]])
    used = MODELS[0].used_on_profile(times, rows)
    assert used.share.shape == (2,)
    for row, share in zip(rows, used.share, strict=True):
        assert share == pytest.approx(float(MODELS[0].used_on_profile(times, row)), rel=1e-12)


def test_gaps_that_are_not_known_count_for_nothing():
    profile = Profile.of(
        [0.0, 1.0, 11.0, 12.0], [5.0, 5.0, 25.0, 25.0], "step", [True, False, True]
    )
    assert (profile.known_h, profile.unknown_h, profile.mean_c) == (2.0, 10.0, 15.0)
    assert float(MODELS[0].used_over(profile)) == pytest.approx(
        float(MODELS[0].used_in_steps([5.0, 25.0], [1.0, 1.0]))
    )
    found = cold.excursions(profile, high_c=8.0)
    assert [(e.start_h, e.end_h, e.open_start, e.open_end) for e in found] == [(11, 12, True, True)]


@pytest.mark.parametrize(
    ("times", "temps_c", "says"),
    [
        ([0.0], [5.0], "two readings"),
        ([0.0, 1.0], [5.0], "each time"),
        ([0.0, 2.0, 1.0], [5.0, 5.0, 5.0], "fall"),
        ([0.0, math.nan], [5.0, 5.0], "numbers"),
    ],
)
def test_what_is_no_profile_is_refused(times, temps_c, says):
    with pytest.raises(ValueError, match=says):
        Profile.of(times, temps_c)


# Mean kinetic temperature.


def test_mean_kinetic_temperature_by_hand():
    # 10000 K / -ln((e^(-10000/293.15) + e^(-10000/303.15)) / 2) - 273.15 K
    by_hand = 10_000.0 / -math.log(
        (math.exp(-10_000.0 / 293.15) + math.exp(-10_000.0 / 303.15)) / 2.0
    )
    assert cold.mkt([20.0, 30.0]) == pytest.approx(by_hand - 273.15, abs=1e-9)
    # Weights are times: 3 h at 20 C and 1 h at 30 C are four readings.
    assert cold.mkt([20.0, 30.0], [3.0, 1.0]) == pytest.approx(cold.mkt([20.0, 20.0, 20.0, 30.0]))
    assert cold.mkt(25.0) == pytest.approx(25.0)
    assert cold.mkt([[20.0, 20.0], [30.0, 30.0]]) == pytest.approx([20.0, 30.0])
    with pytest.raises(ValueError, match="readings"):
        cold.mkt([])


@settings(max_examples=30)
@given(readings, kinds)
def test_mkt_lies_between_the_mean_and_the_highest(pairs, kind):
    profile = profile_of(pairs, kind)
    found = cold.profile_mkt(profile)
    assert profile.mean_c - 1e-7 <= found <= profile.highest_c + 1e-7


@settings(max_examples=30)
@given(readings, kinds)
def test_the_record_at_its_mkt_would_have_aged_as_much(pairs, kind):
    profile = profile_of(pairs, kind)
    if profile.known_h == 0.0:
        return
    # Arrhenius of the same energy (with the gas constant of the pharmacopoeia in both).
    model = arrhenius_life(83.144 * 8.314462618 / 8.3144, 100.0, 20.0)
    assert float(model.used_over(profile)) == pytest.approx(
        float(model.used_at(cold.profile_mkt(profile), profile.known_h)), rel=1e-8
    )


def test_the_worst_window_of_a_record():
    # 40 days at 20 C with a day of 35 C at day 32: the 24 h window is that day, and the whole
    # month around it is hardly warmer.
    times = np.arange(0.0, 961.0, 1.0)
    temps_c = np.where((times >= 768.0) & (times < 792.0), 35.0, 20.0)
    profile = Profile.of(times, temps_c, "step")
    day = cold.worst_window(profile, 24.0)
    assert (day.start_h, day.end_h, day.whole) == (768.0, 792.0, False)
    assert day.mkt_c == pytest.approx(35.0)
    month = cold.worst_window(profile, 720.0)
    assert month.mkt_c == pytest.approx(cold.mkt([20.0, 35.0], [696.0, 24.0]), abs=1e-9)
    assert cold.worst_window(Profile.of([0.0, 5.0], [4.0, 4.0]), 24.0).whole


@settings(max_examples=30)
@given(readings, st.floats(1.0, 60.0), st.floats(0.0, 1.0))
def test_no_stretch_of_steps_is_warmer_than_the_worst_window(pairs, window_h, share):
    profile = profile_of(pairs, "step")
    last = float(profile.times_h[-1])
    worst = cold.worst_window(profile, window_h)
    if worst.whole:
        return
    start = share * (last - window_h)
    end = start + window_h
    inside = profile.times_h[(profile.times_h > start) & (profile.times_h < end)]
    cuts = np.unique(np.concatenate([[start, end], inside]))
    temps_c = profile.temperature_c(cuts[:-1])
    assert cold.mkt(temps_c, np.diff(cuts)) <= worst.mkt_c + 1e-6


# Excursions.


def test_an_excursion_begins_where_the_line_crosses_the_limit():
    profile = Profile.of([0.0, 2.0, 4.0, 6.0, 8.0], [4.0, 12.0, 12.0, 4.0, 0.0])
    (high, low) = cold.excursions(profile, 2.0, 8.0)
    assert (high.kind, high.start_h, high.end_h, high.extreme_c) == ("high", 1.0, 5.0, 12.0)
    assert high.degree_hours == pytest.approx(2.0 + 8.0 + 2.0)
    assert (low.kind, low.start_h, low.end_h, low.extreme_c) == ("low", 7.0, 8.0, 0.0)
    assert (high.open_end, low.open_end) == (False, True)
    assert cold.hours_below_c(profile, 2.0) == 1.0
    assert cold.hours_above_c(profile, 8.0) == 4.0
    # A reading at the limit is kept.
    assert cold.excursions(Profile.of([0.0, 1.0], [8.0, 8.0]), 2.0, 8.0) == ()


def test_a_jump_and_a_touch_make_one_excursion():
    profile = Profile.of([0.0, 1.0, 1.0, 2.0], [5.0, 5.0, 10.0, 10.0])
    (found,) = cold.excursions(profile, high_c=8.0)
    assert (found.start_h, found.end_h, found.degree_hours) == (1.0, 2.0, 2.0)
    assert len(cold.excursions(Profile.of([0, 1, 2, 3, 4], [9, 7, 9, 9, 7], "step"), high_c=8)) == 2


@settings(max_examples=30)
@given(readings, kinds, st.floats(-10.0, 20.0))
def test_excursions_agree_with_counting(pairs, kind, limit_c):
    profile = profile_of(pairs, kind)
    temps_c, width = fine(profile)
    found = cold.excursions(profile, high_c=limit_c)
    over_k = np.maximum(temps_c - limit_c - 1e-6, 0.0)
    assert sum(e.hours for e in found) == pytest.approx(
        width * np.sum(over_k > 0.0), abs=2.0 * width * len(pairs) + 1e-3
    )
    assert sum(e.degree_hours for e in found) == pytest.approx(
        width * over_k.sum(), rel=1e-2, abs=80.0 * width * len(pairs) + 1e-3
    )
    for one in found:
        assert limit_c < one.extreme_c <= profile.highest_c + 1e-9
    assert all(a.end_h <= b.start_h for a, b in pairwise(found))


def test_excursions_on_exponential_legs_in_closed_form():
    # 4 C in 30 C (20 h) for 6 h, then a unit at 2 C (10 h): over 8 C from the hour of V16.
    found = cold.excursions_on_legs(4.0, [(6.0, 30.0, 20.0), (100.0, 2.0, 10.0)], 3.0, 8.0)
    high, low = found
    peak_c = cold.temperature_at(4.0, 30.0, 20.0, 6.0)
    assert high.start_h == pytest.approx(3.341081693, abs=1e-8)
    assert high.extreme_c == pytest.approx(peak_c)
    assert high.end_h == pytest.approx(6.0 + 10.0 * math.log((peak_c - 2.0) / 6.0))
    assert (low.extreme_c, low.open_end) == (pytest.approx(2.0, abs=1e-3), True)
    times = np.linspace(0.0, 106.0, 200_001)
    temps_c = np.where(
        times < 6.0,
        cold.temperature_at(4.0, 30.0, 20.0, times),
        cold.temperature_at(peak_c, 2.0, 10.0, np.maximum(times - 6.0, 0.0)),
    )
    sampled = cold.excursions(Profile.of(times, temps_c), 3.0, 8.0)
    for one, other in zip(found, sampled, strict=True):
        assert one.degree_hours == pytest.approx(other.degree_hours, rel=1e-4)
        assert one.hours == pytest.approx(other.hours, abs=1e-3)
