"""Worlds whose train takes bookings on terms."""

from dataclasses import replace

from domain.sailings import Sailing
from domain.tiers import Tier

YARD = (Tier(0.0, 50.0), Tier(2.0, 200.0))


def with_service(scenario, service_id, **changes):
    services = dict(scenario.network.services)
    services[service_id] = replace(services[service_id], **changes)
    return replace(scenario, network=replace(scenario.network, services=services))


def on_terms(scenario, sailing=None, service_id="RAIL", yard=YARD):
    """Terms of booking on one service, and free days in steps in the yard of the hub."""
    scenario = with_service(scenario, service_id, sailing=sailing or Sailing())
    return replace(scenario, tariff=replace(scenario.tariff, yard_tiers={"HUB": yard}))
