"""Money of streams: their owner pays what visits and shelves cost, once."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import cast

import numpy as np

from domain.scenario import Scenario
from domain.stock_audit import held_parcel_h
from domain.stream_charges import STREAM_OWNER, shelf_cny
from domain.stream_records import StreamRecords
from domain.times import Floats
from sim.checks.broken import BrokenRunError
from sim.checks.money import CENT_CNY, PAYER, Booking
from sim.story import cost_line, last
from sim.world import World


def check_stream_money(world: World, records: StreamRecords) -> None:
    """Charges of all visits are borne by lots; those of the window, and shelves, are booked.

    Shelves are counted again from their events, not from their gauges.

    Raises
    ------
    BrokenRunError
        With the bookings of the stream or shelf.
    """
    borne = np.asarray(records.lots.cny)
    _hold("lots", "bear", float(borne.sum()), _visits_cny(world.scenario, records), [])
    due = dict(_of_streams(world.scenario, records, borne))
    due.update(_of_shelves(world.scenario, records))
    booked: dict[str, list[Booking]] = {name: [] for name in due}
    for row in cast("list[Booking]", world.records.costs.rows):
        if row[PAYER] == STREAM_OWNER:
            booked.setdefault(_whose(row), []).append(row)
    for name, rows in booked.items():
        _hold(name, "pays", math.fsum(row[-1] for row in rows), due.get(name, 0.0), rows)


def _whose(row: Booking) -> str:
    """Steps of a stream are booked as "stream:step", a shelf by its name."""
    stream, colon, _ = row[6].partition(":")
    return stream + colon


def _hold(name: str, verb: str, cny: float, due_cny: float, rows: list[Booking]) -> None:
    if abs(cny - due_cny) > CENT_CNY + 1e-9 * abs(due_cny):
        rule = f"{name.rstrip(':')} {verb} {cny:.2f} CNY, visits and shelves cost {due_cny:.2f}"
        raise BrokenRunError(rule, last(cost_line(row) for row in rows))


def _visits_cny(scenario: Scenario, records: StreamRecords) -> float:
    """What all visits are charged, of lots and of boxes."""
    parcels = np.asarray(records.lots.parcels)
    total = 0.0
    for name, step in scenario.steps.items():
        if step.cost_cny:
            visits = records.visits[name]
            lots = np.asarray(visits.lot)[np.asarray(visits.began_h) <= records.end_h]
            count = parcels[lots].sum() if step.cost_per_parcel else len(lots)
            total += float(count) * step.cost_cny
    return total


def _of_streams(
    scenario: Scenario, records: StreamRecords, borne: Floats
) -> Iterator[tuple[str, float]]:
    born_h, number_of = np.asarray(records.lots.born_h), np.asarray(records.lots.stream)
    counts = (born_h >= scenario.warm_up_h) & (born_h < scenario.period_end_h)
    for number, stream in enumerate(scenario.streams):
        yield f"{stream.stream_id}:", float(borne[counts & (number_of == number)].sum())


def _of_shelves(scenario: Scenario, records: StreamRecords) -> Iterator[tuple[str, float]]:
    from_h, to_h = scenario.warm_up_h, scenario.period_end_h
    for name, step in scenario.steps.items():
        if step.stock is None:
            continue
        events = [event for event in records.stock if event.step_id == name]
        held = [
            held_parcel_h(step.stock, [e for e in events if e.at_h < until_h], until_h)
            for until_h in (from_h, to_h)
        ]
        orders = sum(e.kind == "order" and from_h <= e.at_h < to_h for e in events)
        yield name, shelf_cny(step.stock, held[1] - held[0], orders)
