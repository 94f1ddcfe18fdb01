"""A step at work: lots enter, wait, are served, and go on.

`Place` is whatever an item can enter: the steps, and the way out. A kind of step is a subclass of
`StepRun` that defines `enter`, and calls `arrive` there and `leave` (or `lose`) when it is done
with an item, be it at once or in a later call of the agenda:

    class Shelf(StepRun):
        def enter(self, item, at_h):
            self.arrive(item, at_h)
            if there_is_enough(item.parcels):
                self.leave(item, began_h=at_h, at_h=at_h)
            else:
                self.waiting.append(item)

        def receive(self, order, at_h):            # called by the agenda at priority RECEIPT
            ...
            self.leave(item, began_h=at_h, at_h=at_h)

Hours are passed on from the agenda and never asked for. What happens later is
`self.agenda.call(at_h, self.method, subject, PRIORITY)`. Numbers of its own are gauges made in
`__init__`: `self.on_hand = streams.gauge(f"{step_id}.on_hand", start=12)`, then
`self.on_hand.change(at_h, -3)`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from domain.draw_series import DrawSeries
from domain.stream import OUT, Step
from domain.times import Times
from sim.streams.items import Item, Kind
from sim.streams.logs import NAN, VisitBook

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


class Place(ABC):
    """Where an item can go."""

    @abstractmethod
    def enter(self, item: Item, at_h: float) -> None:
        """An item comes."""


class StepRun(Place):
    """One step of a run.

    Attributes
    ----------
    inside
        Who is here, by entry in the log of lots, in order of coming.
    visits, crowd
        Log and gauge of the step.
    chances
        Where it goes from here, each way with the sum of chances up to it; empty: by its path.
    returns
        Whether an item may be here more than once.
    ended, moves
        Their flat lists, for hot paths that append by themselves.
    """

    def __init__(self, streams: StreamsRun, step: Step) -> None:
        self.streams = streams
        self.world = streams.world
        self.agenda = streams.world.agenda
        self.step = step
        self.inside: dict[int, Item] = {}
        self.visits = VisitBook()
        self.crowd = streams.crowd(step.step_id)
        self.ended = self.visits.ended
        self.moves = self.crowd.moves
        self.chances: list[tuple[float, Place]] = []
        self.returns = False
        self._routes: dict[tuple[Kind, int], DrawSeries] = {}

    def begin(self) -> None:
        """Hour 0, before anything happens: what the step does by itself."""

    def close(self, end_h: float) -> None:
        """The run is over: what is still to be written."""

    def began(self, item: Item, end_h: float) -> float:  # noqa: ARG002
        """When the wait of an item that is still here at the end was over; NaN: it waits."""
        return NAN

    def arrive(self, item: Item, at_h: float) -> None:
        """An item has come; to be called once per visit, before anything else."""
        item.entered_h = at_h
        self.inside[item.lot] = item
        self.moves += (at_h, item.parcels)

    def leave(self, item: Item, began_h: float, at_h: float) -> None:
        """An item is through: its wait was over at `began_h`. It enters its next step."""
        self.log(item, began_h, at_h)
        self.pass_on(item, at_h)

    def lose(self, item: Item, at_h: float) -> None:
        """An item is turned away; `began_h` of its visit stays empty."""
        self.log(item, NAN, at_h)
        self.streams.lost(item, at_h)

    def log(self, item: Item, began_h: float, at_h: float) -> None:
        """The end of a visit."""
        del self.inside[item.lot]
        self.ended += (item.lot, item.entered_h, began_h, at_h)
        self.moves += (at_h, -item.parcels)

    def pass_on(self, item: Item, at_h: float) -> None:
        """To the next step of its path, or where chance leads."""
        if self.returns or self.chances:
            self._on(item, at_h)
            return
        item.at += 1
        item.kind.path[item.at].enter(item, at_h)

    def series(self, times: Times, stream: str, box_stream: str, item: Item) -> DrawSeries:
        """Draws of this step for the kind and the visit of an item, by its number."""
        kind = item.kind
        name = box_stream if kind.box else stream
        return DrawSeries(
            self.world.chance, times, name, self.step.step_id, kind.key, self.visit(item)
        )

    def visit(self, item: Item) -> int:
        """How often the item was here before."""
        return 0 if item.visits is None else item.visits.get(self, 0)

    def _on(self, item: Item, at_h: float) -> None:
        """The same, counting visits where items may come back, and by chance where there is."""
        visit = self.visit(item)
        if self.returns:
            if item.visits is None:
                item.visits = {}
            item.visits[self] = visit + 1
        if not self.chances:
            item.at += 1
            item.kind.path[item.at].enter(item, at_h)
            return
        key = (item.kind, visit)
        series = self._routes.get(key)
        if series is None:
            series = self._routes[key] = DrawSeries(
                self.world.chance, None, "box_route" if item.kind.box else "route",
                self.step.step_id, item.kind.key, visit,
            )  # fmt: skip
        place = self._drawn(series[item.number])
        item.at = item.kind.position(place, item.at)
        place.enter(item, at_h)

    def _drawn(self, u: float) -> Place:
        for up_to, place in self.chances:
            if u < up_to:
                return place
        return self.chances[-1][1]


class WayOut(Place):
    """The end of every path."""

    def __init__(self, streams: StreamsRun) -> None:
        self.streams = streams

    def enter(self, item: Item, at_h: float) -> None:
        """An item is done, and with a box all that is inside."""
        streams = self.streams
        done, moves = streams.lots.done, streams.everyone.moves
        done += (item.lot, at_h)
        if item.contents is None:
            streams.here -= 1
            moves += (at_h, -item.parcels)
            return
        for inner in item.contents:
            if inner.contents is None:
                streams.here -= 1
                done += (inner.lot, at_h)
                moves += (at_h, -inner.parcels)
            else:
                self.enter(inner, at_h)


def returning(paths: Iterable[Sequence[Place]], steps: Iterable[StepRun]) -> set[Place]:
    """Steps at which an item may be more than once, by its path or by chance."""
    onward: dict[Place, set[Place]] = {step: {place for _, place in step.chances} for step in steps}
    for path in paths:
        for place, following in pairwise(path):
            if isinstance(place, StepRun) and not place.chances:
                onward[place].add(following)
    found = set()
    for place, following_it in onward.items():
        seen: set[Place] = set()
        ahead = set(following_it)
        while ahead:
            one = ahead.pop()
            if one not in seen:
                seen.add(one)
                ahead |= onward.get(one, set())
        if place in seen:
            found.add(place)
    return found


def chances_of(step: Step, places: dict[str, Place]) -> list[tuple[float, Place]]:
    """Where chance leads from a step, each way with the sum of chances up to it."""
    ways = step.then or {}
    return [(up_to, places[n]) for n, up_to in zip(ways, accumulate(ways.values()), strict=True)]


__all__ = ["OUT", "Place", "StepRun", "WayOut", "chances_of"]
