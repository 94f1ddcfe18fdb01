"""Worlds whose train takes bookings on terms."""

from dataclasses import replace

from domain.distribution import Distribution
from domain.pace import nominal_pace
from domain.sailings import Sailing
from domain.tiers import Tier
from domain.wagon_sets import WagonSets, border_rows, rostered

YARD = (Tier(0.0, 50.0), Tier(2.0, 200.0))


def with_service(scenario, service_id, **changes):
    services = dict(scenario.network.services)
    services[service_id] = replace(services[service_id], **changes)
    return replace(scenario, network=replace(scenario.network, services=services))


def on_terms(scenario, sailing=None, service_id="RAIL", yard=YARD):
    """Terms of booking on one service, and free days in steps in the yard of the hub."""
    scenario = with_service(scenario, service_id, sailing=sailing or Sailing())
    return replace(scenario, tariff=replace(scenario.tariff, yard_tiers={"HUB": yard}))


def with_sets(scenario, out="RAIL", back=None, **changes):
    """Sets of wagons on a service; they come home by themselves in 60 h where no other is said."""
    network, times = scenario.network, scenario.timetable
    pair = [network.services[name] for name in (out, back) if name is not None]
    borders = {}
    for service in pair:
        borders |= border_rows(network, service)
    slots = sorted(
        (at_h, one.service_id)
        for one in pair
        for at_h in times.departures[one.service_id]
        if at_h >= one.gate_in_cutoff_h
    )
    group = WagonSets(
        "S", pair[0], pair[1] if back else None, 3, 0, (24.0, 12.0),
        None if back else Distribution.fixed(60.0), 12.0, 500.0, 8_000.0, borders,
        tuple((name, at_h) for at_h, name in slots),
    )  # fmt: skip
    network, times = rostered(network, times, [replace(group, **changes)], nominal_pace())
    return replace(scenario, network=network, timetable=times)
