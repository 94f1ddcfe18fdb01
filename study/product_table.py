"""The products of a scenario as a table: names and temperature limits, for charts and pages."""

from __future__ import annotations

import pandas as pd

from domain.scenario import Scenario
from domain.tables.results import NETWORK_PRODUCTS
from study.frames import table_frame


def network_products(scenario: Scenario) -> pd.DataFrame:
    """Products of the scenario by id; limits are those that count as an excursion outside."""
    rows = [
        (p.product_id, p.name_zh, p.name_en, p.temp_class, p.setpoint_c, p.min_c, p.max_c)
        for _, p in sorted(scenario.products.items())
    ]
    return table_frame(NETWORK_PRODUCTS, rows)
