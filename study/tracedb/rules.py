"""Rules held against what a trace database knows: breaches by rule, place and holder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby

from domain.custody import DELIVERED, SHELF
from domain.rules import Breach, RulePack, Track, breaches, tracks_of
from study.tracedb.questions import Answer

_TRACKS = """
SELECT t.lot_id, l.product_id, coalesce(p.temp_class, ''), t.stage, t.node_id, t.holder_id,
    t.from_h, t.to_h, t.start_c, t.turn_h, t.turn_c, t.end_c
FROM temperatures t JOIN lots l USING (lot_id) LEFT JOIN products p USING (product_id)
ORDER BY t.lot_id, t.from_h, t.to_h
"""
_TAKEN = "SELECT lot_id, node_id, holder_id FROM stays WHERE stage IN (?, ?)"
COLUMNS = (
    "rule", "limit_id", "node_id", "holder_id", "lots", "breaches", "worst_c", "hours", "seen",
    "clause",
)  # fmt: skip


def tracks(found: sqlite3.Connection) -> Iterator[Track]:
    """Every lot whose temperature is known, stage by stage."""
    taken = found.execute(_TAKEN, (DELIVERED, SHELF))
    return tracks_of(found.execute(_TRACKS), {lot: (node, holder) for lot, node, holder in taken})


def held_against(found: sqlite3.Connection, packs: Sequence[RulePack]) -> Answer:
    """Breaches of rules, summed up by rule, place and holder; the most hours first."""
    rows = summed_up(list(breaches(packs, tracks(found))), packs)
    return Answer("rules", ", ".join(pack.pack_id for pack in packs), COLUMNS, rows)


def summed_up(broken: Sequence[Breach], packs: Sequence[RulePack]) -> list[tuple[object, ...]]:
    """One row per rule, place and holder."""
    limits = {(pack.pack_id, one.limit_id): one for pack in packs for one in pack.limits}

    def whose(one: Breach) -> tuple[str, str, str, str]:
        return one.pack_id, one.limit_id, one.node_id, one.holder_id

    made = []
    for key, group in groupby(sorted(broken, key=whose), key=whose):
        each = list(group)
        limit = limits[key[:2]]
        worst = [one.worst_c for one in each if one.worst_c is not None]
        far = min if limit.max_c is None else max
        made.append(
            (
                key[0], key[1], key[2], key[3], len({one.lot_id for one in each if one.lot_id}),
                len(each), far(worst) if worst else None, sum(one.hours for one in each),
                "yes" if limit.seen else "no", limit.clause,
            )
        )  # fmt: skip
    return sorted(made, key=lambda row: (row[0], row[1], -float(str(row[7]))))
