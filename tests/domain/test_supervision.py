"""Selection by customs: what is drawn has the chances that planners count with."""

from dataclasses import replace
from math import sqrt

import pytest

from domain.draws import Chance
from domain.supervision import (
    AFTER,
    BEFORE,
    ENTRY,
    EXIT,
    FULL,
    PARTIAL,
    X_RAY,
    GradeRule,
    History,
    Supervision,
)
from tests.worlds import TEXTILES, consignment

KINDS = ((X_RAY, 0.5), (PARTIAL, 0.3), (FULL, 0.2))
GRADES = {
    "good": GradeRule("good", 0.1, 0.02, KINDS),
    "bad": GradeRule("bad", 0.7, 0.4, KINDS),
}
RULES = Supervision(GRADES, lanes=True, more_share=0.25)
CHANCE = Chance(3, 0)


def orders(count, grade="bad", **changes):
    return tuple(
        consignment(
            n, TEXTILES, units=4, ready_h=10.0, due_h=200.0, credit_grade=grade,
            consignment_id=f"{grade}{n}", **changes,
        )
        for n in range(count)
    )  # fmt: skip


def drawn(rules, book):
    return [rules.drawn_looks(book, order, CHANCE) for order in book]


@pytest.mark.parametrize("grade", ["good", "bad"])
@pytest.mark.parametrize("lanes", [False, True])
@pytest.mark.parametrize("precision", [1.0, 0.5])
def test_every_outcome_comes_as_often_as_planners_expect(grade, lanes, precision):
    """4,000 declarations: each outcome within 4 standard deviations of its chance."""
    rules = replace(RULES, lanes=lanes, precision=precision)
    book = orders(4_000, grade)
    found = drawn(rules, book)
    outcomes = list(rules.expected_looks(book, book[0]))
    assert {kinds for _, kinds, _, _ in outcomes} | {()} >= set(found)
    for _, kinds, share, wrong_share in outcomes:
        hits = [looks == kinds for looks in found]
        spread = sqrt(max(share * (1.0 - share), 1e-9) * len(book))
        assert abs(sum(hits) - share * len(book)) <= 4.0 * spread
        wrong = sum(
            hit and rules.violates(CHANCE, order) for hit, order in zip(hits, book, strict=True)
        )
        assert abs(wrong - wrong_share * len(book)) <= 4.0 * sqrt(wrong_share * len(book)) + 1e-9


def test_chances_of_three_lanes_by_hand():
    """Of the bad 70% are selected, half of them X-rayed; 40% are wrong and always found, and one
    in four of the others looks suspicious: 0.7 x 0.5 x (0.4 + 0.6 x 0.25) = 0.1925."""
    (order,) = orders(1)
    shares = {kinds: share for _, kinds, share, _ in RULES.expected_looks((order,), order)}
    assert shares == {
        (X_RAY, FULL): pytest.approx(0.1925),
        (X_RAY,): pytest.approx(0.35 - 0.1925),
        (PARTIAL,): pytest.approx(0.21),
        (FULL,): pytest.approx(0.14),
    }


def test_precision_leaves_every_hit_and_takes_needless_looks_away():
    book = orders(2_000)
    all_looks = drawn(RULES, book)
    for precision in (0.8, 0.5, 0.0):
        fewer = drawn(replace(RULES, precision=precision), book)
        for order, many, few in zip(book, all_looks, fewer, strict=True):
            assert few in (many, ())
            if RULES.violates(CHANCE, order):
                assert few == many
        share = sum(map(bool, fewer)) / len(book)
        assert share == pytest.approx(0.7 * (0.4 + 0.6 * precision), abs=0.04)


def test_the_negative_list_is_always_fully_looked_into_and_low_risk_seldom():
    book = orders(500)
    negative = replace(RULES, negative=frozenset({"textiles"}), low_risk=frozenset({"textiles"}),
                       auto_release_share=1.0)  # fmt: skip
    assert set(drawn(negative, book)) == {(FULL,)}
    assert [one[1:3] for one in negative.expected_looks(book, book[0])] == [((FULL,), 1.0)]
    low = replace(RULES, low_risk=frozenset({"textiles"}), auto_release_share=0.9)
    found = drawn(low, book)
    expected = sum(share for _, _, share, _ in low.expected_looks(book, book[0]))
    assert expected == pytest.approx(0.07)
    assert sum(map(bool, found)) / len(book) == pytest.approx(0.07, abs=0.04)


def test_nobody_is_looked_into_at_nominal_pace():
    book = orders(50)
    rules = replace(RULES, negative=frozenset({"textiles"}))
    assert not any(rules.drawn_looks(book, one, Chance(1, 0, nominal=True)) for one in book)


def test_the_last_fitting_pattern_says_where():
    order = orders(1)[0]
    assert RULES.point(order) == AFTER
    assert RULES.point(replace(order, trade_mode="9610")) == BEFORE
    assert RULES.point(replace(order, direction="import")) == ENTRY
    rules = replace(RULES, where=(("export", EXIT), ("F_tex*", BEFORE)))
    assert rules.point(order) == BEFORE
    assert rules.point(replace(order, flow_id="F_tea")) == EXIT


QUARTERS = History((-2184.0, -24.0, 2160.0), 3.0, 0.5)


def two_quarters(count, shipper):
    """A shipper with `count` declarations in the first quarter and one in the second."""
    early = orders(count, shipper_id=shipper)
    late = replace(early[0], consignment_id=f"late {shipper}", ready_h=2_200.0)
    return (*early, late)


def test_who_failed_in_the_last_quarter_is_selected_more_and_who_did_not_less():
    rules = replace(RULES, history=QUARTERS, grades={"bad": GradeRule("bad", 0.2, 0.5, KINDS)})
    factors = []
    for number in range(400):
        book = tuple(
            replace(order, consignment_id=f"{number} {order.consignment_id}")
            for order in two_quarters(3, f"S{number}")
        )
        *early, late = book
        failed = any(
            rules.violates(CHANCE, one) and CHANCE.u("select", one.consignment_id) < 0.2
            for one in early
        )
        factors.append(rules.factor(book, late, CHANCE))
        assert factors[-1] == (3.0 if failed else 0.5)
        assert rules.factor(tuple(reversed(book)), late, CHANCE) == factors[-1]
    expected = 0.5 + 2.5 * (1.0 - 0.9**3)
    assert rules.expected_factor(book, late) == pytest.approx(expected)
    assert sum(factors) / 400 == pytest.approx(expected, abs=4.0 * 2.5 * 0.45 / 20.0)


def test_a_quarter_before_the_order_book_is_drawn_by_shipper():
    rules = replace(RULES, history=QUARTERS)
    book = [replace(one, shipper_id=f"S{n % 300}") for n, one in enumerate(orders(900))]
    factors = {}
    for order in book:
        factors.setdefault(order.shipper_id, set()).add(rules.factor(book, order, CHANCE))
    assert all(len(found) == 1 for found in factors.values()), "one record for a shipper"
    mean = sum(found.copy().pop() for found in factors.values()) / 300
    assert rules.expected_factor(book, book[0]) == pytest.approx(mean, abs=0.3)


def test_the_share_is_the_mean_over_both_histories_and_never_above_one():
    rules = replace(RULES, history=QUARTERS, lanes=False)
    book = two_quarters(2, "S")
    failed = 1.0 - (1.0 - 0.7 * 0.4) ** 2
    (outcome,) = rules.expected_looks(book, book[-1])
    assert outcome.share == pytest.approx(failed * 1.0 + (1.0 - failed) * 0.35)
