"""Questions to a trace database: upstream, downstream, recall, shared places, who warmed, custody.

Every question is one statement over documented tables; nothing is worked out anywhere else. A
name may be that of a lot, a consignment, a box or its container number, an order, a shelf's lot or
a return: `_SUBJECT` finds its lots (and orders).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from study.errors import NotARunError

_SUBJECT: Final = """
WITH RECURSIVE subject(kind, id) AS (
    SELECT 'lot', lot_id FROM lots WHERE lot_id = :id
    UNION SELECT 'lot', lot_id FROM lots WHERE consignment_id = :id AND parent_id = ''
    UNION SELECT 'lot', lot_id FROM box_contents WHERE box_id = :id
    UNION SELECT 'lot', c.lot_id FROM boxes b JOIN box_contents c USING (box_id)
        WHERE b.box_no = :id AND :id <> ''
    UNION SELECT 'order', order_id FROM sales WHERE order_id = :id
)"""
_FAMILY: Final = """,
down(kind, id) AS (
    SELECT kind, id FROM subject
    UNION SELECT l.to_kind, l.to_id FROM down d JOIN links l
        ON l.from_id = d.id AND l.from_kind = d.kind
),
family(lot_id) AS MATERIALIZED (SELECT DISTINCT id FROM down WHERE kind = 'lot')
"""
_UPSTREAM: Final = """,
up(kind, id) AS (
    SELECT kind, id FROM subject
    UNION SELECT l.from_kind, l.from_id FROM up u JOIN links l
        ON l.to_id = u.id AND l.to_kind = u.kind
)
SELECT u.kind, u.id, coalesce(l.how, '') AS how, coalesce(l.from_id, '') AS came_from,
    coalesce(a.product_id, c.product_id, '') AS product_id,
    coalesce(s.node_id, c.origin_id, '') AS node_id,
    coalesce(l.at_h, a.from_h, c.ready_h) AS at_h, coalesce(l.units, a.units) AS units
FROM up u
LEFT JOIN links l ON l.to_id = u.id AND l.to_kind = u.kind
LEFT JOIN lots a ON u.kind = 'lot' AND a.lot_id = u.id
LEFT JOIN stays s ON u.kind = 'lot' AND s.lot_id = u.id AND s.seq = 0
LEFT JOIN consignments c ON u.kind = 'consignment' AND c.consignment_id = u.id
ORDER BY coalesce(l.at_h, a.from_h, c.ready_h, -9e99), 1, 2
"""
_DOWNSTREAM: Final = """
SELECT d.kind, d.id, coalesce(l.how, '') AS how, coalesce(l.from_id, '') AS came_from,
    coalesce(a.ended, '') AS ended,
    coalesce(e.customer_id, o.channel_id, '') AS customer,
    coalesce(e.at_h, o.door_h, a.to_h) AS at_h, coalesce(o.pieces, a.units) AS units
FROM down d
LEFT JOIN links l ON l.to_id = d.id AND l.to_kind = d.kind
    AND EXISTS (SELECT 1 FROM down f WHERE f.kind = l.from_kind AND f.id = l.from_id)
LEFT JOIN lots a ON d.kind = 'lot' AND a.lot_id = d.id
LEFT JOIN deliveries e ON d.kind = 'lot' AND e.lot_id = d.id
LEFT JOIN sales o ON d.kind = 'order' AND o.order_id = d.id AND o.lot_id = l.from_id
ORDER BY coalesce(e.at_h, o.door_h, a.to_h, 9e99), 1, 2
"""
_TOGETHER: Final = """,
beside(lot_id, via, place, from_h, to_h) AS (
    SELECT o.lot_id, 'box', o.box_id, max(o.from_h, m.from_h), min(o.to_h, m.to_h)
    FROM family f CROSS JOIN box_contents m ON m.lot_id = f.lot_id
    CROSS JOIN box_contents o ON o.box_id = m.box_id AND o.from_h < m.to_h AND o.to_h > m.from_h
    UNION ALL
    SELECT o.lot_id, 'room', o.room_id, max(o.from_h, m.from_h),
        CASE WHEN o.to_h IS NULL THEN m.to_h WHEN m.to_h IS NULL THEN o.to_h
             ELSE min(o.to_h, m.to_h) END
    FROM family f CROSS JOIN room_contents m ON m.lot_id = f.lot_id
    CROSS JOIN room_contents o ON o.room_id = m.room_id
        AND o.from_h < coalesce(m.to_h, 9e99) AND coalesce(o.to_h, 9e99) > m.from_h
),
shared AS MATERIALIZED (
    SELECT lot_id, via, place, min(from_h) AS from_h, max(to_h) AS to_h
    FROM beside WHERE lot_id NOT IN (SELECT lot_id FROM family) GROUP BY lot_id, via, place
)
"""
_RECALL: Final = """
SELECT 1 AS part, 'lot' AS what, a.lot_id AS id, a.ended AS detail,
    coalesce(s.node_id, '') AS node_id, a.from_h AS from_h, a.to_h AS to_h, a.kg AS kg
FROM family f CROSS JOIN lots a USING (lot_id)
    LEFT JOIN stays s ON s.lot_id = a.lot_id AND s.seq = 0
UNION ALL
SELECT 2, 'box', c.box_id, coalesce(b.box_no, ''), coalesce(b.stuff_node, ''), min(c.from_h),
    max(c.to_h), sum(a.kg)
FROM family f CROSS JOIN box_contents c USING (lot_id) LEFT JOIN boxes b USING (box_id)
    CROSS JOIN lots a ON a.lot_id = c.lot_id GROUP BY c.box_id
UNION ALL
SELECT 3, 'room', r.room_id, '', r.node_id, min(r.from_h), max(r.to_h), sum(a.kg)
FROM family f CROSS JOIN room_contents r USING (lot_id) CROSS JOIN lots a ON a.lot_id = r.lot_id
GROUP BY r.room_id
UNION ALL
SELECT 4, 'customer', d.customer_id, count(*) || ' lots', d.customer_id, min(d.at_h),
    max(d.at_h), sum(d.kg)
FROM family f CROSS JOIN deliveries d USING (lot_id) GROUP BY d.customer_id
UNION ALL
SELECT 5, 'order', s.order_id, s.pieces || ' pieces', s.channel_id, s.at_h, s.door_h, NULL
FROM family f CROSS JOIN sales s USING (lot_id)
UNION ALL
SELECT 6, 'exposed', x.lot_id, x.via || ' ' || x.place, '', x.from_h, x.to_h, a.kg
FROM shared x LEFT JOIN lots a ON a.lot_id = x.lot_id
ORDER BY 1, 6, 3
"""
_SHARED: Final = """
SELECT x.lot_id, coalesce(a.consignment_id, '') AS consignment_id,
    coalesce(a.product_id, '') AS product_id, x.via, x.place, x.from_h, x.to_h
FROM shared x LEFT JOIN lots a ON a.lot_id = x.lot_id ORDER BY x.from_h, x.lot_id, x.via, x.place
"""
_HISTORY: Final = """,
line(lot_id) AS (
    SELECT id FROM subject WHERE kind = 'lot'
    UNION SELECT l.from_id FROM line a JOIN links l ON l.to_id = a.lot_id AND l.to_kind = 'lot'
        AND l.from_kind = 'lot' AND l.how IN ('split', 'restuffed')
),
pieces(lot_id) AS (
    SELECT id FROM subject WHERE kind = 'lot'
    UNION SELECT l.to_id FROM pieces a JOIN links l ON l.from_id = a.lot_id
        AND l.from_kind = 'lot' AND l.to_kind = 'lot' AND l.how IN ('split', 'restuffed')
)
"""
_WARMED: Final = """
SELECT e.holder_id, e.lot_id, e.side, e.node_id, e.stage, e.box_id, e.from_h, e.to_h, e.worst_c,
    e.limit_c, e.hours, e.degree_h
FROM (SELECT lot_id FROM line UNION SELECT lot_id FROM pieces)
    CROSS JOIN excursions e USING (lot_id)
ORDER BY e.from_h, e.lot_id, e.seq
"""
_CUSTODY: Final = """
SELECT c.lot_id, c.holder_id, c.from_id, c.to_id, c.from_h, c.to_h, c.taken_c, c.given_c,
    c.min_c, c.max_c
FROM (SELECT lot_id FROM line UNION SELECT lot_id FROM pieces) CROSS JOIN custody c USING (lot_id)
ORDER BY c.from_h, c.lot_id, c.seq
"""
QUESTIONS: Final = {
    "upstream": (_SUBJECT, _UPSTREAM),
    "downstream": (_SUBJECT, _FAMILY, _DOWNSTREAM),
    "recall": (_SUBJECT, _FAMILY, _TOGETHER, _RECALL),
    "shared-with": (_SUBJECT, _FAMILY, _TOGETHER, _SHARED),
    "who-warmed": (_SUBJECT, _HISTORY, _WARMED),
    "custody": (_SUBJECT, _HISTORY, _CUSTODY),
}
"""Parts of the statement of each question about one name."""
_KNOWN: Final = (_SUBJECT, " SELECT 1 FROM subject LIMIT 1")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a database said: names of columns, and rows."""

    question: str
    subject: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Any, ...]]


def ask(found: sqlite3.Connection, question: str, subject: str) -> Answer:
    """Ask one of the questions about a name.

    Raises
    ------
    NotARunError
        When nothing has that name; offers the nearest.
    """
    known = found.execute("".join(_KNOWN), {"id": subject})
    if known.fetchone() is None:
        raise NotARunError(_unknown(found, subject))
    cursor = found.execute("".join(QUESTIONS[question]), {"id": subject})
    rows, names = cursor.fetchall(), tuple(column[0] for column in cursor.description)
    if names[0] == "part":
        rows, names = [row[1:] for row in rows], names[1:]
    return Answer(question, subject, names, rows)


def ask_sql(found: sqlite3.Connection, statement: str) -> Answer:
    """Run a statement of the reader's own, which can only read.

    Raises
    ------
    NotARunError
        When the statement is wrong, is several, or does anything but read.
    """
    try:
        cursor = found.execute(statement)
        if cursor.description is None:
            raise NotARunError("--sql wants a SELECT: the database is read only")
        return Answer("sql", statement, tuple(c[0] for c in cursor.description), cursor.fetchall())
    except (sqlite3.Error, sqlite3.Warning) as error:
        hint = "the database is read only" if "authorized" in str(error) else str(error)
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        there = ", ".join(row[0] for row in found.execute(names) if row[0] != "sqlite_stat1")
        raise NotARunError(f"--sql: {hint}; tables are {there}") from None


def _unknown(found: sqlite3.Connection, subject: str) -> str:
    """Says which names are near."""
    near = found.execute(
        "SELECT lot_id FROM lots WHERE lot_id LIKE ? || '%' ORDER BY lot_id LIMIT 3",
        (subject.replace("%", "").replace("_", "") or "-",),
    ).fetchall()
    names = [row[0] for row in near]
    if not names:
        some = found.execute("SELECT lot_id FROM lots ORDER BY lot_id LIMIT 2000")
        names = get_close_matches(subject, [row[0] for row in some], n=3)
    hint = f"; did you mean {', '.join(names)}?" if names else ""
    return f"no lot, consignment, box or order is called {subject!r}{hint}"
