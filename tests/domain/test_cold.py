import math
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from domain.cold import (
    ProductLife,
    Surroundings,
    advance,
    excursion_h,
    tau_h,
    temperature_c,
    vital_heat_w,
)

ORANGE = ProductLife("q10", 5.0, 84.0, q10=2.79)
SHRIMP_FROZEN = ProductLife("arrhenius", -18.0, 365.0, ea_kj_mol=137.0)
BEEF = ProductLife("sqrt", 0.5, 34.0, tmin_c=-10.0)
MILK = ProductLife("sqrt", 4.0, 27.0, tmin_c=-2.5)
PRODUCTS = (ORANGE, SHRIMP_FROZEN, BEEF, MILK, ProductLife("q10", 0.0, 212.6, q10=4.482))

temps = st.floats(-40.0, 60.0)
taus = st.floats(0.3, 500.0)
spans = st.just(0.0) | st.floats(2.0**-36, 1000.0)  # durations lie on the time grid
products = st.sampled_from(PRODUCTS)


def integral(start_c, hours, around, life):
    """The life used by adaptive quadrature over stretches of a quarter time constant."""

    def rate(t):
        gap_c = start_c - around.equilibrium_c
        return life.rate_per_h(around.equilibrium_c + gap_c * math.exp(-t / around.tau_h))

    stretch = around.tau_h / 4.0
    edges = [min(i * stretch, hours) for i in range(100)] + [hours]
    return sum(
        quad(rate, a, b, epsabs=0.0, epsrel=1e-10, limit=200)[0]
        for a, b in pairwise(edges)
        if b > a
    )


def test_cooling_law_has_the_values_of_v16():
    # notes V16: time constant 20 h, 4 C in 30 C.
    around = Surroundings.ambient(30.0, 20.0)
    assert temperature_c(4.0, 6.0, around) == pytest.approx(10.73872626, abs=5e-9)
    above_h, _ = excursion_h(4.0, 24.0, around, None, 8.0)
    assert 24.0 - above_h == pytest.approx(3.341081693, abs=1e-6)
    assert temperature_c(4.0, 3.341081693, around) == pytest.approx(8.0, abs=1e-8)


def test_time_constants_are_those_of_the_boxes():
    # cold-chain.md A.3: 20 t fruit and 25 t frozen in a 40-ft reefer of 44.3 W/K; 5 kg in EPS.
    assert tau_h(20_000, 3.77, 44.3) == pytest.approx(473, abs=0.5)
    assert tau_h(25_000, 1.9, 44.3) == pytest.approx(298, abs=0.5)
    assert tau_h(5, 3.77, 0.6) == pytest.approx(8.7, abs=0.1)
    assert tau_h(0.0, 1.9, 44.3, tare_kj_per_k=500.0) == pytest.approx(3.1, abs=0.05)
    assert tau_h(1.0, 1.0, 0.0) == math.inf
    with pytest.raises(ValueError, match="time constant"):
        tau_h(0.0, 1.9, 44.3)


def test_frozen_box_without_power_warms_as_noted():
    # -18 to -15 C in 19 h and to -12 C in 40 h at 30 C.
    around = Surroundings.ambient(30.0, 298.0)
    assert temperature_c(-18.0, 19.2, around) == pytest.approx(-15.0, abs=0.05)
    assert temperature_c(-18.0, 39.8, around) == pytest.approx(-12.0, abs=0.05)


def test_vital_heat_raises_the_equilibrium():
    heat_w = vital_heat_w(20_000, 17.7, 5.0, 2.79, 5.0)
    assert heat_w == pytest.approx(354.0)
    assert Surroundings.ambient(30.0, 473.0, heat_w, 44.3).equilibrium_c == pytest.approx(
        37.99, abs=0.01
    )


def test_rates_follow_their_kinetics():
    assert ORANGE.rate_per_h(5.0) == pytest.approx(1.0 / (84.0 * 24.0))
    assert ORANGE.rate_per_h(15.0) / ORANGE.rate_per_h(5.0) == pytest.approx(2.79)
    assert BEEF.rate_per_h(11.0) / BEEF.rate_per_h(0.5) == pytest.approx(4.0)
    assert BEEF.rate_per_h(-12.0) == 0.0
    expected = math.exp(137e3 / 8.314462618 * (1 / 255.15 - 1 / 263.15))
    assert SHRIMP_FROZEN.rate_per_h(-10.0) * 365.0 * 24.0 == pytest.approx(expected)
    assert ProductLife().rate_per_h(40.0) == 0.0


def test_goods_at_their_set_point_use_life_evenly():
    temp_c, used = advance(5.0, 0.25, 84.0 * 12.0, Surroundings.powered(5.0, 60.0), ORANGE)
    assert (temp_c, used) == (5.0, pytest.approx(0.75))


def test_life_used_may_pass_one():
    _, used = advance(25.0, 0.9, 2000.0, Surroundings.ambient(25.0, 60.0), ORANGE)
    assert used > 1.0


def test_late_plug_in_costs_life():
    # 24 h at 35 C against 24 h at the set point, then the same way on: warmer, and older.
    powered, off = Surroundings.powered(5.0, 63.0), Surroundings.ambient(35.0, 473.0)
    kept = advance(5.0, 0.0, 24.0, powered, ORANGE)
    warmed = advance(5.0, 0.0, 24.0, off, ORANGE)
    assert warmed[0] == pytest.approx(6.484, abs=1e-3)
    assert warmed[1] > kept[1]
    assert advance(*warmed, 200.0, powered, ORANGE)[1] > advance(*kept, 200.0, powered, ORANGE)[1]


def test_goods_without_kinetics_keep_their_life():
    assert advance(5.0, 0.0, 24.0, Surroundings.ambient(35.0, 20.0), ProductLife())[1] == 0.0


def test_a_perfect_wall_keeps_the_temperature():
    assert advance(5.0, 0.0, 24.0, Surroundings.ambient(35.0, math.inf), ORANGE)[0] == 5.0


def test_time_does_not_run_backwards():
    with pytest.raises(ValueError, match="-1"):
        advance(5.0, 0.0, -1.0, Surroundings.powered(5.0, 60.0), ORANGE)


@settings(max_examples=300)
@given(temps, temps, taus, spans, st.floats(0.0, 1.0), products)
def test_two_steps_are_one_step(start_c, equilibrium_c, tau, hours, cut, life):
    around = Surroundings.ambient(equilibrium_c, tau)
    temp_c, used = advance(start_c, 0.0, hours, around, life)
    half = advance(start_c, 0.0, cut * hours, around, life)
    temp2_c, used2 = advance(*half, hours - cut * hours, around, life)
    assert temp2_c == pytest.approx(temp_c, rel=1e-9, abs=1e-8)
    assert used2 == pytest.approx(used, rel=1e-9, abs=1e-13)


@settings(max_examples=60, deadline=None)
@given(temps, temps, taus, st.floats(0.01, 400.0), products)
def test_life_used_is_the_integral_of_the_rate(start_c, equilibrium_c, tau, hours, life):
    around = Surroundings.ambient(equilibrium_c, tau)
    # Quadrature across the kink of the square root is the weaker of the two.
    lowest_c = life.tmin_c
    if lowest_c is not None:
        assume(not min(start_c, equilibrium_c) < lowest_c < max(start_c, equilibrium_c))
    assume(hours < 24.0 * tau)
    _, used = advance(start_c, 0.0, hours, around, life)
    assert used == pytest.approx(integral(start_c, hours, around, life), rel=1e-8, abs=1e-15)


@pytest.mark.parametrize(
    ("start_c", "equilibrium_c"), [(-30.0, 20.0), (20.0, -30.0), (-30.0, -12.0)]
)
def test_square_root_kinetics_rests_below_its_lowest_temperature(start_c, equilibrium_c):
    around = Surroundings.ambient(equilibrium_c, 50.0)
    steps = 20_000
    width = 200.0 / steps
    by_sum = width * sum(
        BEEF.rate_per_h(temperature_c(start_c, (i + 0.5) * width, around)) for i in range(steps)
    )
    assert advance(start_c, 0.0, 200.0, around, BEEF)[1] == pytest.approx(
        by_sum, rel=1e-6, abs=1e-15
    )


@given(temps, temps, taus, spans, products)
def test_life_never_comes_back_and_cargo_stays_between(start_c, equilibrium_c, tau, hours, life):
    temp_c, used = advance(start_c, 0.1, hours, Surroundings.ambient(equilibrium_c, tau), life)
    assert used >= 0.1
    low_c, high_c = sorted((start_c, equilibrium_c))
    assert low_c - 1e-9 <= temp_c <= high_c + 1e-9


@given(temps, st.floats(0.0, 30.0), taus, st.floats(0.1, 500.0), products)
def test_warmer_surroundings_never_save_life(start_c, warmer_k, tau, hours, life):
    cool = advance(start_c, 0.0, hours, Surroundings.ambient(10.0, tau), life)[1]
    warm = advance(start_c, 0.0, hours, Surroundings.ambient(10.0 + warmer_k, tau), life)[1]
    assert warm >= cool * (1.0 - 1e-9)


@given(temps, temps, taus, spans, st.floats(-5.0, 5.0), st.floats(0.0, 5.0))
def test_hours_beyond_a_limit_agree_with_counting(
    start_c, equilibrium_c, tau, hours, low_c, band_k
):
    around = Surroundings.ambient(equilibrium_c, tau)
    above_h, below_h = excursion_h(start_c, hours, around, low_c, low_c + band_k)
    assert 0.0 <= above_h <= hours
    assert 0.0 <= below_h <= hours
    assert above_h + below_h <= hours + 1e-9
    steps = 200
    trace = [temperature_c(start_c, hours * (i + 0.5) / steps, around) for i in range(steps)]
    step_h = hours / steps
    assert above_h == pytest.approx(
        step_h * sum(t > low_c + band_k + 1e-6 for t in trace), abs=step_h
    )
    assert below_h == pytest.approx(step_h * sum(t < low_c - 1e-6 for t in trace), abs=step_h)


def test_cargo_held_at_its_limit_is_kept():
    assert excursion_h(8.0, 100.0, Surroundings.powered(8.0, 60.0), 3.0, 8.0) == (0.0, 0.0)
    assert excursion_h(99.0, 5.0, Surroundings.powered(8.0, 60.0), None, None) == (0.0, 0.0)
    assert excursion_h(9.0, 5.0, Surroundings.ambient(0.0, math.inf), 3.0, 8.0) == (5.0, 0.0)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"kinetics": "linear"}, "linear"),
        ({"kinetics": "q10", "q10": 2.0}, "shelf_life"),
        ({"kinetics": "q10", "ref_temp_c": 0.0, "shelf_life_days_at_ref": 9.0}, "q10"),
        ({"kinetics": "arrhenius", "ref_temp_c": 0.0, "shelf_life_days_at_ref": 9.0}, "ea_kj_mol"),
        (
            {"kinetics": "sqrt", "ref_temp_c": 0.0, "shelf_life_days_at_ref": 9.0, "tmin_c": 1.0},
            "tmin_c",
        ),
    ],
)
def test_a_product_that_misses_a_number_is_refused(values, says):
    with pytest.raises(ValueError, match=says):
        ProductLife(**values)
