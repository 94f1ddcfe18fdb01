"""Limits of cold chains, each kind by hand."""

from math import exp, log

import pytest

from domain.rules import Breach, Limit, RulePack, StageHeat, Track, breaches, keep_days


def pack(**limit):
    return RulePack("p", "", "", (Limit("x", clause="", seen=True, **limit),))


def stage(kind, holder, from_h, to_h, start_c, end_c, turn=None, node="N"):
    turn_h, turn_c = turn or (to_h, end_c)
    return StageHeat(kind, node, holder, from_h, to_h, start_c, turn_h, turn_c, end_c)


def track(*stages, product="fish", temp_class="chilled"):
    return Track("lot", product, temp_class, stages)


def found(packs, *tracks):
    packs = packs if isinstance(packs, list) else [packs]
    return list(breaches(packs, tracks))


WARM = track(
    stage("fetch", "carrier:T", 0.0, 4.0, 2.0, 10.0),
    stage("store", "hub:H", 4.0, 12.0, 10.0, 2.0),
)
"""From 2 C to 10 C in 4 h on a truck, and back in 8 h in a store."""


def test_a_range_is_broken_from_crossing_to_crossing_by_each_holder_apart():
    assert found(pack(kind="range", min_c=0.0, max_c=8.0), WARM) == [
        Breach("p", "x", "range", "lot", "N", "carrier:T", "fetch", 3.0, 4.0, 10.0, 1.0),
        Breach("p", "x", "range", "lot", "N", "hub:H", "store", 4.0, 6.0, 10.0, 2.0),
    ]
    assert found(pack(kind="range", max_c=10.0), WARM) == []
    cold = found(pack(kind="range", min_c=4.0, max_c=20.0), WARM)
    assert [(one.holder_id, one.from_h, one.to_h, one.worst_c) for one in cold] == [
        ("carrier:T", 0.0, 1.0, 2.0), ("hub:H", 10.0, 12.0, 2.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("brief_k", "brief_h", "broken"), [(2.0, 3.0, 0), (1.9, 9.0, 2), (9.0, 2.9, 2), (0.0, 0.0, 2)]
)
def test_brief_and_small_excursions_of_a_range_are_excused(brief_k, brief_h, broken):
    """2 K too warm, for 3 h."""
    limit = pack(kind="range", max_c=8.0, brief_k=brief_k, brief_h=brief_h)
    assert len(found(limit, WARM)) == broken


@pytest.mark.parametrize(("hours", "broken"), [(3.0, 0), (2.99, 2)])
def test_the_longest_stay_above_counts_over_a_change_of_hands(hours, broken):
    assert len(found(pack(kind="longest_above", max_c=8.0, hours=hours), WARM)) == broken


def test_what_a_thermometer_does_not_tell_breaks_nothing():
    """Cargo that creeps from -17 C to -17.95 C: above -18 C by more than 0.1 K for 18 of 19 h."""
    slow = track(stage("ride", "c", 0.0, 19.0, -17.0, -17.95), temp_class="frozen")
    (one,) = found(pack(kind="range", max_c=-18.0, tolerance_k=0.1), slow)
    assert (one.from_h, one.to_h, one.worst_c) == (0.0, pytest.approx(18.0), -17.0)
    assert found(pack(kind="range", max_c=-18.0, tolerance_k=1.0), slow) == []
    assert found(pack(kind="range", max_c=-18.0), slow)[0].hours == 19.0


def test_a_turn_within_a_stage_counts():
    """0 C, 6 C when power came back after 2 h, 0 C after 8 h: above 3 C from hour 1 to hour 5."""
    (one,) = found(
        pack(kind="range", max_c=3.0), track(stage("x_ray", "t", 0.0, 8.0, 0.0, 0.0, (2.0, 6.0)))
    )
    assert one[7:] == (1.0, 5.0, 6.0, 4.0)


def test_whoever_hands_on_too_warm_has_broken_it():
    three = track(
        stage("fetch", "a", 0.0, 1.0, 2.0, 9.0), stage("held", "a", 1.0, 2.0, 9.0, 7.5),
        stage("store", "b", 2.0, 3.0, 7.5, 7.0, node="M"), stage("ride", "c", 3.0, 4.0, 7.0, 20.0),
    )  # fmt: skip
    broken = found(pack(kind="handover", max_c=7.0), three)
    assert broken == [
        Breach("p", "x", "handover", "lot", "M", "a", "held", 2.0, 2.0, 7.5, 0.0),
    ]
    assert len(found(pack(kind="handover", min_c=7.2, max_c=9.0), three)) == 1


def test_the_mean_kinetic_temperature_of_the_worst_day():
    """12 h at 2 C between 60 h at 2 C and 12 h at 20 C: a day of 12 h each, by Haynes."""
    steps = track(
        stage("store", "a", 0.0, 72.0, 2.0, 2.0), stage("ride", "b", 72.0, 84.0, 20.0, 20.0)
    )
    mean = (exp(-10_000.0 / 275.15) + exp(-10_000.0 / 293.15)) / 2.0
    expected = 10_000.0 / -log(mean) - 273.15
    (one,) = found(pack(kind="mkt", max_c=8.0, window_h=24.0), steps)
    assert one.worst_c == pytest.approx(expected, abs=2e-3)
    assert (one.from_h, one.to_h, one.holder_id, one.hours) == (60.0, 84.0, "b", 24.0)
    assert found(pack(kind="mkt", max_c=expected + 0.01, window_h=24.0), steps) == []


def test_limits_are_for_their_classes_products_and_stages():
    def broken(**only):
        sets = {name: frozenset({value}) for name, value in only.items()}
        return [one.stage for one in found(pack(kind="range", max_c=8.0, **sets), WARM)]

    assert broken(classes="chilled", products="fish") == ["fetch", "store"]
    assert broken(classes="frozen") == broken(products="beef") == broken(stages="ride") == []
    assert broken(stages="store") == ["store"]


def test_records_of_a_house_are_held_against_every_pack():
    house = RulePack("house", "", "", (), record_minutes=12.0, keep_days=400.0)
    often = RulePack("a", "", "", (Limit("i", "record_every", "", True, minutes=10.0),))
    rare = RulePack("b", "", "", (Limit("i", "record_every", "", True, minutes=15.0),))
    two = RulePack("c", "", "", (Limit("k", "keep_records", "", True, years=2.0),))
    broken = found([house, often, rare, two])
    assert [(one.pack_id, one.kind, one.holder_id) for one in broken] == [
        ("a", "record_every", "house"), ("c", "keep_records", "house"),
    ]  # fmt: skip
    assert found([often, two]) == []


def test_records_are_kept_as_long_as_the_strictest_pack_says():
    gb = RulePack("gb", "", "", (Limit("k", "keep_records", "", True, months=6.0, years=2.0),))
    eu = RulePack("eu", "", "", (Limit("k", "keep_records", "", True, years=1.0),))
    assert keep_days([gb, eu], 30.0) == (365.25, "eu")
    assert keep_days([gb, eu], 300.0) == (300.0 + 6 * 30.4375, "gb")
    assert keep_days([gb, eu], None) == (730.5, "gb")
    assert keep_days([], 9.0) == (0.0, "")
