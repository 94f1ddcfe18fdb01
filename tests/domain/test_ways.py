"""Ways found over a small network obey the rules of the trade."""

from __future__ import annotations

from dataclasses import replace

from domain.plan import Way
from domain.ways import Demand, WaySearch, _rides, kg_per_box
from tests.worlds import DRY, truck, two_hubs_network

NETWORK = two_hubs_network()
HEADWAY_H = {"RAIL": 24.0, "BLOCK": 84.0}


def demand(**changes: object) -> Demand:
    base = Demand("FARM", "CITY", "textiles", "pallet", "export", "dry", "40HC", 9_000.0, 10.0)
    return replace(base, **changes)


def chains(ways: tuple[Way, ...]) -> set[tuple[str, ...]]:
    return {tuple(hop.service_id for hop in way.route.hops) for way in ways}


def test_every_service_across_the_border_is_found() -> None:
    ways = WaySearch(NETWORK, HEADWAY_H).ways(demand(), keep=5)
    assert chains(ways) == {("RAIL",), ("BLOCK",), ("LORRY",)}
    assert all(way.before == ("FM_FARM_HUB",) for way in ways)
    assert all(way.after == ("LM_DEPOT_CITY",) for way in ways)


def test_domestic_goods_find_no_way_abroad() -> None:
    assert WaySearch(NETWORK, HEADWAY_H).ways(demand(direction="domestic"), keep=5) == ()


def test_customs_border_is_crossed_once() -> None:
    """A way out, back in by another gate and out again is no way."""
    services = {
        **NETWORK.services,
        "BACK": truck("BACK", "DEPOT", "HUB2", 10.0),
        "AGAIN": truck("AGAIN", "HUB2", "CITY", 10.0),
    }
    nodes = {**NETWORK.nodes, "HUB2": replace(NETWORK.nodes["HUB"], node_id="HUB2", functions={})}
    wide = replace(NETWORK, services=services, nodes=nodes)
    ways = WaySearch(wide, HEADWAY_H).ways(demand(), keep=20)
    assert not any("BACK" in chain for chain in chains(ways))


def test_reefer_rides_only_where_it_is_carried() -> None:
    dry_only = {
        name: replace(service, reefer_factor=None) if name == "BLOCK" else service
        for name, service in NETWORK.services.items()
    }
    search = WaySearch(replace(NETWORK, services=dry_only), HEADWAY_H)
    assert ("BLOCK",) not in chains(search.ways(demand(box_type="40RF"), keep=5))


def test_forbidden_place_takes_its_ways_away() -> None:
    closed = replace(NETWORK, forbidden=frozenset({("textiles", "HUB")}))
    assert WaySearch(closed, HEADWAY_H).ways(demand(), keep=5) == ()


def test_hurry_and_thrift_both_keep_their_best() -> None:
    """With one way kept per weight of time, cheap rail and the quick lorry both stay."""
    ways = WaySearch(NETWORK, HEADWAY_H).ways(demand(cny_per_t_h=100.0), keep=1)
    assert ("LORRY",) in chains(ways)
    assert chains(ways) & {("RAIL",), ("BLOCK",)}


def test_kg_per_box_is_whole_units_within_payload_and_volume() -> None:
    assert kg_per_box(DRY, 250.0, 1.8) == 37 * 250.0
    assert kg_per_box(DRY, 900.0, 0.9) == 28 * 900.0


def test_a_van_rides_rounds_only_and_an_air_pallet_aeroplanes_only() -> None:
    road = {s for s in NETWORK.services.values() if s.mode == "road"}
    assert road
    box = next(iter(NETWORK.boxes.values()))
    van, pallet = replace(box, box_type="van"), replace(box, box_type="ULD_LD7")
    for name, own in (("van", van), ("uld", pallet)):
        for service in NETWORK.services.values():
            assert not _rides(service, own)
            weighed = replace(
                service, carries=frozenset({name}), price_cny_per_teu=None,
                price_cny_per_feu=None, price_cny_per_kg=1.0, reefer_factor=1.0,
            )  # fmt: skip
            assert _rides(weighed, own)
            assert not _rides(weighed, replace(box, box_type="40HC"))
