"""A shelf or two with orders that one can count with a pencil, beside a small network."""

from dataclasses import replace

from domain.distribution import Distribution
from domain.stock_records import StockMove
from domain.warehouse import Channel, Forecast, Shelf, StockWorld, Warehouse, Wave
from sim import simulate
from tests.worlds import plain_plan, two_hubs

PER_DAY = 10.0


def place(name="W", **changes):
    plain = {"kind": "overseas", "capacity_m3": 1000.0}
    return Warehouse(name, name, **{**plain, **changes})


def shelf(name="W/tea", warehouse="W", **changes):
    plain = Shelf(name, warehouse, "textiles", 1.0, 0.01, 100.0, "base_stock", 24.0, 10.0)
    return replace(plain, **changes)


def channel(name="home", shelf_id="W/tea", **changes):
    return replace(Channel(name, "market", "parcel", shelf_id), **changes)


def waves(*orders, channel_id="home"):
    """Waves from pairs (hour, orders)."""
    return tuple(
        Wave(f"{channel_id}/{number}", channel_id, at_h, count)
        for number, (at_h, count) in enumerate(orders)
    )


def stock(asked, *, places=None, shelves=None, channels=None, opening=100, **changes):
    shelves = shelves or [shelf()]
    return StockWorld(
        {one.warehouse_id: one for one in places or [place()]},
        {one.shelf_id: one for one in shelves},
        {one.channel_id: one for one in channels or [channel()]},
        tuple(sorted(asked, key=lambda wave: wave.at_h)),
        opening if isinstance(opening, dict) else {shelves[0].shelf_id: opening},
        forecasts={one.shelf_id: Forecast.flat(PER_DAY, 400) for one in shelves},
        **changes,
    )


def world(stock_world, *, period_h=240.0, orders=(), **changes):
    """A scenario of warehouses; without orders of the book nothing else moves."""
    bare = two_hubs(consignments=tuple(orders))
    return replace(
        bare, stock=stock_world, warm_up_h=0.0, period_end_h=period_h,
        cap_h=max(bare.cap_h, period_h + 1000.0), **changes,
    )  # fmt: skip


def run(scenario, *, nominal=True, replication=0, seed=1, limited=None):
    return simulate(
        scenario, plain_plan(scenario), seed=seed, replication=replication, nominal=nominal,
        servers_limited=limited,
    )  # fmt: skip


def rows(result, *kinds):
    found = [StockMove(*row) for row in result.records.stock_moves.rows]
    return [row for row in found if not kinds or row.kind in kinds]


def pieces(result, *kinds):
    return sum(row.pieces for row in rows(result, *kinds))


def paid(result, line=None):
    """What the owner of the stock paid."""
    return sum(
        row[-1] for row in result.records.costs.rows
        if row[4] == "stock_owner" and line in (None, row[1])
    )  # fmt: skip


def days(count):
    return Distribution.fixed(24.0 * count)
