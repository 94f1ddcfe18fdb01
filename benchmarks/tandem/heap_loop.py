"""The floor: a heap of the same events in one loop, without an engine and without books."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

from benchmarks.tandem.model import Tandem

COME, THROUGH_GATE, TRAIN, UNLOADED = range(4)


def run(model: Tandem) -> list[float]:
    """Hours of every parcel in the system, in order of leaving."""
    come_h, gate_h, unload_h = model.come_h, model.gate_h, model.unload_h
    events: list[tuple[float, int, int]] = [(come_h[0], COME, 0), (model.every_h, TRAIN, 0)]
    queue: deque[int] = deque()
    yard: deque[list[int]] = deque()
    dock_queue: deque[int] = deque()
    open_bundle: list[int] = []
    on_train: list[list[int]] = []
    times: list[float] = []
    gates, docks, last = model.gates, model.docks, len(come_h) - 1
    while events:
        now_h, event, number = heappop(events)
        if event == COME:
            if number < last:
                heappush(events, (come_h[number + 1], COME, number + 1))
            if gates:
                gates -= 1
                heappush(events, (now_h + gate_h[number], THROUGH_GATE, number))
            else:
                queue.append(number)
        elif event == THROUGH_GATE:
            open_bundle.append(number)
            if len(open_bundle) == model.bundle:
                yard.append(open_bundle)
                open_bundle = []
            if queue:
                following = queue.popleft()
                heappush(events, (now_h + gate_h[following], THROUGH_GATE, following))
            else:
                gates += 1
        elif event == TRAIN:
            for _ in range(min(len(yard), model.room)):
                bundle = len(on_train)
                on_train.append(yard.popleft())
                if docks:
                    docks -= 1
                    heappush(events, (now_h + unload_h[bundle], UNLOADED, bundle))
                else:
                    dock_queue.append(bundle)
            if len(on_train) < len(unload_h):
                heappush(events, (now_h + model.every_h, TRAIN, 0))
        else:
            times.extend([now_h - come_h[parcel] for parcel in on_train[number]])
            if dock_queue:
                bundle = dock_queue.popleft()
                heappush(events, (now_h + unload_h[bundle], UNLOADED, bundle))
            else:
                docks += 1
    return times
