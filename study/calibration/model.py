"""The same rides as a booking list has them, read from the movements of a run."""

from __future__ import annotations

import pandas as pd

from domain.scenario import Scenario
from inputs.actual_services import border_of
from study.calibration.rides import Ride
from study.run_folder import RunFolder


def rides_of(folder: RunFolder, scenario: Scenario) -> dict[int, list[Ride]]:
    """Rides that left within the period, by replication; services without departures are out."""
    moved = folder.table("movements")
    moved = moved[(moved["subject"] == "box")]
    boxes = folder.table("boxes").set_index(["replication", "box_id"])["box_type"]
    teu = {name: one.teu for name, one in scenario.network.boxes.items()}
    found: dict[int, list[Ride]] = {}
    for number in sorted(set(moved["replication"])):
        own, types = moved[moved["replication"] == number], boxes.loc[number]
        found[int(number)] = [
            Ride(service_id, at_h, teu.get(str(types.get(box_id, ""))))
            for box_id, service_id, at_h in _rides(own, scenario)
        ]
    return found


def _rides(moved: pd.DataFrame, scenario: Scenario) -> list[tuple[str, str, dict[str, float]]]:
    services, nodes = scenario.network.services, scenario.network.nodes
    gate_in: dict[tuple[str, str], float] = {}
    open_rides: dict[tuple[str, str, float], dict[str, float]] = {}
    under_way: dict[tuple[str, float], str] = {}
    ordered = moved.sort_values(["subject_id", "start_h", "end_h"], kind="stable")
    columns = ("subject_id", "stage", "node_id", "service_id", "scheduled_h", "start_h", "end_h")
    for box_id, stage, node_id, service_id, scheduled_h, start_h, end_h in zip(
        *(ordered[name].to_numpy() for name in columns), strict=True
    ):
        if stage == "terminal_out":
            gate_in[box_id, node_id] = start_h
        elif stage == "await_departure":
            at_h = {"departure": end_h, "scheduled": scheduled_h}
            at_h["gate_in"] = gate_in.pop((box_id, node_id), start_h)
            open_rides[box_id, service_id, scheduled_h] = at_h
            under_way[box_id, scheduled_h] = service_id
        elif stage == "ride" and (box_id, service_id, scheduled_h) in open_rides:
            at_h = open_rides[box_id, service_id, scheduled_h]
            at_h["arrival"] = end_h
        elif stage == "border" and (box_id, scheduled_h) in under_way:
            name = under_way[box_id, scheduled_h]
            border = border_of(services[name], nodes)
            if border is not None and border[1].node_id == node_id:
                at_h = open_rides[box_id, name, scheduled_h]
                at_h["border_in"], at_h["border_out"] = start_h, end_h
    from_h, to_h = scenario.warm_up_h, scenario.period_end_h
    return [
        (box_id, service_id, at_h)
        for (box_id, service_id, _), at_h in open_rides.items()
        if from_h <= at_h["departure"] < to_h and "arrival" in at_h
    ]
