"""No box holds goods that may not share one."""

from __future__ import annotations

from domain.sharing import clashes
from sim.checks.broken import BrokenRunError
from sim.checks.evidence import Evidence
from sim.checks.lots import lot_story

MOST_LINES = 8
"""Lines for each of the two: how they came to the box."""


def check_sharing(seen: Evidence) -> None:
    """Every two lots of a box, asked of their products."""
    for box in seen.world.boxes:
        if len(box.lots) < 2:
            continue
        for a, b in clashes(lot.product for lot in box.lots):
            rule = (
                f"box {box.box_id} holds {a.product_id} and {b.product_id}, which may not share one"
            )
            culprits = [
                next(lot for lot in box.lots if lot.product.product_id == one.product_id)
                for one in (a, b)
            ]
            story = [line for lot in culprits for line in lot_story(seen, lot)[:MOST_LINES]]
            raise BrokenRunError(rule, story)
