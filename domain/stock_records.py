"""Rows of the table of stock movements, and the kinds of movements."""

from __future__ import annotations

from typing import Final, NamedTuple

ONTO_SHELF: Final = ("opening", "unload", "restock", "display_in", "term_in")
"""Kinds that put pieces on a shelf."""
OFF_SHELF: Final = ("set_aside", "display_out", "term_out", "write_off")
"""Kinds that take pieces off a shelf."""
STRETCHES: Final = ("documents", "release", "pick", "collect", "last_mile", "counter",
                    "return_wait", "return_ride", "triage", "truck", "sort", "dispatch",
                    "mail", "hold", "home_look",
                    "warmed")  # fmt: skip
"""Kinds that are time: of an order, a return, or a lot between two shelves."""
OUTCOMES: Final = ("restock", "sold_off", "destroyed", "sent_home")
"""What triage decides."""
HOME: Final = ("home_out", "home_sold", "home_kept")
"""Kinds of what triage sent home: it leaves, and what became of it there."""
AT_DOOR: Final = ("last_mile", "counter", "direct", "mail")
"""Kinds at whose end pieces are with their buyer."""
KINDS: Final = (
    *ONTO_SHELF, *OFF_SHELF, *STRETCHES, *OUTCOMES[1:], *HOME, "order", "lost", "direct", "day",
)  # fmt: skip


class StockMove(NamedTuple):
    """A row of `domain.tables.stock`, without policy and replication."""

    shelf_id: str
    kind: str
    subject_id: str
    lot_id: str
    channel_id: str
    pieces: int
    found: int
    start_h: float
    opens_h: float
    end_h: float
    on_hand: int
    backorders: int
    life_used: float | None = None
    label_h: float | None = None
