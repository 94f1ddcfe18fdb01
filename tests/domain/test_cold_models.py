"""The library of domain.cold beyond the engine's own pieces: rates, lives, paths, packaging."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad, solve_ivp

from domain import cold
from domain.climate import Air, constant_air
from domain.cold import (
    PARCELS,
    Parcel,
    ParcelState,
    ProductLife,
    Surroundings,
    TwoNode,
    arrhenius_life,
    banded_life,
    constant_life,
    exponential_life,
    q10_life,
    sqrt_life,
)

KADER = [(0, 10, 3.0), (10, 20, 2.5), (20, 30, 2.0), (30, 40, 1.5)]
MODELS = (
    q10_life(2.79, 84.0, 5.0),
    arrhenius_life(137.0, 365.0, -18.0),
    exponential_life(0.15, 212.6, 0.0),
    sqrt_life(-10.0, 34.0, 0.5),
    sqrt_life(-2.5, 27.0, 4.0, t_max_c=30.0),
    banded_life(KADER, 100.0, 0.0),
    constant_life(10.0, 5.0),
)
temps = st.floats(-40.0, 60.0)
taus = st.just(0.0) | st.just(math.inf) | st.floats(0.1, 1000.0)
spans = st.just(0.0) | st.floats(1e-3, 2000.0)
models = st.sampled_from(MODELS)


def by_quadrature(model, start_c, ends_c, tau, hours):
    """Adaptive quadrature over quarters of the time constant, cut at the model's kinks."""
    cuts = {0.0, hours, *(min(hours, 0.25 * tau * i) for i in range(200))}
    for at_c in model.kinks_c:
        ratio = (start_c - ends_c) / (at_c - ends_c) if at_c != ends_c else 0.0
        if ratio > 1.0:
            cuts.add(min(hours, tau * math.log(ratio)))
    edges = sorted(cuts)

    def rate(t):
        return float(model.rate_per_h(ends_c + (start_c - ends_c) * math.exp(-t / tau)))

    return sum(quad(rate, a, b, epsabs=0.0, epsrel=1e-11)[0] for a, b in pairwise(edges))


# Temperature.


@settings(max_examples=50)
@given(temps, temps, taus, spans, st.floats(0.0, 1.0))
def test_two_steps_of_temperature_are_one(start_c, ends_c, tau, hours, cut):
    whole = cold.temperature_at(start_c, ends_c, tau, hours)
    half = cold.temperature_at(start_c, ends_c, tau, cut * hours)
    if tau == 0.0 and cut * hours == 0.0 < hours:
        half = start_c
    assert cold.temperature_at(half, ends_c, tau, hours - cut * hours) == pytest.approx(
        whole, rel=1e-9, abs=1e-9
    )


def test_limits_of_the_time_constant():
    assert cold.temperature_at(4.0, 30.0, 0.0, 1.0) == 30.0
    assert cold.temperature_at(4.0, 30.0, 0.0, 0.0) == 4.0
    assert cold.temperature_at(4.0, 30.0, math.inf, 1e6) == 4.0
    assert cold.mean_temperature(4.0, 30.0, 0.0, 5.0) == 30.0
    assert cold.mean_temperature(4.0, 30.0, math.inf, 5.0) == 4.0
    model = MODELS[0]
    for tau, temp_c in ((0.0, 30.0), (math.inf, 4.0), (1e-9, 30.0), (1e12, 4.0)):
        used = float(model.used_on_exponential(4.0, 30.0, tau, 48.0))
        assert used == pytest.approx(float(model.used_at(temp_c, 48.0)), rel=1e-8)


def test_scalars_give_floats_and_lots_give_arrays():
    assert type(cold.temperature_at(4, 30, 20, 6)) is float
    lots = cold.temperature_at([4.0, 5.0, 6.0], 30.0, [10.0, 20.0, 30.0], 6.0)
    assert lots.shape == (3,)
    assert lots[1] == cold.temperature_at(5.0, 30.0, 20.0, 6.0)
    used = MODELS[0].used_on_exponential(np.zeros((2, 3)), 30.0, [10.0, 20.0, 30.0], 6.0)
    assert used.share.shape == (2, 3)
    assert used.share[1, 2] == pytest.approx(
        float(MODELS[0].used_on_exponential(0.0, 30.0, 30.0, 6.0)), rel=1e-14
    )
    assert type(float(MODELS[0].used_at(5.0, 24.0))) is float


@settings(max_examples=50)
@given(temps, temps, st.floats(0.5, 500.0), st.floats(0.05, 0.95))
def test_hours_to_reach_and_time_constant_invert_the_law(start_c, ends_c, tau, share):
    if abs(start_c - ends_c) < 0.1:
        return
    target_c = start_c + share * (ends_c - start_c)
    hours = cold.hours_to_reach(start_c, target_c, ends_c, tau)
    assert cold.temperature_at(start_c, ends_c, tau, hours) == pytest.approx(target_c, abs=1e-8)
    assert cold.tau_from_readings(start_c, target_c, ends_c, hours) == pytest.approx(tau, rel=1e-6)
    assert cold.hours_to_reach(target_c, start_c, ends_c, tau) == math.inf


def test_a_time_constant_wants_readings_that_approach():
    with pytest.raises(ValueError, match="approach"):
        cold.tau_from_readings(-18.0, -19.0, 30.0, 10.0)
    with pytest.raises(ValueError, match="tau_h"):
        cold.unpowered(5.0, 30.0, 4.0)
    with pytest.raises(ValueError, match="hours"):
        cold.temperature_at(5.0, 30.0, 4.0, -1.0)


@settings(max_examples=50)
@given(temps, temps, st.floats(0.5, 500.0), spans, temps)
def test_hours_beyond_a_limit_add_up_and_mean_is_the_integral(start_c, ends_c, tau, hours, limit_c):
    above = cold.hours_above(start_c, ends_c, tau, hours, limit_c)
    below = cold.hours_below(start_c, ends_c, tau, hours, limit_c)
    assert 0.0 <= above <= hours
    if not start_c == ends_c == limit_c:
        assert above + below == pytest.approx(hours, abs=1e-9)
    if hours:
        lost = tau * -math.expm1(-hours / tau)
        mean = ends_c + (start_c - ends_c) * lost / hours
        assert cold.mean_temperature(start_c, ends_c, tau, hours) == pytest.approx(mean, abs=1e-7)


def test_the_heat_of_respiration_that_follows_the_cargo_agrees_with_an_ode():
    load = {"mass_kg": 15_000.0, "cp_kj_kgk": 3.2, "ua_w_per_k": 44.0}
    heat = {"resp_w_per_t": 112.0, "resp_ref_c": 13.0, "resp_q10": 5.8}

    def drift(_, temp):
        watts = 15.0 * 112.0 * 5.8 ** ((temp - 13.0) / 10.0)
        return (44.0 * (32.0 - temp) + watts) * 3.6 / (15_000.0 * 3.2)

    exact = solve_ivp(drift, (0.0, 18.0), [14.0], rtol=1e-10, atol=1e-10).y[0, -1]
    found = cold.respiring_temperature(14.0, 32.0, 18.0, **load, **heat)
    assert found == pytest.approx(exact, abs=1e-3)
    with pytest.raises(ValueError, match="runs away"):
        cold.respiring_temperature(14.0, 32.0, 90.0, **load, **heat)
    # Without heat it is the plain exponential.
    bare = cold.respiring_temperature(14.0, 32.0, 18.0, **load, **(heat | {"resp_w_per_t": 0.0}))
    tau = cold.time_constant_h(15_000.0, 3.2, 44.0)
    assert bare == pytest.approx(cold.temperature_at(14.0, 32.0, tau, 18.0), abs=1e-9)


# Two nodes.


@settings(max_examples=40)
@given(temps, temps, temps, st.floats(0.01, 300.0), st.floats(0.0, 1.0))
def test_two_nodes_two_steps_are_one(air_c, cargo_c, outside_c, hours, cut):
    box = TwoNode(500.0, 75_400.0, 44.0, 332.0, unit_w_per_k=800.0, setpoint_c=5.0)
    whole = box.after(air_c, cargo_c, outside_c, hours)
    half = box.after(air_c, cargo_c, outside_c, cut * hours)
    again = box.after(half.air_c, half.cargo_c, outside_c, (1.0 - cut) * hours)
    assert tuple(again) == pytest.approx(tuple(whole), abs=1e-8)


def test_two_nodes_agree_with_an_ode_and_with_one_node():
    box = TwoNode(500.0, 75_400.0, 2_000.0, 332.0)

    def drift(_, state):
        air, cargo = state
        return [
            3.6 * (2_000.0 * (30.0 - air) + 332.0 * (cargo - air)) / 500.0,
            3.6 * 332.0 * (air - cargo) / 75_400.0,
        ]

    exact = solve_ivp(drift, (0.0, 5.0), [5.0, 5.0], rtol=1e-11, atol=1e-11, method="LSODA").y
    assert tuple(box.after(5.0, 5.0, 30.0, 5.0)) == pytest.approx(tuple(exact[:, -1]), abs=1e-6)
    # Hardly any air and a strong exchange: one capacity behind one wall.
    one = TwoNode(1e-3, 75_400.0, 44.3, 1e6)
    tau = cold.time_constant_h(20_000.0, 3.77, 44.3)
    assert one.after(5.0, 5.0, 30.0, 24.0).cargo_c == pytest.approx(
        cold.temperature_at(5.0, 30.0, tau, 24.0), abs=1e-3
    )


# Freezing and packaging.


def test_apparent_heat_is_the_integral_of_melting():
    low, high, water, freeze = -18.0, -6.0, 0.7, -1.7
    melted = cold.ice_share(low, water, freeze) - cold.ice_share(high, water, freeze)
    by_ice = 1.9 + 334.0 * melted / (high - low)
    assert cold.apparent_cp(low, high, 1.9, water, freeze) == pytest.approx(by_ice)
    assert cold.ice_share(0.0, 0.7, -1.7) == 0.0
    with pytest.raises(ValueError, match="freeze_c"):
        cold.apparent_cp(-18.0, 2.0, 1.9, 0.7, -1.7)


def test_ice_holds_as_worked_by_hand():
    # 2 kg x 334 kJ/kg over 0.6 W/K x 25 K = 668 kJ / 15 W = 12.37 h.
    box = PARCELS["eps_ice"]
    assert box.hold_h(25.0) == pytest.approx(668.0 / 15.0 / 3.6)
    assert box.hold_h(0.0) == box.hold_h(-5.0) == math.inf
    state = box.packed(0.0)
    held = box.after(state, 25.0, 12.0)
    assert held.temp_c == pytest.approx(0.0, abs=1e-12)
    assert held.ice_kg == pytest.approx(2.0 * (1.0 - 12.0 / box.hold_h(25.0)))
    warm = box.after(state, 25.0, 20.0)
    tau = (5.0 * 3.77 + 2.0 * 4.19) / (3.6 * 0.6)
    assert warm.ice_kg == 0.0
    assert warm.temp_c == pytest.approx(25.0 * -math.expm1(-(20.0 - box.hold_h(25.0)) / tau))
    # Packed at 20 C: 5 kg x 3.77 x 20 K = 377 kJ melt 1.13 kg at once.
    assert box.packed(20.0).ice_kg == pytest.approx(2.0 - 377.0 / 334.0)
    assert box.after(ParcelState(20.0, 2.0), 25.0, 0.0) == box.packed(20.0)
    hot = box.packed(60.0)
    assert hot.ice_kg == 0.0
    assert hot.temp_c == pytest.approx((5.0 * 3.77 * 60.0 - 668.0) / (5.0 * 3.77 + 8.38))


@settings(max_examples=40)
@given(
    st.sampled_from(sorted(PARCELS)),
    st.floats(-30.0, 30.0),
    st.floats(0.0, 1.0),
    st.floats(-20.0, 45.0),
    st.floats(0.01, 200.0),
    st.floats(0.0, 1.0),
)
def test_a_parcel_two_steps_are_one_and_no_ice_is_made(name, temp_c, share, air_c, hours, cut):
    box = PARCELS[name]
    ice = share * box.ice_kg
    start = ParcelState(temp_c, ice)
    whole = box.after(start, air_c, hours)
    again = box.after(box.after(start, air_c, cut * hours), air_c, (1.0 - cut) * hours)
    assert tuple(again) == pytest.approx(tuple(whole), abs=1e-7)
    assert 0.0 <= whole.ice_kg <= ice + 1e-12
    lots = box.after(ParcelState(np.full(3, start.temp_c), np.full(3, ice)), air_c, hours)
    assert lots.temp_c == pytest.approx(np.full(3, whole.temp_c))


def test_a_parcel_without_resistance_is_refused():
    with pytest.raises(ValueError, match="ua_w_per_k"):
        Parcel(ua_w_per_k=0.0, goods_kg=5.0)


# Kinetics.


def test_published_shifts_of_shelf_life():
    # Q10 of 2 halves a life every 10 K; 3 days at 5 C of 21 with Q10 2.5 leave 18 days.
    assert cold.shelf_life([5.0, 15.0, 25.0], 5.0, 20.0, q10=2.0) == pytest.approx([20, 10, 5])
    model = q10_life(2.5, 21.0, 5.0)
    used = cold.total_life([model.used_at(5.0, 72.0), model.used_at(15.0, 48.0)])
    assert float(used) == pytest.approx(3.0 / 21.0 + 2.0 * 2.5 / 21.0)
    assert model.days_left(used.share, 5.0) == pytest.approx(21.0 - 3.0 - 5.0)
    # Kader's table of postharvest life: 100, 33, 13, 7, 4 at 0 to 40 C.
    lives = banded_life(KADER, 100.0, 0.0).shelf_life_days([0.0, 10.0, 20.0, 30.0, 40.0])
    assert [round(float(life)) for life in lives] == [100, 33, 13, 7, 4]
    # Relative rate of spoilage of fish, (0.1 T + 1)^2: 4 at 10 C (Olley and Ratkowsky).
    fish = sqrt_life(-10.0, 14.0, 0.0)
    assert fish.rate([0.0, 5.0, 10.0]) == pytest.approx([1.0, 2.25, 4.0])
    assert fish.rate([-10.0, -15.0]) == pytest.approx([0.0, 0.0])
    assert fish.shelf_life_days(-10.0) == math.inf


@settings(max_examples=50)
@given(st.floats(20.0, 200.0), st.floats(-30.0, 40.0), st.floats(-25.0, 25.0))
def test_q10_and_activation_energy_convert_both_ways(ea, t1_c, apart_k):
    t2_c = t1_c + apart_k
    q10 = cold.q10_from_ea(ea, t1_c, t2_c)
    assert cold.ea_from_q10(q10, t1_c, t2_c) == pytest.approx(ea, rel=1e-12)
    ratio = cold.arrhenius_rate(t2_c, t1_c, ea)
    assert cold.q10_rate(t2_c, t1_c, q10) == pytest.approx(ratio, rel=1e-9)
    assert cold.q10_from_k(cold.k_from_q10(q10)) == pytest.approx(q10)
    assert cold.q10_from_ea(ea, t1_c) == pytest.approx(cold.q10_from_ea(ea, t1_c, t1_c + 10.0))


def test_ratkowsky_with_both_ends():
    lowest, highest = -2.5, 30.0
    assert cold.sqrt_rate([lowest, highest, 40.0], 4.0, lowest, highest) == pytest.approx(
        [0.0, 0.0, 0.0]
    )
    root = (12.0 - lowest) * (1.0 - math.exp(0.3 * (12.0 - highest)))
    at_ref = (4.0 - lowest) * (1.0 - math.exp(0.3 * (4.0 - highest)))
    assert cold.sqrt_rate(12.0, 4.0, lowest, highest) == pytest.approx((root / at_ref) ** 2)


def test_orders_of_loss():
    # First order, half-life of 10 days: a quarter left after 20.
    assert cold.first_order_left(math.log(2.0) / 240.0, 480.0) == pytest.approx(0.25)
    assert cold.zero_order_left(0.01, 30.0) == pytest.approx(0.7)
    assert cold.zero_order_left(0.01, 300.0) == 0.0
    first = cold.with_order(q10_life(2.0, 10.0, 5.0), 1, 0.6)
    even = cold.with_order(q10_life(2.0, 10.0, 5.0), 0, 0.6)
    assert first.quality_left([0.0, 0.5, 1.0]) == pytest.approx([1.0, math.sqrt(0.6), 0.6])
    assert even.quality_left([0.0, 0.5, 1.0]) == pytest.approx([1.0, 0.8, 0.6])
    k = math.log(1.0 / 0.6) / first.life_h
    assert cold.first_order_left(k, 120.0) == pytest.approx(first.quality_left(0.5))
    assert cold.life_to_limit(k, 1, 0.6) == pytest.approx(first.life_h)
    with pytest.raises(ValueError, match="order"):
        q10_life(2.0, 10.0, 5.0).quality_left(0.5)


# Life used.


@settings(max_examples=25, deadline=None)
@given(temps, temps, st.floats(0.5, 300.0), st.floats(0.01, 400.0), models)
def test_life_on_an_exponential_is_the_integral(start_c, ends_c, tau, hours, model):
    hours = min(hours, 40.0 * tau)
    used = float(model.used_on_exponential(start_c, ends_c, tau, hours))
    assert used == pytest.approx(
        by_quadrature(model, start_c, ends_c, tau, hours), rel=1e-7, abs=1e-14
    )


@settings(max_examples=50)
@given(temps, temps, taus, spans, st.floats(0.0, 1.0), models)
def test_life_adds_over_any_path(start_c, ends_c, tau, hours, cut, model):
    whole = model.used_on_exponential(start_c, ends_c, tau, hours)
    middle_c = cold.temperature_at(start_c, ends_c, tau, cut * hours)
    first = model.used_on_exponential(start_c, ends_c, tau, cut * hours)
    second = model.used_on_exponential(middle_c, ends_c, tau, hours - cut * hours)
    assert float(cold.total_life([first, second])) == pytest.approx(
        float(whole), rel=1e-7, abs=1e-12
    )
    assert float(whole) >= 0.0


@settings(max_examples=50)
@given(temps, st.floats(0.0, 20.0), models.filter(lambda m: m.t_max_c is None))
def test_warmer_is_never_slower(temp_c, warmer_k, model):
    assert model.rate(temp_c + warmer_k) >= model.rate(temp_c) * (1.0 - 1e-12)


@settings(max_examples=50)
@given(temps, temps, st.floats(0.3, 500.0), st.floats(2.0**-36, 1000.0))
def test_the_library_agrees_with_the_engine(start_c, ends_c, tau, hours):
    for kinetics, value, model in (
        ("q10", {"q10": 2.79}, q10_life(2.79, 84.0, 5.0)),
        ("arrhenius", {"ea_kj_mol": 80.0}, arrhenius_life(80.0, 84.0, 5.0)),
        ("sqrt", {"tmin_c": -10.0}, sqrt_life(-10.0, 84.0, 5.0)),
    ):
        life = ProductLife(kinetics, 5.0, 84.0, **value)
        temp_c, used = cold.advance(
            0.0 + start_c, 0.0, hours, Surroundings.ambient(ends_c, tau), life
        )
        assert cold.temperature_at(start_c, ends_c, tau, hours) == pytest.approx(temp_c, abs=1e-8)
        assert float(model.used_on_exponential(start_c, ends_c, tau, hours)) == pytest.approx(
            used, rel=1e-7, abs=1e-13
        )


def test_results_outside_a_valid_range_carry_a_warning():
    model = q10_life(2.5, 21.0, 5.0)
    assert model.used_at(10.0, 5.0).warnings == ()
    (found,) = model.used_at(30.0, 5.0).warnings
    assert (found.why, found.edge_c) == ("above", 25.0)
    assert "25" in found.text()
    assert "高于" in found.text("zh")
    assert model.within(0.0, 40.0).used_at(30.0, 5.0).warnings == ()
    assert [w.why for w in sqrt_life(-10.0, 14.0, 0.0).used_at([-12.0, 20.0], 5.0).warnings] == [
        "stopped",
        "above",
    ]
    assert [w.why for w in banded_life(KADER, 9.0, 0.0).used_at([-1.0, 41.0], 5.0).warnings] == [
        "below",
        "above",
    ]
    parts = [model.used_at(30.0, 1.0), model.used_at(30.0, 1.0), model.used_at(5.0, 1.0)]
    assert cold.total_life(parts).warnings == (found,)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: q10_life(0.0, 9.0, 0.0), "q10"),
        (lambda: q10_life(2.0, 0.0, 0.0), "shelf life"),
        (lambda: arrhenius_life(-1.0, 9.0, 0.0), "ea_kj_mol"),
        (lambda: sqrt_life(1.0, 9.0, 0.0), "t_min_c"),
        (lambda: sqrt_life(-5.0, 9.0, 4.0, t_max_c=3.0), "t_max_c"),
        (lambda: banded_life([(0, 10, 2), (11, 20, 2)], 9.0, 0.0), "touch"),
        (lambda: cold.shelf_life(5.0, 5.0, 9.0), "one of"),
        (lambda: cold.life_model("linear", 9.0, 0.0), "no model"),
        (lambda: cold.life_model("Ratkowsky", 9.0, 0.0, q10=2.0), "q10"),
        (lambda: cold.arrhenius_rate(-300.0, 5.0, 80.0), "absolute"),
    ],
)
def test_numbers_that_make_no_model_are_refused(make, says):
    with pytest.raises(ValueError, match=says):
        make()


# Climate.


def test_a_stay_is_cut_where_the_air_changes():
    air = Air((0.0, 12.0, 24.0), (20.0, 30.0, 10.0))
    legs = cold.air_legs(6.0, 30.0, air, 50.0, heat_k=1.0)
    assert [(leg.hours, leg.equilibrium_c) for leg in legs] == [
        (6.0, 21.0),
        (12.0, 31.0),
        (6.0, 11.0),
    ]
    model = q10_life(2.0, 10.0, 5.0)
    whole = cold.through_air(5.0, 6.0, 30.0, air, 50.0, life=model)
    first = cold.through_air(5.0, 6.0, 20.0, air, 50.0, life=model)
    second = cold.through_air(first.end_c, 20.0, 30.0, air, 50.0, life=model)
    assert second.end_c == pytest.approx(whole.end_c, abs=1e-10)
    assert float(first.used) + float(second.used) == pytest.approx(float(whole.used), rel=1e-9)
    still = cold.through_air(5.0, 0.0, 24.0, constant_air(5.0), 50.0)
    assert (still.end_c, still.used) == (5.0, None)


def test_air_by_month_and_hour():
    means, swings = [float(m) for m in range(1, 13)], [2.0] * 12
    assert cold.air_temperature(7, 15.0, means, swings) == pytest.approx(9.0)
    assert cold.air_temperature([1, 12], 3.0, means, swings) == pytest.approx([-1.0, 10.0])
    hours = np.arange(0.0, 24.0, 0.1)
    assert cold.air_temperature(7, hours, means, swings).mean() == pytest.approx(7.0)
    with pytest.raises(ValueError, match="month"):
        cold.air_temperature(0, 1.0, means)
