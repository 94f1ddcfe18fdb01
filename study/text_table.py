"""Columns on a terminal, where Chinese letters take two."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width


def table_lines(rows: Sequence[Sequence[str]], indent: str = "") -> list[str]:
    """Rows of one length as lines: the first column to the left, the others to the right."""
    wide = [max(width(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for row in rows:
        rest = (padded(cell, w, right=True) for cell, w in zip(row[1:], wide[1:], strict=True))
        lines.append(indent + "  ".join([padded(row[0], wide[0]), *rest]))
    return lines


def width(text: str) -> int:
    """Columns on a terminal: Chinese takes two."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Text filled up with blanks to some columns of a terminal."""
    gap = " " * max(0, columns - width(text))
    return gap + text if right else text + gap
