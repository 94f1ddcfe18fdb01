"""What one box costs on a route whatever the hours: stuffing, freight, terminals, its return."""

from __future__ import annotations

from collections.abc import Callable

from domain import tariff as price
from domain.charges import handled_at
from domain.crossings import RESTUFF
from domain.network import Process
from domain.plan import BoxRoute
from domain.scenario import Scenario

HEAVY_KG = 1e9


def fixed_cny(
    scenario: Scenario, route: BoxRoute, process_of: Callable[[str, str, str], Process | None]
) -> tuple[float, float]:
    """Of a light and of a heavy box; `process_of` gives the process of a kind, node and mode."""
    network, tariff = scenario.network, scenario.tariff
    box = network.boxes[route.box_type]
    same = price.stuffing(tariff, box).cny
    if route.restuffed:
        crew = process_of(RESTUFF, route.strip_node, "road")
        opened = None if crew is None else price.node_handling(crew, box)
        same += 0.0 if opened is None else opened.cny
    else:
        same += price.stripping(tariff, box).cny
    if not scenario.fleet.covers(box.box_type):
        same += price.box_return(box).cny
    light = heavy = 0.0
    for hop in route.hops:
        service = network.services[hop.service_id]
        light += price.box_freight(service, hop, box, 0.0).cny
        kg = 0.0 if service.by_weight else HEAVY_KG  # by weight: see optimize.weighed
        heavy += price.box_freight(service, hop, box, kg).cny
        for kind, node_id, mode in handled_at(network, service, hop):
            process = process_of(kind, node_id, mode)
            charge = None if process is None else price.node_handling(process, box)
            same += 0.0 if charge is None else charge.cny
    return same + light, same + heavy
