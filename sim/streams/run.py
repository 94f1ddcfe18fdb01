"""All streams of one replication: who is there, what is counted, what is left behind."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from domain.draws import Chance
from domain.stream import OUT
from domain.stream_records import StreamRecords
from sim.agenda import CALENDAR
from sim.streams.arrivals import Source
from sim.streams.costs import charge_shelves, charge_steps
from sim.streams.gauges import Crowd, Gauge, Level
from sim.streams.items import Kind
from sim.streams.logs import NAN, LotBook
from sim.streams.registry import step_run
from sim.streams.step_run import Place, StepRun, WayOut, chances_of, returning

if TYPE_CHECKING:
    from sim.streams.items import Item
    from sim.world import World


SPILL_AT = 16_384
"""Numbers noted of lots that come and go when it is time to work them up."""


class StreamsRun:
    """The streams of a run.

    Attributes
    ----------
    demand_chance
        Draws of arrivals and sizes: new in every replication, or the same in all.
    here, to_come
        Lots in the system; streams that still send some.
    everyone
        Gauge of all lots in the system.
    """

    def __init__(self, world: World) -> None:
        scenario, chance = world.scenario, world.chance
        self.world = world
        self.demand_chance = chance
        if not scenario.redraw_demand:
            self.demand_chance = Chance(chance.seed, 0, nominal=chance.nominal)
        self.lots = LotBook()
        self.records = StreamRecords()
        self.here = 0
        self.gauges: list[Gauge | Crowd] = []
        self.everyone = self.crowd("all")
        self.kinds: list[Kind] = []
        self.way_out = WayOut(self)
        self.steps: dict[str, StepRun] = {}
        for name, step in scenario.steps.items():
            self.steps[name] = step_run(self, step)
        places: dict[str, Place] = {**self.steps, OUT: self.way_out}
        for run in self.steps.values():
            run.chances = chances_of(run.step, places)
        self.sources = []
        for number, stream in enumerate(scenario.streams):
            path = [places[name] for name in (*stream.path, OUT)]
            kind = self.kind(number, stream.stream_id, path, stream.priority, stream.kg, stream.teu)
            self.sources.append(Source(self, stream, kind))
        self.to_come = len(self.sources)
        often = returning([kind.path for kind in self.kinds], self.steps.values())
        for run in self.steps.values():
            run.returns = run in often

    def kind(
        self, stream: int, key: str, path: list[Place], priority: int, kg: float, teu: float
    ) -> Kind:
        """A new kind of items; `stream` is -1 for boxes."""
        kind = Kind(len(self.kinds), stream, key, path, priority, kg, teu)
        for at, place in enumerate(path):
            kind.positions.setdefault(place, []).append(at)
        self.kinds.append(kind)
        return kind

    def gauge(self, name: str, start: int = 0) -> Gauge:
        """A new gauge, read when the run is over."""
        gauge = Gauge(name, self._level(start))
        self.gauges.append(gauge)
        return gauge

    def crowd(self, name: str) -> Crowd:
        """A new gauge of lots and parcels."""
        crowd = Crowd(name, self._level(0), self._level(0))
        self.gauges.append(crowd)
        return crowd

    def _level(self, start: int) -> Level:
        scenario = self.world.scenario
        return Level(
            scenario.warm_up_h, scenario.period_end_h, scenario.watch.snapshots_h, start
        )  # fmt: skip

    def begin(self) -> None:
        """Put the run on the agenda."""
        for step in self.steps.values():
            step.begin()
        self.world.agenda.call(0.0, self.open, None, CALENDAR)

    def open(self, _: object, at_h: float) -> None:
        """Lots that are there when the run begins are placed, then others may come."""
        for step in self.steps.values():
            for _ in range(step.step.start_with):
                named = (s for s in self.sources if step in s.kind.positions)
                source = next(named, self.sources[0])
                source.place(step, at_h)
        for source in self.sources:
            source.begin()

    @property
    def came(self) -> int:
        """Lots of all streams so far."""
        return sum(source.number for source in self.sources)

    def over(self, at_h: float) -> bool:
        """Whether nobody is here and nobody will come: what repeats itself may stop."""
        return at_h >= self.world.scenario.period_end_h and not self.here and not self.to_come

    def lost(self, item: Item, at_h: float) -> None:
        """An item leaves the system without being done."""
        self.lots.lost.append(item.lot)
        self.way_out.enter(item, at_h)

    def spill(self) -> None:
        """Work up what is noted so far, where it is much."""
        if len(self.everyone.moves) < SPILL_AT:
            return
        for gauge in self.gauges:
            gauge.spill()
        for step in self.steps.values():
            step.visits.spill()
        self.lots.spill()

    def close(self) -> StreamRecords:
        """Everything recorded, when the run is over."""
        scenario = self.world.scenario
        end_h = max(self.world.agenda.now_h, scenario.period_end_h)
        if self.here:
            end_h = scenario.cap_h
        records = self.records
        records.end_h = end_h
        for step in self.steps.values():
            step.close(end_h)
            for item in step.inside.values():
                step.ended += (item.lot, item.entered_h, step.began(item, end_h), NAN)
        for gauge in self.gauges:
            records.gauges.update(gauge.readings(end_h))
        records.packed = array("q", self.lots.packings().tobytes())
        records.benches = array("q", self.lots.benches)
        records.lots = self.lots.close(charge_steps(self, end_h))
        charge_shelves(self)
        records.visits = {name: step.visits.close() for name, step in self.steps.items()}
        return records
