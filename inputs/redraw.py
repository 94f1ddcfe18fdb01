"""Another order book for a scenario: the same flows and tonnes, drawn anew for one replication.

The tonnes of each flow and month stay; which sizes they come in, on which days, how long before and
by when they are due, for which shipper and by which trade mode are new.
"""

from __future__ import annotations

from dataclasses import replace

from domain.carbon import with_carbon_price
from domain.scenario import Scenario
from inputs import orderbook
from inputs.findings import Findings
from inputs.losses import with_losses
from inputs.parcel_lists import with_list_fees
from inputs.source import Source


def redrawn(source: Source, scenario: Scenario, replication: int) -> Scenario:
    """The scenario with the order book of a replication.

    Parameters
    ----------
    source
        What the scenario was built from.

    Raises
    ------
    InputError
        When the book is larger than any may be.
    """
    findings = Findings()
    fresh = replace(source, book=replication, findings=findings)
    nodes = dict(scenario.network.nodes)
    flows = orderbook.flows(fresh, dict(scenario.products), nodes, list(scenario.network.boxes))
    orders = orderbook.order_book(fresh, flows, nodes)
    findings.stop_if_wrong()
    orders = with_list_fees(fresh, orders, scenario.network.lists)
    drawn = replace(
        scenario, consignments=with_losses(orders, flows, scenario.tariff, scenario.cash)
    )
    return with_carbon_price(drawn, scenario.tariff.carbon_cny_per_t)
