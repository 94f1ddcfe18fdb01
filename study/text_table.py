"""Columns on a terminal, where Chinese letters take two."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width


def table_lines(
    rows: Sequence[Sequence[str]], indent: str = "", *, texts: Sequence[int] = ()
) -> list[str]:
    """Rows of one length as lines: the first column and `texts` to the left, the rest right."""
    wide = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return [
        indent
        + "  ".join(
            padded(cell, wide[i], right=i > 0 and i not in texts) for i, cell in enumerate(row)
        ).rstrip()
        for row in rows
    ]


def width(text: str) -> int:
    """Columns on a terminal: Chinese takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Text filled up with blanks to some columns of a terminal."""
    gap = " " * max(0, columns - width(text))
    return gap + text if right else text + gap
