"""How many boxes a consignment fills."""

from __future__ import annotations

import math

from domain import tariff as price
from domain.cargo import Consignment
from domain.scenario import Scenario
from domain.stuffing import BoxSize, Goods, UnitTooLargeError, units_that_fit


def boxes_needed(
    scenario: Scenario, consignment: Consignment, box_type: str
) -> tuple[float, bool] | None:
    """Boxes that a consignment fills when others fill them up, and whether they are heavy.

    Whole boxes for full loads; `None` where a unit is larger than the box.
    """
    box = scenario.network.boxes[box_type]
    size = BoxSize(box.m3, box.payload_kg)
    goods = Goods(
        "", 0, consignment.units, consignment.kg_per_unit, consignment.m3_per_unit
    )  # fmt: skip
    try:
        fits = units_that_fit(goods, 0.0, 0.0, size)
    except UnitTooLargeError:
        return None
    if fits <= 0:
        return None
    heavy = fits * consignment.kg_per_unit > price.HEAVY_BOX_KG
    if consignment.unit == "fcl":
        return float(math.ceil(consignment.units / fits)), heavy
    return max(consignment.m3 / box.m3, consignment.kg / box.payload_kg), heavy
