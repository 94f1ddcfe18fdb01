"""SimPy as a textbook has it: a process per parcel, from its arrival to the sink."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.tandem.model import Tandem

Process = Generator[simpy.Event, Any, None]


class Bundle:
    """Parcels on their way together."""

    def __init__(self, env: simpy.Environment) -> None:
        self.parcels = 0
        self.unloaded = env.event()


class Bench:
    """Where bundles are made, and wait for the train."""

    def __init__(self, env: simpy.Environment, size: int) -> None:
        self.env, self.size = env, size
        self.open = Bundle(env)
        self.ready: list[Bundle] = []

    def join(self) -> Bundle:
        """Put one more parcel into the open bundle."""
        bundle = self.open
        bundle.parcels += 1
        if bundle.parcels == self.size:
            self.ready.append(bundle)
            self.open = Bundle(self.env)
        return bundle


def parcel(
    env: simpy.Environment, gate: simpy.Resource, bench: Bench, work_h: float, times: list[float]
) -> Process:
    """The life of one parcel."""
    came_h = env.now
    with gate.request() as turn:
        yield turn
        yield env.timeout(work_h)
    bundle = bench.join()
    yield bundle.unloaded
    times.append(env.now - came_h)


def source(
    env: simpy.Environment, gate: simpy.Resource, bench: Bench, model: Tandem, times: list[float]
) -> Process:
    """Parcels come."""
    for come_h, work_h in zip(model.come_h, model.gate_h, strict=True):
        yield env.timeout(come_h - env.now)
        env.process(parcel(env, gate, bench, work_h, times))


def unload(env: simpy.Environment, docks: simpy.Resource, bundle: Bundle, work_h: float) -> Process:
    """A bundle is unloaded."""
    with docks.request() as turn:
        yield turn
        yield env.timeout(work_h)
    bundle.unloaded.succeed()


def train(env: simpy.Environment, docks: simpy.Resource, bench: Bench, model: Tandem) -> Process:
    """The daily train takes what is ready, as far as it has room."""
    left = iter(model.unload_h)
    carried = 0
    while carried < len(model.unload_h):
        yield env.timeout(model.every_h)
        aboard, bench.ready = bench.ready[: model.room], bench.ready[model.room :]
        carried += len(aboard)
        for bundle in aboard:
            env.process(unload(env, docks, bundle, next(left)))


def run(model: Tandem) -> list[float]:
    """Hours of every parcel in the system, in order of leaving."""
    env = simpy.Environment()
    gate = simpy.Resource(env, model.gates)
    docks = simpy.Resource(env, model.docks)
    bench = Bench(env, model.bundle)
    times: list[float] = []
    env.process(source(env, gate, bench, model, times))
    env.process(train(env, docks, bench, model))
    env.run()
    return times
