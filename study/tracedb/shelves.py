"""Lots on shelves: what came from what, what was sold to whom, what was thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from domain.custody import WAREHOUSE
from domain.stock_records import AT_DOOR, OFF_SHELF, ONTO_SHELF

GONE = ("write_off", "destroyed", "sold_off", "sent_home")
Row = tuple[Any, ...]


class Shelves:
    """What the movements of stock come to; nothing where there are none.

    Attributes
    ----------
    lots
        Lots on shelves: lot, shelf, product, pieces, coming and going (none: still there).
    links, sales, disposals
        Rows of these tables.
    """

    def __init__(self, moves: pd.DataFrame | None, products: Mapping[str, str]) -> None:
        self._products = products
        self.lots: list[Row] = []
        self.links: list[Row] = []
        self.sales: list[Row] = []
        self.disposals: list[Row] = []
        if moves is None or moves.empty:
            return
        rows = moves.to_dict("records")
        self._sell(rows)
        self._link(rows)
        self._stand(rows)
        for row in rows:
            if row["kind"] in GONE:
                self.disposals.append(
                    (row["lot_id"], row["subject_id"], row["kind"], row["shelf_id"],
                     row["pieces"], row["end_h"])
                )  # fmt: skip

    def _sell(self, rows: Sequence[dict[Any, Any]]) -> None:
        door: dict[str, float] = {}
        for row in rows:
            if row["kind"] in AT_DOOR:
                name = row["subject_id"]
                door[name] = max(door.get(name, row["end_h"]), row["end_h"])
        for row in rows:
            if row["kind"] == "set_aside":
                name = row["subject_id"]
                doors = [door[one] for one in (name, f"{name}!") if one in door]
                self.sales.append(
                    (row["shelf_id"], row["lot_id"], name, row["channel_id"], row["pieces"],
                     row["end_h"], max(doors, default=None))
                )  # fmt: skip
                self.links.append(
                    ("lot", row["lot_id"], "order", name, "sold", row["end_h"], row["pieces"])
                )

    def _link(self, rows: Sequence[dict[Any, Any]]) -> None:
        """Lots that came of others: on display and back, and what buyers sent back."""
        orders = {sale[2] for sale in self.sales}
        out: dict[str, list[str]] = {}
        for row in rows:
            kind, subject, lot = row["kind"], row["subject_id"], row["lot_id"]
            link: tuple[str, str, str] | None = None
            if kind == "display_out":
                out.setdefault(subject, []).append(lot)
            elif kind == "display_in" and out.get(subject):
                link = ("lot", out[subject].pop(0), "display")
            elif kind == "term_in":
                link = ("lot", subject, "term_over")
            elif kind == "restock":
                bought = subject.removesuffix("<")
                bought = bought if bought in orders else bought.removesuffix("!")
                link = ("order", bought, "restocked")
            if link is not None:
                here = (link[0], link[1], "lot", lot, link[2], row["end_h"], row["pieces"])
                self.links.append(here)

    def _stand(self, rows: Sequence[dict[Any, Any]]) -> None:
        came: dict[str, dict[Any, Any]] = {}
        left: dict[str, int] = {}
        gone: dict[str, float] = {}
        for row in rows:
            lot, kind = row["lot_id"], row["kind"]
            if kind in ONTO_SHELF and row["pieces"]:
                came.setdefault(lot, row)
                left[lot] = left.get(lot, 0) + row["pieces"]
            elif kind in OFF_SHELF and lot in left:
                left[lot] -= row["pieces"]
                if left[lot] == 0:
                    gone[lot] = row["end_h"]
        for lot, row in came.items():
            shelf = row["shelf_id"]
            product = self._products.get(shelf, "")
            self.lots.append((lot, shelf, product, row["pieces"], row["end_h"], gone.get(lot)))

    def holder(self, shelf_id: str) -> str:
        """Who holds what stands on a shelf: its warehouse."""
        return f"{WAREHOUSE}:{shelf_id.rpartition('/')[0] or shelf_id}"
