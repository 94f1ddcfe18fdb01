"""The tandem, and the draws that every engine is given.

Poisson arrivals at 37.5 an hour, a gate with 4 servers (exponential, mean 0.08 h a parcel), bundles
of 20, a train every 24 h with room for 50 bundles, unloading with 2 servers (exponential, mean
0.8 h a bundle). The numbers are those of `scenarios/theory/tandem.yaml`, read from it, and the
draws are the product's own: parcel 17 comes at the same hour everywhere and works as long at the
gate, bundle 5 as long at unloading. So every engine that models the same gives the same mean time
from arrival to the end of unloading, to the last digits.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from domain.draw_series import DrawSeries
from domain.draws import Chance
from domain.scenario import Scenario
from domain.times import Times

SCENARIO = Path(__file__).resolve().parents[2] / "scenarios" / "theory" / "tandem.yaml"
LOTS_OF_20 = SCENARIO.with_name("tandem_lots_of_20.yaml")
SEED, REPLICATION = 1, 3_000_000


@dataclass(frozen=True, slots=True)
class Tandem:
    """Sizes and draws: `come_h` and `gate_h` by parcel, `unload_h` by bundle, in hours."""

    gates: int
    bundle: int
    every_h: float
    room: int
    docks: int
    come_h: tuple[float, ...]
    gate_h: tuple[float, ...]
    unload_h: tuple[float, ...]


def scenario(path: Path, parcels: int, per_lot: int = 1) -> Scenario:
    """The product's scenario with so many parcels in lots, and time enough for them."""
    from inputs import load_scenario

    lots, period_h = parcels // per_lot, 28 * parcels // 1000 + 240
    sets = [f"streams.parcels.lots={lots}", f"period_h={period_h}"]
    return load_scenario(path, sets=sets).scenario


def tandem(parcels: int) -> Tandem:
    """The model with its draws, as the product would make them."""
    whole = scenario(SCENARIO, parcels)
    chance = Chance(SEED, REPLICATION)
    (stream,) = whole.streams
    gate, bench, train, unload = (whole.steps[name] for name in stream.path)
    assert gate.process is not None
    assert bench.pack is not None
    assert train.ride is not None
    assert unload.process is not None
    service = whole.network.services[train.ride.service_id]
    first, second, *_ = whole.timetable.departures[service.service_id]
    bundles = parcels // bench.pack.parcels
    gaps = _drawn(chance, stream.gaps, parcels, "gap", stream.stream_id)
    return Tandem(
        gates=gate.process.servers or 0,
        bundle=bench.pack.parcels,
        every_h=second - first,
        room=int(service.capacity_teu or 0),
        docks=unload.process.servers or 0,
        come_h=tuple(accumulate(gaps)),
        gate_h=_drawn(chance, gate.work, parcels, "stream_work", "gate", stream.stream_id, 0),
        unload_h=_drawn(chance, unload.work, bundles, "box_work", "unload", "bench", 0),
    )


def _drawn(
    chance: Chance, times: Times | None, count: int, name: str, *key: str | int
) -> tuple[float, ...]:
    series = DrawSeries(chance, times, name, *key)
    return tuple(series[number] for number in range(count))
