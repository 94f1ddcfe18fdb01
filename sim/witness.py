"""Telling a run as it happens, a line at a time: calls of the agenda, draws, rows, money.

A run that is not told pays nothing for this: the agenda has no witness, chance is asked without a
listener, rows go to plain lists. Lines hold words and numbers apart by tabs, numbers with every
digit. A line of a call comes before what the call does:

    call    hour, priority, what is called, where, whom it is about
    wake    hour, priority, the stories that go on and whom each is about
    draw    stream, key ..., uniform number drawn
    series  stream, key ...: a series of draws begins
    movements, temperatures, costs, ...    the cells of a row of that table
    stock   step, hour, receipt | demand | order, parcels, levels after it
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

import simpy

from domain.draws import Chance, KeyPart
from domain.stream_records import StreamRecords
from sim.agenda import Call, Teller, Witness, occur
from sim.stations import Job, Station
from sim.streams.arrivals import Source
from sim.streams.items import Item
from sim.streams.step_run import StepRun

if TYPE_CHECKING:
    from sim.world import World

Tell = Callable[[str], None]
"""Takes one line, without its end."""
Row = TypeVar("Row", bound=tuple[object, ...])


class ToldChance(Chance):
    """Chance that tells every draw."""

    __slots__ = ("_tell",)

    def __init__(self, seed: int, replication: int, tell: Tell, *, nominal: bool = False) -> None:
        super().__init__(seed, replication, nominal=nominal)
        self._tell = tell

    def u(self, stream: str, *key: KeyPart) -> float:
        """See `Chance`."""
        drawn = super().u(stream, *key)
        self._tell(line("draw", stream, *key, drawn))
        return drawn

    def numbered_u(self, stream: str, *key: KeyPart) -> Callable[[int], float]:
        """See `Chance`."""
        return lambda number: self.u(stream, *key, number)

    def series_key(self, stream: str, *key: KeyPart) -> int:
        """See `Chance`."""
        self._tell(line("series", stream, *key))
        return super().series_key(stream, *key)


class ToldRows(list[Row]):
    """Rows that are told when they are appended."""

    def __init__(self, name: str, tell: Tell) -> None:
        super().__init__()
        self._name = name
        self._tell = tell

    def append(self, row: Row) -> None:
        """Tell a row and keep it."""
        self._tell(line(self._name, *row))
        super().append(row)


def line(*cells: object) -> str:
    """Cells as one line; a number is written so that it reads back to the same bits."""
    return "\t".join([str(cell) for cell in cells])


def listen(world: World, tell: Tell) -> None:
    """Tell what happens in a world, from before its first event."""
    world.agenda.witness = witness(tell)
    for buffer in world.records.buffers():
        buffer.rows = ToldRows(buffer.table.name, tell)


def witness(tell: Tell) -> Witness:
    """Somebody who tells every call of the agenda before it happens."""

    def see(at_h: float, priority: int, call: Call, subject: object) -> None:
        owner = getattr(call, "__self__", None)
        if isinstance(owner, Teller):
            tell(line("wake", at_h, priority, story(owner)))
        elif call is occur and isinstance(subject, simpy.Event):
            tell(line("wake", at_h, priority, *stories(subject)))
        else:
            tell(line("call", at_h, priority, call.__name__, place(owner), *whom(subject)))

    return see


def story(teller: Teller) -> str:
    """A story and whom it is about."""
    return f"{teller.name} {teller.who}"


def stories(event: simpy.Event) -> Iterator[str]:
    """The stories that an event lets go on."""
    for callback in event.callbacks or ():
        teller = getattr(callback, "__self__", None)
        if isinstance(teller, Teller):
            yield story(teller)


def place(owner: object) -> str:
    """Where a call happens."""
    if isinstance(owner, StepRun):
        return owner.step.step_id
    if isinstance(owner, Source):
        return f"{owner.stream.stream_id}#{owner.number}"
    if isinstance(owner, Station):
        return f"{owner.node_id} {owner.key}"
    return type(owner).__name__


def whom(subject: object) -> Iterator[object]:
    """Whom a call is about, with the numbers that matter there."""
    if isinstance(subject, Item):
        yield f"{subject.kind.key}#{subject.number}"
        yield subject.parcels
        yield getattr(subject, "entered_h", None)
        yield getattr(subject, "began_h", None)
    elif isinstance(subject, Job):
        yield from whom(subject.subject)
        yield subject.work_h
    elif isinstance(subject, (str, int, float)):
        yield subject


def tell_streams(records: StreamRecords, tell: Tell) -> None:
    """What was counted of streams when a run is over."""
    for row in records.boardings:
        tell(line("boardings", *row))
    for name, gauge in records.gauges.items():
        levels = (gauge.mean, gauge.variance, gauge.area, gauge.peak, gauge.at_end)
        tell(line("gauges", name, *levels, *gauge.snapshots))
    for name, busy_h in records.busy_h.items():
        tell(line("busy", name, busy_h))
