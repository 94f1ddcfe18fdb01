"""Salabim as its manual has it: a component per parcel, in its style with `yield`."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from benchmarks.tandem.model import Tandem

Process = Generator[Any, Any, None]


def run(model: Tandem) -> list[float]:
    """Hours of every parcel in the system, in order of leaving."""
    import salabim as sim

    sim.yieldless(False)
    env = sim.Environment(trace=False)
    gate = sim.Resource("gate", capacity=model.gates)
    docks = sim.Resource("docks", capacity=model.docks)
    ready: list[list[Any]] = []
    open_bundle: list[Any] = []
    times: list[float] = []

    class Parcel(sim.Component):  # type: ignore[misc, name-defined, unused-ignore]
        """The life of one parcel."""

        def setup(self, work_h: float) -> None:
            """Take its draw."""
            self.work_h = work_h

        def process(self) -> Process:
            """Gate, bundle, and asleep until the bundle is unloaded."""
            nonlocal open_bundle
            came_h = env.now()
            yield self.request(gate)
            yield self.hold(self.work_h)
            self.release(gate)
            open_bundle.append(self)
            if len(open_bundle) == model.bundle:
                ready.append(open_bundle)
                open_bundle = []
            yield self.passivate()
            times.append(env.now() - came_h)

    class Unloading(sim.Component):  # type: ignore[misc, name-defined, unused-ignore]
        """A bundle at the docks."""

        def setup(self, bundle: list[Any], work_h: float) -> None:
            """Take its parcels and its draw."""
            self.bundle, self.work_h = bundle, work_h

        def process(self) -> Process:
            """Unload, and wake the parcels."""
            yield self.request(docks)
            yield self.hold(self.work_h)
            self.release(docks)
            for parcel in self.bundle:
                parcel.activate()

    class Train(sim.Component):  # type: ignore[misc, name-defined, unused-ignore]
        """The daily train."""

        def process(self) -> Process:
            """Every day, as many bundles as there is room for."""
            carried = 0
            while carried < len(model.unload_h):
                yield self.hold(model.every_h)
                aboard = ready[: model.room]
                del ready[: model.room]
                for bundle in aboard:
                    Unloading(bundle=bundle, work_h=model.unload_h[carried])
                    carried += 1

    class Source(sim.Component):  # type: ignore[misc, name-defined, unused-ignore]
        """Parcels come."""

        def process(self) -> Process:
            """One after another."""
            for come_h, work_h in zip(model.come_h, model.gate_h, strict=True):
                yield self.hold(till=come_h)
                Parcel(work_h=work_h)

    Source()
    Train()
    env.run()
    return times
