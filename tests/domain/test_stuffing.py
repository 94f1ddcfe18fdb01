import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.stuffing import (
    SLACK,
    BoxSize,
    Goods,
    UnitTooLargeError,
    lower_bound_boxes,
    shares,
    stuff,
)

HC40 = BoxSize(76.3, 28_600.0)


def loads(fills):
    return [[(load.part_id, load.units) for load in fill.loads] for fill in fills]


@st.composite
def goods_lists(draw):
    n = draw(st.integers(0, 8))
    return [
        Goods(
            f"p{i}",
            draw(st.integers(0, 3)),
            draw(st.integers(1, 60)),
            draw(st.floats(0.0, 28_600.0)),
            draw(st.floats(0.0, 76.3)),
        )
        for i in range(n)
    ]


def test_unit_as_large_as_the_box_fills_it():
    third = 1.0 / 3.0
    full = Goods("fcl", 0, 3, 28_600.0, third + 75.0 + 0.3 + (1 - third) - 0.0)
    assert full.m3_per_unit == pytest.approx(76.3)
    assert loads(stuff([full], HC40)) == [[("fcl", 1)], [("fcl", 1)], [("fcl", 1)]]


def test_ten_tenths_fill_a_box():
    # 0.1 + 0.1 + ... is not 1 in binary.
    tenth = Goods("a", 0, 10, 1.0, 0.1)
    assert loads(stuff([tenth], BoxSize(1.0, 99.0))) == [[("a", 10)]]
    apart = [Goods(f"p{i}", 0, 1, 1.0, 0.1) for i in range(10)]
    assert len(stuff(apart, BoxSize(1.0, 99.0))) == 1


def test_goods_go_in_by_priority_then_name():
    goods = [Goods("b", 1, 1, 1, 1), Goods("c", 0, 1, 1, 1), Goods("a", 1, 1, 1, 1)]
    assert loads(stuff(goods, HC40)) == [[("c", 1), ("a", 1), ("b", 1)]]


def test_light_part_tops_up_the_boxes_of_the_heavy_one():
    # Stone leaves volume in both boxes; cotton (first-fit) goes back to the first.
    stone = Goods("stone", 0, 40, 1_000.0, 0.5)
    cotton = Goods("cotton", 1, 30, 50.0, 2.0)
    fills = stuff([stone, cotton], HC40)
    assert loads(fills) == [[("stone", 28), ("cotton", 12)], [("stone", 12), ("cotton", 18)]]


def test_unit_that_fits_no_box_is_named():
    wide = Goods("X1", 0, 2, 10.0, 80.0)
    with pytest.raises(UnitTooLargeError, match=r"X1.*80.0 m3.*76.3") as caught:
        stuff([wide], HC40)
    assert (caught.value.goods, caught.value.size) == (wide, HC40)
    assert stuff([Goods("X1", 0, 0, 10.0, 80.0)], HC40) == ()


def test_a_part_listed_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        stuff([Goods("a", 0, 1, 1, 1), Goods("a", 0, 1, 1, 1)], HC40)
    with pytest.raises(ValueError, match="0 or more"):
        stuff([Goods("a", 0, 1, -1.0, 1)], HC40)
    with pytest.raises(ValueError, match="0 or more"):
        stuff([Goods("a", 0, 1, 1.0, math.nan)], HC40)


@given(goods_lists())
def test_units_are_conserved_and_no_box_is_overfull(goods):
    fills = stuff(goods, HC40)
    inside = {part.part_id: 0 for part in goods}
    for fill in fills:
        assert fill.loads
        assert fill.m3 <= HC40.m3 * (1 + 2 * SLACK)
        assert fill.kg <= HC40.payload_kg * (1 + 2 * SLACK)
        assert fill.fill_share <= 1 + 2 * SLACK
        for load in fill.loads:
            inside[load.part_id] += load.units
    assert inside == {part.part_id: part.units for part in goods}
    assert lower_bound_boxes(goods, HC40) <= len(fills)


@given(goods_lists(), st.randoms(use_true_random=False))
def test_order_of_the_list_does_not_matter(goods, shuffler):
    shuffled = list(goods)
    shuffler.shuffle(shuffled)
    assert stuff(shuffled, HC40) == stuff(goods, HC40)


@given(goods_lists())
def test_no_box_is_opened_while_an_earlier_one_has_room(goods):
    by_id = {part.part_id: part for part in goods}
    fills = stuff(goods, HC40)
    for i, fill in enumerate(fills):
        for later in fills[i + 1 :]:
            part = by_id[later.loads[0].part_id]
            # When this unit was placed the earlier box held at most what it holds now.
            fits = (
                fill.m3 + part.m3_per_unit < HC40.m3
                and fill.kg + part.kg_per_unit < HC40.payload_kg
            )
            assert not fits


@given(goods_lists())
def test_shares_of_a_box_sum_to_one(goods):
    for fill in stuff(goods, HC40):
        by_part = shares(fill)
        assert list(by_part) == [load.part_id for load in fill.loads]
        assert math.fsum(by_part.values()) == pytest.approx(1.0, abs=1e-12)
        assert all(share >= 0.0 for share in by_part.values())


def test_share_is_by_the_larger_of_volume_and_weight():
    # Stone: half of the payload; cotton: a quarter of the volume. Two to one.
    goods = [Goods("stone", 0, 1, 14_300.0, 5.0), Goods("cotton", 0, 1, 100.0, 76.3 / 4)]
    (fill,) = stuff(goods, HC40)
    assert shares(fill) == pytest.approx({"stone": 2 / 3, "cotton": 1 / 3})
    (fill,) = stuff([Goods("a", 0, 1, 0, 0), Goods("b", 0, 1, 0, 0)], HC40)
    assert shares(fill) == {"a": 0.5, "b": 0.5}


def test_lower_bound_counts_large_units():
    assert lower_bound_boxes([Goods("a", 0, 5, 1.0, 40.0)], HC40) == 5
    assert lower_bound_boxes([Goods("a", 0, 5, 1.0, 76.3 / 2)], HC40) == 3
    assert lower_bound_boxes([Goods("a", 0, 10, 28_600.0 / 10, 1.0)], HC40) == 1
    assert lower_bound_boxes([], HC40) == 0


def test_thousands_of_parts_are_stuffed_fast():
    dice = random.Random(1)
    goods = [
        Goods(f"p{i:05d}", 0, dice.randint(1, 20), dice.uniform(100, 900), dice.uniform(0.5, 1.9))
        for i in range(1_000)
    ]
    fills = stuff(goods, HC40)
    assert len(fills) <= 1.1 * lower_bound_boxes(goods, HC40) + 1
