"""Shelves against tables worked by hand, spreadsheets and identities of inventory theory."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.stock import Inventory, order_parcels, watched
from domain.stock_audit import breaches, held_parcel_h
from domain.stream import Stock
from domain.stream_charges import shelf_cny
from domain.times import Times

DAY = 24.0
ANY = Times.fixed(0.0)


class Shelf:
    """An inventory driven by a list of demands, each named by its place in the list."""

    def __init__(self, stock, leads):
        self.stock = stock
        self.events = []
        self.inventory = Inventory("shelf", stock, leads, self.events.append)
        self.left_h = {}
        self.lost = set()

    def go_to(self, at_h):
        while (next_h := self.inventory.next_h) is not None and next_h <= at_h:
            for name in self.inventory.advance(next_h):
                self.left_h[name] = next_h

    def ask(self, at_h, name, parcels):
        self.go_to(at_h)
        answer = self.inventory.ask(at_h, name, parcels)
        if answer == "met":
            self.left_h[name] = at_h
        elif answer == "lost":
            self.lost.add(name)
        self.go_to(at_h)

    def total(self, kind):
        return sum(event.parcels for event in self.events if event.kind == kind)

    def breaches(self, until_h):
        return list(breaches(self.stock, self.events, until_h))


class Same(list):
    """Lead times by number, the last again and again."""

    def __getitem__(self, number):
        return super().__getitem__(min(number, len(self) - 1))


def table(stock, lead_h, lots_by_day):
    """Day by day: received, ordered, lost, then on hand, backorders and on order at the end."""
    shelf = Shelf(stock, Same([lead_h]))
    rows, before = [], (0, 0, 0)
    name = lost = 0
    for day, lots in enumerate(lots_by_day):
        shelf.go_to(day * DAY)
        for parcels in lots:
            shelf.ask(day * DAY, name, parcels)
            lost += parcels if name in shelf.lost else 0
            name += 1
        # Just before the next day begins.
        shelf.go_to((day + 1) * DAY - 0.5)
        now = (shelf.total("receipt"), shelf.total("order"), lost)
        inventory = shelf.inventory
        rows.append(
            (
                *(b - a for a, b in zip(before, now, strict=True)),
                inventory.on_hand, inventory.backorders, inventory.on_order,
            )
        )  # fmt: skip
        before = now
    assert shelf.breaches(len(lots_by_day) * DAY - 0.5) == []
    return rows, shelf


@pytest.mark.parametrize(
    ("policy", "position", "parcels"),
    [
        ("base_stock", 9, 1),
        ("base_stock", 12, 0),
        ("order_up_to", -3, 13),
        ("min_max", 5, 0),
        ("min_max", 4, 6),
        ("fixed_lot", 5, 0),
        ("fixed_lot", 4, 3),
        ("fixed_lot", 2, 3),
        # 1 + 3 is still at the level; 1 + 6 is above it.
        ("fixed_lot", 1, 6),
    ],
)
def test_rule_orders(policy, position, parcels):
    stock = Stock(policy, ANY, 0, up_to=10, reorder_at=4, lot=3)
    assert order_parcels(stock, position) == parcels


def test_opening_above_the_level_orders_nothing():
    assert order_parcels(Stock("order_up_to", ANY, 0, up_to=10), 14) == 0


def test_lead_as_long_as_the_review_by_hand():
    # (s, S) = (4, 10), looked at daily; what is ordered today is there tomorrow morning.
    stock = Stock("min_max", ANY, 10, up_to=10, reorder_at=4, review_h=DAY)
    rows, _ = table(stock, DAY, [[3], [4], [6], [5], [1], [6]])
    assert rows == [
        # received, ordered, lost | on hand, backorders, on order
        (0, 0, 0, 7, 0, 0),  # position 10
        (0, 0, 0, 3, 0, 0),  # position 7
        (0, 7, 0, 0, 3, 7),  # position 3: order 7; 3 of 6 are there
        (7, 6, 0, 0, 1, 6),  # 7 in, 3 to those who wait; position 4: order 6; 4 of 5
        (6, 0, 0, 4, 0, 0),  # 6 in, 1 to who waits; position 5
        (0, 6, 0, 0, 2, 6),  # position 4: order 6; 4 of 6
    ]


def test_no_lead_time_by_hand():
    # Up to 8 every second day; what is ordered is there before the demands of the instant.
    stock = Stock("order_up_to", ANY, 5, up_to=8, review_h=2 * DAY)
    rows, _ = table(stock, 0.0, [[3], [3], [4], [6], [1], [2]])
    assert rows == [
        (3, 3, 0, 5, 0, 0),
        (0, 0, 0, 2, 0, 0),
        (6, 6, 0, 4, 0, 0),
        (0, 0, 0, 0, 2, 0),
        (10, 10, 0, 7, 0, 0),  # 10 in, 2 to those who wait
        (0, 0, 0, 5, 0, 0),
    ]


def test_lead_longer_than_the_review_by_hand():
    # Lots of 4 until the position is above 6, looked at daily, three days under way.
    stock = Stock("fixed_lot", ANY, 9, reorder_at=6, lot=4, review_h=DAY)
    rows, _ = table(stock, 3 * DAY, [[2], [3], [5], [6], [4], [2], [], [3]])
    assert rows == [
        (0, 0, 0, 7, 0, 0),  # position 9
        (0, 0, 0, 4, 0, 0),  # position 7
        (0, 4, 0, 0, 1, 4),  # position 4
        (0, 4, 0, 0, 7, 8),  # position 3
        (0, 8, 0, 0, 11, 16),  # position 1: two lots
        (4, 4, 0, 0, 9, 16),  # position 5
        (4, 0, 0, 0, 5, 12),  # position 7
        (8, 0, 0, 0, 0, 4),  # position 7; 3 left on the shelf, all asked for
    ]


def test_lots_larger_than_what_is_there_are_lost_whole_by_hand():
    # Up to 6 daily, two days under way.
    stock = Stock(
        "order_up_to",
        ANY,
        6,
        up_to=6,
        review_h=DAY,
        backorder=False,
        holding_cny_per_day=0.5,
        order_cny=30.0,
    )
    rows, shelf = table(stock, 2 * DAY, [[4], [3, 2], [1], [7], [5]])
    assert rows == [
        (0, 0, 0, 2, 0, 0),
        (0, 4, 3, 0, 0, 4),  # 3 finds 2 and goes; 2 finds 2
        (0, 2, 1, 0, 0, 6),
        (4, 0, 7, 4, 0, 2),
        (2, 0, 0, 1, 0, 0),
    ]
    assert shelf.lost == {1, 3, 4}
    # 2 + 0 + 0 + 4 + 1 parcel-days.
    held = held_parcel_h(stock, shelf.events, 5 * DAY)
    assert shelf_cny(stock, held, 2) == pytest.approx(3.5 + 2 * 30.0)


def test_first_review_may_be_later_and_reviews_keep_their_hours():
    stock = Stock("order_up_to", ANY, 0, up_to=3, review_h=10.0, first_review_h=7.0)
    shelf = Shelf(stock, Same([4.0]))
    shelf.go_to(40.0)
    assert [(e.at_h, e.kind, e.parcels) for e in shelf.events] == [
        (7.0, "order", 3),
        (11.0, "receipt", 3),
    ]
    assert shelf.inventory.next_h == 47.0


def test_a_watched_shelf_looks_at_hour_0_and_when_a_demand_is_lost():
    stock = Stock("min_max", ANY, 1, up_to=5, reorder_at=2, backorder=False)
    shelf = Shelf(stock, Same([6.0]))
    shelf.ask(1.0, "a", 2)
    assert shelf.lost == {"a"}
    assert [(e.at_h, e.kind) for e in shelf.events] == [(0.0, "order"), (1.0, "demand")]


def test_a_lot_leaves_when_its_last_parcel_is_there_by_hand():
    stock = Stock("base_stock", ANY, 5, up_to=5)
    shelf = Shelf(stock, Same([10.0]))
    shelf.ask(1.0, "a", 3)
    shelf.ask(2.0, "b", 4)  # takes 2 and lacks 2
    shelf.ask(3.0, "c", 1)  # may not overtake
    assert (shelf.inventory.on_hand, shelf.inventory.backorders) == (0, 3)
    shelf.go_to(20.0)
    # The 3 parcels of 11 h complete b, then c.
    assert shelf.left_h == {"a": 1.0, "b": 11.0, "c": 11.0}
    assert list(shelf.left_h) == ["a", "b", "c"]
    assert shelf.inventory.on_hand == 5


def test_orders_may_overtake_one_another_by_hand():
    stock = Stock("base_stock", ANY, 2, up_to=2)
    shelf = Shelf(stock, [10.0, 2.0, 9.0])
    for at_h, name in ((0.0, "a"), (1.0, "b"), (2.0, "c")):
        shelf.ask(at_h, name, 1)
    shelf.go_to(30.0)
    received = [e.at_h for e in shelf.events if e.kind == "receipt"]
    assert received == [3.0, 10.0, 11.0]
    assert shelf.left_h == {"a": 0.0, "b": 1.0, "c": 3.0}


def test_a_shelf_without_lead_time_meets_a_large_lot_at_the_same_instant():
    stock = Stock("base_stock", ANY, 2, up_to=2)
    shelf = Shelf(stock, Same([0.0]))
    shelf.ask(4.0, "a", 5)
    assert shelf.left_h == {"a": 4.0}
    assert shelf.inventory.on_hand == 2


def test_what_is_due_comes_before_a_demand():
    inventory = Inventory("shelf", Stock("base_stock", ANY, 0, up_to=1), [5.0], lambda _: None)
    with pytest.raises(ValueError, match="comes before a demand"):
        inventory.ask(0.0, "a", 1)
    inventory.advance(0.0)
    with pytest.raises(ValueError, match="at least one"):
        inventory.ask(0.0, "a", 0)


policies = st.sampled_from(["base_stock", "order_up_to", "min_max", "fixed_lot"])


@st.composite
def stocks(draw, **fixed):
    reorder_at = draw(st.integers(-3, 8))
    given_values = {
        "policy": draw(policies),
        "lead_h": ANY,
        "opening": draw(st.integers(0, 15)),
        "up_to": reorder_at + draw(st.integers(1, 10)),
        "reorder_at": reorder_at,
        "lot": draw(st.integers(1, 6)),
        "review_h": draw(st.sampled_from([0.0, 5.0, DAY])),
        "first_review_h": draw(st.sampled_from([0.0, 2.5])),
        "backorder": draw(st.booleans()),
        "holding_cny_per_day": 1.0,
    }
    return Stock(**{**given_values, **fixed})


demand_lists = st.lists(
    st.tuples(st.integers(0, 60).map(lambda n: n / 4), st.integers(1, 7)), max_size=40
).map(lambda gaps: list(zip(accumulate(g for g, _ in gaps), (q for _, q in gaps), strict=True)))
lead_lists = st.lists(st.integers(0, 200).map(lambda n: n / 4), min_size=1, max_size=30).map(Same)


@given(stocks(), demand_lists, lead_lists)
def test_nothing_appears_and_nothing_is_lost(stock, demands, leads):
    shelf = Shelf(stock, leads)
    for name, (at_h, parcels) in enumerate(demands):
        shelf.ask(at_h, name, parcels)
    shelf.go_to(1_000.0)
    inventory = shelf.inventory
    asked = dict(enumerate(parcels for _, parcels in demands))
    taken = sum(asked[name] for name in shelf.left_h)
    lost = sum(asked[name] for name in shelf.lost)
    aside = sum(asked.values()) - taken - lost - inventory.backorders
    assert aside >= 0
    assert stock.opening + shelf.total("receipt") == taken + aside + inventory.on_hand
    assert shelf.total("order") == shelf.total("receipt") + inventory.on_order
    if watched(stock) and stock.up_to >= 0 and stock.reorder_at >= -1:
        # Whoever waits is served in the end, and nobody twice.
        assert shelf.left_h.keys() | shelf.lost == set(range(len(demands)))
    assert not shelf.left_h.keys() & shelf.lost
    assert stock.backorder is False or not shelf.lost
    # The audit, which sees the events only, finds nothing.
    assert shelf.breaches(1_000.0) == []


@given(stocks(backorder=True), demand_lists, lead_lists)
def test_lots_leave_in_the_order_of_asking(stock, demands, leads):
    shelf = Shelf(stock, leads)
    for name, (at_h, parcels) in enumerate(demands):
        shelf.ask(at_h, name, parcels)
    shelf.go_to(1_000.0)
    assert list(shelf.left_h) == sorted(shelf.left_h)


@given(stocks(), demand_lists, lead_lists)
def test_events_replayed_give_the_levels(stock, demands, leads):
    shelf = Shelf(stock, leads)
    for name, (at_h, parcels) in enumerate(demands):
        shelf.ask(at_h, name, parcels)
    shelf.go_to(1_000.0)
    on_hand, backorders, on_order = stock.opening, 0, 0
    held = 0.0
    last_h = 0.0
    for event in shelf.events:
        held += on_hand * (event.at_h - last_h)
        last_h = event.at_h
        if event.kind == "order":
            on_order += event.parcels
        elif event.kind == "receipt":
            on_order -= event.parcels
            net = on_hand - backorders + event.parcels
            on_hand, backorders = max(net, 0), max(-net, 0)
        elif stock.backorder or event.parcels <= on_hand:
            net = on_hand - backorders - event.parcels
            on_hand, backorders = max(net, 0), max(-net, 0)
        assert event[4:] == (on_hand, backorders, on_order)
    held += on_hand * (1_000.0 - last_h)
    assert held_parcel_h(stock, shelf.events, 1_000.0) == pytest.approx(held)
    assert all(a.at_h <= b.at_h for a, b in pairwise(shelf.events))


@given(stocks(), demand_lists, lead_lists)
def test_position_after_every_look(stock, demands, leads):
    shelf = Shelf(stock, leads)
    for name, (at_h, parcels) in enumerate(demands):
        shelf.ask(at_h, name, parcels)
        position = shelf.inventory.position
        if not watched(stock):
            continue
        if stock.policy in ("base_stock", "order_up_to"):
            # From an opening above the level it comes down by demand alone.
            assert position >= stock.up_to
            if stock.opening <= stock.up_to:
                assert position == stock.up_to
        else:
            assert position > stock.reorder_at
        if stock.policy == "fixed_lot" and stock.opening <= stock.reorder_at + stock.lot:
            assert position <= stock.reorder_at + stock.lot


@given(
    st.integers(0, 12), demand_lists, st.lists(st.integers(0, 200).map(lambda n: n / 4),
    min_size=41, max_size=41),
)  # fmt: skip
def test_base_stock_lacks_what_was_asked_for_while_its_order_is_under_way(up_to, demands, leads):
    # Every demand makes an order of its size, so on hand less backorders is the level less the
    # demands whose orders are still under way, whatever overtakes what (Palm 1938).
    shelf = Shelf(Stock("base_stock", ANY, up_to, up_to=up_to), leads)
    for name, (at_h, parcels) in enumerate(demands):
        shelf.ask(at_h, name, parcels)
        under_way = sum(
            q for (t, q), lead in zip(demands[: name + 1], leads, strict=False) if t + lead > at_h
        )
        assert shelf.inventory.on_hand - shelf.inventory.backorders == up_to - under_way


@given(
    st.integers(0, 6), st.lists(st.integers(0, 60).map(lambda n: n / 4), max_size=30), lead_lists
)
def test_single_parcels_leave_with_the_arrivals_in_order(up_to, gaps, leads):
    # Parcel n is there when n - up_to orders have come, whichever those are.
    hours = list(accumulate(gaps))
    shelf = Shelf(Stock("base_stock", ANY, up_to, up_to=up_to), leads)
    for name, at_h in enumerate(hours):
        shelf.ask(at_h, name, 1)
    shelf.go_to(1_000.0)
    arrivals = sorted(at_h + leads[n] for n, at_h in enumerate(hours))
    there_h = [0.0] * up_to + arrivals
    expected = {n: max(at_h, there_h[n]) for n, at_h in enumerate(hours)}
    assert shelf.left_h == expected


def spreadsheet(stock, lead_days, review_days, lots_by_day):
    """Day by day with columns only: no queue of orders, no line of lots."""
    days = len(lots_by_day)
    coming = [0] * (days + lead_days + 1)
    net, on_order, rows = stock.opening, 0, []
    for day, lots in enumerate(lots_by_day):
        received, ordered, lost = coming[day], 0, 0
        net += received
        on_order -= received
        if day % review_days == 0:
            position = net + on_order
            if stock.policy == "order_up_to":
                ordered = max(0, stock.up_to - position)
            elif stock.policy == "min_max":
                ordered = stock.up_to - position if position <= stock.reorder_at else 0
            else:
                while position + ordered <= stock.reorder_at:
                    ordered += stock.lot
            if lead_days == 0:
                net += ordered
                received += ordered
            else:
                coming[day + lead_days] += ordered
                on_order += ordered
        for parcels in lots:
            if stock.backorder or parcels <= net:
                net -= parcels
            else:
                lost += parcels
        rows.append((received, ordered, lost, max(net, 0), max(-net, 0), on_order))
    return rows


@given(
    stocks(first_review_h=0.0),
    st.sampled_from(["order_up_to", "min_max", "fixed_lot"]),
    st.integers(0, 5),
    st.integers(1, 4),
    st.lists(st.lists(st.integers(1, 7), max_size=3), min_size=1, max_size=15),
)
def test_reviews_agree_with_a_spreadsheet(stock, policy, lead_days, review_days, lots_by_day):
    values = {name: getattr(stock, name) for name in stock.__dataclass_fields__}
    stock = Stock(**{**values, "policy": policy, "review_h": review_days * DAY})
    rows, _ = table(stock, lead_days * DAY, lots_by_day)
    assert rows == spreadsheet(stock, lead_days, review_days, lots_by_day)
