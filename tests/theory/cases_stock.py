"""Cases of shelves: V19, lost sales, review by period, fixed lots, lots of several parcels."""

from tests.theory.cases import Case, Figure, number
from tests.theory.shelves import BaseStock, BaseStockLost, BaseStockOfLots, Reviewed


def shelf(case_id, model, theory, *, widest, sets=(), quick=("period_h=1000",), wrong=(), runs=30):
    """A shelf judged by its fill rate, stock on hand and backorders (lost sales have none)."""
    figures = [
        Figure("shelf.fill_rate", number(theory.fill_rate), widest[0], "1"),
        Figure("shelf.on_hand_mean", number(theory.on_hand), widest[1], "1"),
    ]
    if len(widest) > 2:
        figures.append(Figure("shelf.backorders_mean", number(theory.backorders), widest[2], "1"))
    return Case(
        case_id, model, "v19_base_stock", tuple(figures), sets, quick, runs=runs, wrong=wrong
    )


def stock(policy, **keys):
    """A shelf of another policy, for `sets`."""
    text = ", ".join(f"{name}: {value}" for name, value in keys.items())
    return (f"steps.shelf.stock={{up_to: null, policy: {policy}, {text}}}",)


SIZES = (1, 2, 6)

STOCK = (
    shelf(
        "V19", "base stock 12, Poisson demand 2, lead time 4", BaseStock(12, 2.0, 4.0),
        widest=(0.025, 0.05, 0.25),
        wrong=(("steps.shelf.stock.up_to=11",), ("steps.shelf.stock.lead_h=3.5",)),
    ),
    shelf(
        "V19b", "the same, exponential lead time (Palm)", BaseStock(12, 2.0, 4.0),
        sets=("steps.shelf.stock.lead_h={exponential: 4}",), widest=(0.035, 0.07, 0.4),
    ),
    shelf(
        "V19c", "base stock 12, lost sales (Erlang B)", BaseStockLost(12, 2.0, 4.0),
        sets=("steps.shelf.stock.unmet=lost",), widest=(0.02, 0.04),
        wrong=(("steps.shelf.stock.unmet=backorder",), ("steps.shelf.stock.up_to=13",)),
    ),
    shelf(
        "V19d", "lost sales, lognormal lead time", BaseStockLost(6, 2.0, 4.0),
        sets=(
            "steps.shelf.stock={unmet: lost, up_to: 6, opening: 6}",
            "steps.shelf.stock.lead_h={lognormal: {mean: 4, scv: 1}}",
        ),
        widest=(0.03, 0.07),
    ),
    shelf(
        "V19e", "continuous review (r, Q) = (9, 5)", Reviewed(tuple(range(10, 15)), 2.0, 4.0),
        sets=stock("fixed_lot", reorder_at=9, lot=5), widest=(0.02, 0.05, 0.35),
        wrong=(("steps.shelf.stock.reorder_at=8",),),
    ),
    shelf(
        "V19f", "continuous review (s, S) = (9, 14)", Reviewed(tuple(range(10, 15)), 2.0, 4.0),
        sets=("steps.shelf.stock={policy: min_max, reorder_at: 9, up_to: 14}",),
        widest=(0.02, 0.05, 0.35), wrong=(("steps.shelf.stock.up_to=15",),),
    ),
    shelf(
        "V19g", "order up to 16 every 3 h, lead time 4", Reviewed((16,), 2.0, 4.0, 3.0),
        sets=("steps.shelf.stock={policy: order_up_to, up_to: 16, review_h: 3}",),
        widest=(0.02, 0.05, 0.3), wrong=(("steps.shelf.stock.review_h=4",),),
    ),
    shelf(
        "V19h", "(R, nQ): lots of 6 at 12 or below, looked at every 2 h",
        Reviewed(tuple(range(13, 19)), 2.0, 4.0, 2.0),
        sets=stock("fixed_lot", reorder_at=12, lot=6, review_h=2), widest=(0.02, 0.05, 0.4),
        wrong=(("steps.shelf.stock.reorder_at=11",),),
    ),
    shelf(
        "V19i", "base stock 40, lots of 1, 2 or 6 parcels", BaseStockOfLots(40, 2.0, 4.0, SIZES),
        sets=("steps.shelf.stock={up_to: 40, opening: 40}",
              "streams.orders.parcels={observed: [1, 2, 6]}"),
        widest=(0.02, 0.05, 0.35), wrong=(("steps.shelf.stock.up_to=38",),),
    ),
)  # fmt: skip
