"""Boxes that come before their terminal takes them wait in a yard outside."""

from __future__ import annotations

from domain.gate_window import AWAIT_GATE, early, opens_at_h
from domain.network import Service
from domain.route import Stage
from domain.timetable import DepartureKey
from sim.agenda import Story
from sim.loads import Box
from sim.stages import pass_box
from sim.world import World


def await_window(world: World, box: Box, service: Service, key: DepartureKey) -> Story:
    """Outside until the window of the booked departure opens, at the price of that yard."""
    opens_h = opens_at_h(service, key[1])
    if not box.lots or box.t >= opens_h:
        return
    stage = Stage(
        AWAIT_GATE, box.node_id, box.node_id, box.t, opens_h, opens_h, service.service_id
    )  # fmt: skip
    pass_box(world, box, stage, key[1])
    world.books.charge_box(opens_h, box, early(service, opens_h - box.t), box.node_id)
    yield world.agenda.until(opens_h)
    box.t = opens_h
