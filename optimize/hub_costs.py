"""What hubs and stations are expected to charge an offer beyond receiving and storage."""

from __future__ import annotations

from collections.abc import Sequence

from domain import tariff as price
from domain.cargo import Consignment
from domain.fetching import Fetched
from domain.hubs import rooms_of, sorting_of
from domain.network import Network


def sorting_cny(network: Network, node_id: str, consignment: Consignment) -> float:
    """Sorting of one packing unit."""
    sorter = sorting_of(network, node_id, consignment)
    return 0.0 if sorter is None else price.sorting(sorter, 1).cny


def floor_cny(
    network: Network, node_id: str, consignment: Consignment, fetched: Sequence[Fetched]
) -> float:
    """What goods pay for having no room, and for rounds and trunk trucks; mean over the paces."""
    collected = _collected_cny(fetched) if network.stations else 0.0
    rooms = rooms_of(network, node_id)
    if rooms is None:
        return collected
    hours = sum(one.outside_h for one in fetched) / len(fetched)
    return price.spill(rooms, consignment.kg, hours).cny + collected


def _collected_cny(fetched: Sequence[Fetched]) -> float:
    """What a consignment bears of rounds and trunk trucks, mean over the paces."""
    return sum(sum(one.over[1].costs) for one in fetched if one.over is not None) / len(fetched)
