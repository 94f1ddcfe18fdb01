"""Where the lots of a stream can go: the steps they reach, how often, in which box.

A lot that leaves a step goes on along its path; from a step with chances of its own it goes where
chance leads, and along its path from there, if that step stands in it; else it leaves after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.stream import OUT, Step, Stream

Stop = tuple[str, int, str]
"""A step, the position in the path, and the packing step of the box that the lot is in, or ""."""


@dataclass(frozen=True, slots=True)
class Walk:
    """All stops of a stream. `onward` gives the chances of the next stop; what is missing leaves.

    `endless` are stops from which there is no way out. `visits` is how often a lot is at each stop
    on average; empty where there are endless ones.
    """

    stream: Stream
    onward: Mapping[Stop, Mapping[Stop, float]]
    endless: tuple[Stop, ...]
    visits: Mapping[Stop, float]

    def steps(self) -> Mapping[str, float]:
        """Visits of a lot by step."""
        found: dict[str, float] = {}
        for (step_id, _, _), count in self.visits.items():
            found[step_id] = found.get(step_id, 0.0) + count
        return found


def walk(stream: Stream, steps: Mapping[str, Step]) -> Walk:
    """Follow every way of a stream from its first step."""
    first: Stop = (stream.path[0], 0, "")
    onward: dict[Stop, dict[Stop, float]] = {}
    found = [first]
    while found:
        stop = found.pop()
        if stop in onward:
            continue
        onward[stop] = {}
        for chance, following in _next(stream, steps, stop):
            onward[stop][following] = onward[stop].get(following, 0.0) + chance
            found.append(following)
    endless = _endless(onward)
    visits = {} if endless else _visits(onward, first)
    return Walk(stream, onward, endless, visits)


def _next(stream: Stream, steps: Mapping[str, Step], stop: Stop) -> Iterator[tuple[float, Stop]]:
    step_id, at, box = stop
    step = steps[step_id]
    if step.pack is not None:
        box = step_id
    elif step.unpack:
        box = ""
    if step.then is None:
        if at + 1 < len(stream.path):
            yield 1.0, (stream.path[at + 1], at + 1, box)
        return
    for name, chance in step.then.items():
        if name != OUT:
            yield chance, (name, _position(stream.path, name, at), box)


def _position(path: Sequence[str], step_id: str, after: int) -> int:
    """Where a step stands in a path: next after a position, else first; outside it, as the last."""
    known = [at for at, name in enumerate(path) if name == step_id]
    if not known:
        return len(path) - 1
    return next((at for at in known if at > after), known[0])


def _endless(onward: Mapping[Stop, Mapping[Stop, float]]) -> tuple[Stop, ...]:
    """Stops from which no chain of positive chances leads out."""
    before: dict[Stop, list[Stop]] = {stop: [] for stop in onward}
    leaving = []
    for stop, following in onward.items():
        for other in following:
            before[other].append(stop)
        if sum(following.values()) < 1.0 - 1e-12:
            leaving.append(stop)
    free: set[Stop] = set()
    while leaving:
        stop = leaving.pop()
        if stop not in free:
            free.add(stop)
            leaving += before[stop]
    return tuple(stop for stop in onward if stop not in free)


def _visits(onward: Mapping[Stop, Mapping[Stop, float]], first: Stop) -> dict[Stop, float]:
    """The traffic equations v = e + v P (Jackson 1957, Operations Research 5, 518)."""
    number = {stop: n for n, stop in enumerate(onward)}
    system = np.eye(len(number))
    for stop, following in onward.items():
        for other, chance in following.items():
            system[number[other], number[stop]] -= chance
    begin = np.zeros(len(number))
    begin[number[first]] = 1.0
    solved = np.linalg.solve(system, begin)
    return {stop: float(solved[n]) for stop, n in number.items()}
