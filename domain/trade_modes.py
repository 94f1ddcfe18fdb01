"""Trade modes: where goods may be declared under a customs supervision code, and how."""

from __future__ import annotations

from dataclasses import dataclass

from domain.network import Node

Window = tuple[float, float]
PLATFORM_MODES = ("9610", "9710", "9810", "1210", "1239")
"""Supervision codes of cross-border e-commerce."""


@dataclass(frozen=True, slots=True)
class TradeMode:
    """A row of trade_modes.csv.

    `places` are functions of nodes, one of which is needed where goods are declared (none:
    anywhere). With `away` they may also be declared at another city's customs. `paper_effort` is
    the work on its papers, in parts of that of general trade; they can be made once the order is
    known (`papers_known`) or when goods are ready, and are held against each other where any are
    `matched`. `held_by` is what an inspection holds.
    """

    trade_mode: str
    direction: str
    places: frozenset[str]
    away: bool
    unit: str
    matched: tuple[str, ...]
    papers_known: bool
    paper_effort: float
    held_by: str
    tax: str
    row: int = 0

    def window(self, node: Node) -> Window | None:
        """Hours in which it may be declared for goods at a node; `None`: at any hour."""
        if not self.places or self.away:
            return None
        open_h = [node.functions[name] for name in sorted(self.places) if name in node.functions]
        if not open_h:
            return (0.0, 0.0)
        return (min(begins for begins, _ in open_h), max(ends for _, ends in open_h))


def declared_at(direction: str, stuff_node: str, destination_id: str) -> str:
    """Where goods are declared: exports where they are stuffed, imports where they go.

    Imports ride under seal from the port of entry to the place that may take them.
    """
    return stuff_node if direction == "export" else destination_id
