"""The columns of the tables in Markdown, for `docs/tables.md`."""

from __future__ import annotations

import math

from optimize.tables.columns import TABLES, Column


def columns_in_words(table: str) -> str:
    """One Markdown table: column, other names, default, meaning.

    Examples
    --------
    >>> print(columns_in_words("boxes").splitlines()[2])
    | `box` | container, id, name | needed | Name of the type. |
    """
    rows = ["| Column | Also called | Left out | Meaning |", "|---|---|---|---|"]
    rows.extend(_row(column) for column in TABLES[table])
    return "\n".join(rows)


def _row(column: Column) -> str:
    others = ", ".join(name for name, _ in column.names[1:])
    unit = f" [{column.unit}]" if column.unit else ""
    return f"| `{column.name}` | {others} | {_default(column)} | {column.meaning}{unit} |"


def _default(column: Column) -> str:
    """What a cell left out means, in a word or two."""
    if column.needed:
        return "needed"
    default = column.default
    if default is None:
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, float):
        return "no limit" if math.isinf(default) else f"{default:g}"
    return {"*": "any"}.get(default, default)
