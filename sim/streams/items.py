"""What walks through steps: lots, and boxes of lots."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.streams.step_run import Place

BOX = -1
"""Stream of boxes in the log of lots."""


@dataclass(slots=True, eq=False)
class Kind:
    """What the lots of a stream have in common, or the boxes of a packing step on one path.

    `number` counts the kinds of a run, so that steps keep what belongs to a kind in lists.
    `key` names the cause of its draws: a stream, or a packing step. `path` ends with the way
    out. `positions` is where each step stands in the path.
    """

    number: int
    stream: int
    key: str
    path: list[Place]
    priority: int
    kg: float
    teu: float
    positions: dict[Place, list[int]] = field(default_factory=dict)

    def position(self, place: Place, after: int) -> int:
        """Where a step stands in the path: next after a position, else first.

        A step that is not in the path is as its last one: from there the way is out.
        """
        known = self.positions.get(place)
        if known is None:
            return len(self.path) - 2
        return next((at for at in known if at > after), known[0])

    @property
    def box(self) -> bool:
        """Whether these are boxes."""
        return self.stream == BOX


class Item:
    """A lot on its way, or a box (see `Box`).

    Attributes
    ----------
    kind
        Its stream, or its packing step.
    lot
        Its entry in the log of lots.
    number
        Within its stream, from 0; of a box, within its packing step.
    parcels
        How many it holds.
    contents
        What is inside a box; `None`: it is a lot.
    at
        Position in the path of its kind.
    visits
        How often it was at each step that it may come back to.
    entered_h
        When it came to the step at which it is.
    began_h
        When its wait there was over, where the step needs to remember it.
    """

    __slots__ = (
        "at", "began_h", "entered_h", "kind", "lot", "number", "parcels", "visits",
    )  # fmt: skip
    contents: list[Item] | None = None
    entered_h: float
    began_h: float

    def __init__(self, kind: Kind, lot: int, number: int, parcels: int) -> None:
        self.kind = kind
        self.lot = lot
        self.number = number
        self.parcels = parcels
        self.at = 0
        self.visits: dict[Place, int] | None = None

    @property
    def kg(self) -> float:
        """Weight of all parcels."""
        return self.parcels * self.kind.kg

    @property
    def priority(self) -> int:
        """Whose turn it is: smaller goes first."""
        return self.kind.priority


class Box(Item):
    """Lots, or boxes of them, that move as one."""

    __slots__ = ("contents",)

    def __init__(self, kind: Kind, lot: int, number: int, parcels: int, inside: list[Item]) -> None:
        super().__init__(kind, lot, number, parcels)
        self.contents = inside

    @property
    def kg(self) -> float:
        """Weight of all that is inside."""
        return sum([item.kg for item in self.contents or ()])

    @property
    def priority(self) -> int:
        """That of the most urgent lot inside."""
        return min(item.priority for item in self.contents or ())
