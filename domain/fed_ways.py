"""Ways on which goods change boxes: a chain of boxes to a hub, and another chain from there.

The chain to the hub stays on its side of the customs border and takes up to `FEEDER_HOPS` services.
Of the chains to a hub the best by truck alone and the best by train or vessel are kept, of those
from it the best for each main carriage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.network import BoxType
from domain.plan import BoxRoute, Hop, Way
from domain.restuff import TO_HUB
from domain.ways import Chain, Demand, WaySearch

FEEDER_HOPS = 2
TONNE_KG = 1000.0


_Main = tuple[float, str, BoxRoute, tuple[str, ...], Chain, float, float]


class FedSearch(WaySearch):
    """Finds ways as `WaySearch` does, and those over hubs at which goods change boxes."""

    def fed_ways(
        self, demands: Mapping[str, Demand], hubs: Iterable[str], keep: int
    ) -> tuple[Way, ...]:
        """Ways over some hubs; `demands` are one flow's, by box type.

        Parameters
        ----------
        keep
            Main carriages kept from each hub.
        """
        found: dict[Way, tuple[float, str]] = {}
        for hub in hubs:
            mains = self._from_hub(demands, hub, keep)
            for feeder, before, cny, hours in self._to_hub(demands, hub) if mains else ():
                for main, after, chain, more, later in mains:
                    if not {*chain.visited[1:]}.isdisjoint(
                        (feeder.stuff_node, *self._stops(before))
                    ):
                        continue
                    demand = demands[main.box_type]
                    rank = cny + more + demand.cny_per_t_h * (hours + later)
                    way = Way(before, main, after, feeder)
                    found[way] = (rank, f"{feeder.route_id}|{main.route_id}|{'>'.join(after)}")
        return tuple(sorted(found, key=found.__getitem__))

    def _from_hub(
        self, demands: Mapping[str, Demand], hub: str, keep: int
    ) -> list[tuple[BoxRoute, tuple[str, ...], Chain, float, float]]:
        """Chains from a hub to the door: the best for each main carriage of each box type."""
        found: list[_Main] = []
        for box_type, demand in demands.items():
            if hub in demand.barred or not self._usable(hub, "stuffing", demand):
                continue
            best: dict[tuple[Hop, ...], _Main] = {}
            ends, box = self._ends(demand), self._network.boxes[box_type]
            for chain, route, after in self._ended(hub, ends, box, demand):
                loose = sum(self._loose_cny_per_t(one) for one in after)
                cny = chain.cny * TONNE_KG / demand.kg_per_box + loose
                hours = chain.hours + sum(self._ride_h(one) for one in after)
                rank = cny + demand.cny_per_t_h * hours
                main = tuple(hop for hop in route.hops if self._main_carriage(hop))
                row = (rank, route.route_id, route, after, chain, cny, hours)
                if main not in best or row[:2] < best[main][:2]:
                    best[main] = row
            found.extend(sorted(best.values(), key=lambda row: row[:2])[:keep])
        return [row[2:] for row in found]

    def _to_hub(
        self, demands: Mapping[str, Demand], hub: str
    ) -> list[tuple[BoxRoute, tuple[str, ...], float, float]]:
        """The best chain of each box type by truck alone, and the best by train or vessel."""
        found: list[tuple[float, str, BoxRoute, tuple[str, ...], float, float]] = []
        for box_type, demand in demands.items():
            best: dict[bool, tuple[float, str, BoxRoute, tuple[str, ...], float, float]] = {}
            box: BoxType = self._network.boxes[box_type]
            for start, before in self._reach(demand.origin_id):
                if start == hub or not self._usable(start, "stuffing", demand):
                    continue
                loose = sum(self._loose_cny_per_t(one) for one in before)
                ridden = sum(self._ride_h(one) for one in before)
                for chain in self._explore(start, box, demand):
                    if chain.visited[-1] != hub or chain.crossed or len(chain.hops) > FEEDER_HOPS:
                        continue
                    name = self._route_name(start, hub, box_type, chain.hops) + TO_HUB
                    route = BoxRoute(name, start, hub, box_type, chain.hops, restuffed=True)
                    cny = chain.cny * TONNE_KG / demand.kg_per_box + loose
                    hours = chain.hours + ridden
                    rank = cny + demand.cny_per_t_h * hours
                    dated = any(self._network.services[hop.service_id].dated for hop in chain.hops)
                    row = (rank, name, route, before, cny, hours)
                    if dated not in best or row[:2] < best[dated][:2]:
                        best[dated] = row
            found.extend(best[dated] for dated in sorted(best))
        return [row[2:] for row in found]
