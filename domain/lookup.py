"""Rows of the process table that serve a step, most specific first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

CLASS_ORDER: Mapping[str, tuple[str, ...]] = {
    "dry": ("dry", "any"),
    "dry_bulk_box": ("dry_bulk_box", "dry", "any"),
    "temp": ("temp", "dry", "any"),
    "frozen": ("frozen", "dry", "any"),
    "fresh": ("fresh", "any"),
    "chilled": ("chilled", "fresh", "any"),
    "parcel": ("parcel", "dry", "any"),
}
"""Which rows of the process table serve a cargo class, most specific first."""


def from_specific(
    node_id: str, step: str, direction: str, cargo_class: str, mode: str
) -> Iterator[tuple[str, str, str, str, str]]:
    """Keys of rows for a step: the node before `*`, then direction, class and mode."""
    for node in (node_id, "*"):
        for way in (direction, "any"):
            for cargo in CLASS_ORDER.get(cargo_class, (cargo_class, "any")):
                for by in (mode, "any"):
                    yield (node, step, way, cargo, by)
