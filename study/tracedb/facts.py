"""What a trace database needs of a scenario beside the tables of its run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from domain.rules import RulePack
from domain.scenario import Scenario

COLD_STORE = "cold_store"


@dataclass(frozen=True, slots=True)
class Facts:
    """Hour 0, the clocks of places, where cold stores are, and the shelf life of products.

    Attributes
    ----------
    zones
        IANA name of the clock of each place.
    cold_places
        Places with a cold store; chilled goods stand on the floor elsewhere.
    reefers
        Box types that keep a set point.
    shelf_life_days
        Shelf life of each product at its reference temperature, where it has one.
    shelf_products
        What stands on each shelf of a warehouse.
    packs
        Rule packs that say how long records are kept.
    """

    start: datetime = datetime(2026, 1, 1, tzinfo=UTC)
    zones: Mapping[str, str] = field(default_factory=dict)
    cold_places: frozenset[str] = frozenset()
    reefers: frozenset[str] = frozenset()
    shelf_life_days: Mapping[str, float] = field(default_factory=dict)
    shelf_products: Mapping[str, str] = field(default_factory=dict)
    packs: tuple[RulePack, ...] = ()


def facts_of(scenario: Scenario) -> Facts:
    """Facts of a scenario; without rules of its own, records are kept as GB 31605 says."""
    from inputs.rules import read_packs

    nodes = scenario.network.nodes.values()
    lives = {
        name: product.life.shelf_life_days_at_ref
        for name, product in scenario.products.items()
        if product.life is not None
    }
    shelves = {} if scenario.stock is None else scenario.stock.shelves
    return Facts(
        scenario.clock.start_utc,
        {node.node_id: node.tz for node in nodes},
        frozenset(node.node_id for node in nodes if node.has(COLD_STORE, 0.0)),
        frozenset(box.box_type for box in scenario.network.boxes.values() if box.reefer),
        {name: days for name, days in lives.items() if days is not None},
        {name: shelf.product_id for name, shelf in shelves.items()},
        scenario.rules or read_packs(("gb31605",)),
    )
