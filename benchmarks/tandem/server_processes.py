"""SimPy as an expert has it: servers are the processes, and a process per bundle from there."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any

import simpy

from benchmarks.tandem.model import Tandem

Process = Generator[simpy.Event, Any, None]


class Bench:
    """Where bundles are made, and wait for the train; a parcel is its number."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.open: list[int] = []
        self.ready: list[list[int]] = []

    def join(self, number: int) -> None:
        """Put one more parcel into the open bundle."""
        self.open.append(number)
        if len(self.open) == self.size:
            self.ready.append(self.open)
            self.open = []


class Queue:
    """Parcels before the gate, and the keepers who have nothing to do."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.waiting: deque[int] = deque()
        self.idle: list[simpy.Event] = []

    def put(self, number: int) -> None:
        """A parcel stands in the queue; one keeper wakes, if any sleeps."""
        self.waiting.append(number)
        if self.idle:
            self.idle.pop().succeed()

    def nothing_to_do(self) -> simpy.Event:
        """What a keeper waits for."""
        wake = self.env.event()
        self.idle.append(wake)
        return wake


def source(env: simpy.Environment, queue: Queue, model: Tandem) -> Process:
    """Parcels come and stand in the queue."""
    for number, come_h in enumerate(model.come_h):
        yield env.timeout(come_h - env.now)
        queue.put(number)


def gate_keeper(
    env: simpy.Environment, queue: Queue, bench: Bench, work_h: tuple[float, ...]
) -> Process:
    """One of the servers at the gate: the next parcel, its work, the bench."""
    while True:
        while not queue.waiting:
            yield queue.nothing_to_do()
        number = queue.waiting.popleft()
        yield env.timeout(work_h[number])
        bench.join(number)


def unload(
    env: simpy.Environment, docks: simpy.Resource, bundle: list[int], work_h: float,
    come_h: tuple[float, ...], times: list[float],
) -> Process:  # fmt: skip
    """A bundle is unloaded, and its parcels are through."""
    with docks.request() as turn:
        yield turn
        yield env.timeout(work_h)
    times.extend([env.now - come_h[number] for number in bundle])


def train(
    env: simpy.Environment, docks: simpy.Resource, bench: Bench, model: Tandem, times: list[float]
) -> Process:
    """The daily train takes what is ready, as far as it has room."""
    left = iter(model.unload_h)
    carried = 0
    while carried < len(model.unload_h):
        yield env.timeout(model.every_h)
        aboard, bench.ready = bench.ready[: model.room], bench.ready[model.room :]
        carried += len(aboard)
        for bundle in aboard:
            env.process(unload(env, docks, bundle, next(left), model.come_h, times))


def run(model: Tandem) -> list[float]:
    """Hours of every parcel in the system, in order of leaving."""
    env = simpy.Environment()
    queue = Queue(env)
    docks = simpy.Resource(env, model.docks)
    bench = Bench(model.bundle)
    times: list[float] = []
    env.process(source(env, queue, model))
    for _ in range(model.gates):
        env.process(gate_keeper(env, queue, bench, model.gate_h))
    env.process(train(env, docks, bench, model, times))
    env.run()
    return times
