"""Freight that is paid by weight: in vans of shared rounds, and on air pallets.

Each part pays its own, so it is in what an offer costs and not in what a box costs.
"""

from __future__ import annotations

from domain import tariff as price
from domain.network import Network
from domain.plan import BoxRoute, Hop


def weighed_hops(network: Network, route: BoxRoute) -> tuple[str, tuple[Hop, ...]] | None:
    """Box type and hops of a route that are paid by weight; `None` where none is."""
    hops = tuple(hop for hop in route.hops if network.services[hop.service_id].by_weight)
    return (route.box_type, hops) if hops else None


def weighed_cny(network: Network, route: BoxRoute, kg: float) -> float:
    """Freight of some goods over those hops."""
    weighed = weighed_hops(network, route)
    if weighed is None:
        return 0.0
    box, hops = network.boxes[weighed[0]], weighed[1]
    return sum(
        price.box_freight(network.services[hop.service_id], hop, box, kg).cny for hop in hops
    )
