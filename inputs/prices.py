"""Tariff, emission factors and climate from their tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.climate import Air, climate
from domain.emissions import ANY_REGION, EmissionFactors
from domain.network import Node
from domain.tariff import ITEMS, Tariff
from inputs.findings import Place, did_you_mean
from inputs.sailings import yard_tiers
from inputs.source import Source

REGIONS = {"China": "CN", ANY_REGION: ANY_REGION}
"""Regions of emissions.csv that `Network.region` tells apart; others are for later."""
TZ_AT_SEA = "UTC"


def tariff(source: Source) -> Tariff:
    """Prices of tariffs.csv with the scenario's own on top."""
    values = {row.text("item"): row.number_of("value") for row in source.tables["tariffs"]}
    for item, value in source.file.tariffs.items():
        if item not in values:
            source.findings.error(
                source.at("tariffs", item), "unknown_id", what="item of tariffs.csv",
                what_zh="tariffs.csv 项目", found=item, hint=did_you_mean(item, list(values)),
            )  # fmt: skip
        values[item] = value
    for name in ITEMS:
        if name not in values:
            source.findings.error(Place("data/tariffs.csv"), "unknown_id", what="item",
                                  what_zh="项目", found=name)  # fmt: skip
    prices = Tariff(**{name: values.get(name, 0.0) for name in ITEMS})  # type: ignore[arg-type]
    disposal = source.file.disposal
    return replace(
        prices, yard_tiers=yard_tiers(source),
        disposal_cny_per_t=None if disposal is None else disposal.cny_per_t,
    )  # fmt: skip


def emissions(source: Source) -> EmissionFactors:
    """Intensities per tonne and kilometre, by mode, temperature class and region."""
    found = {
        (row.text("mode"), row.text("temp_class"), REGIONS[row.text("region")]): row.number_of(
            "g_per_tkm"
        )
        for row in source.tables["emissions"]
        if row.text("region") in REGIONS and row.maybe("g_per_tkm") is not None
    }
    return EmissionFactors(found)


def air(source: Source, nodes: Mapping[str, Node]) -> dict[str, Air]:
    """Outside air of every climate place that nodes name."""
    zones = {row.text("node_id"): row.text("tz") for row in source.tables["nodes"]}
    means: dict[str, dict[int, float]] = {}
    for row in source.tables["climate"]:
        means.setdefault(row.text("climate_node"), {})[row.whole("month")] = row.number_of("mean_c")
    found: dict[str, Air] = {}
    for node in nodes.values():
        place = node.climate_node
        if place in found:
            continue
        months = means.get(place, {})
        if len(months) != 12:
            source.findings.error(
                Place("data/climate.csv", None, None, "month"), "bad_cell", found=place,
                rule=f"{len(months)} of 12 months; node {node.node_id} takes its climate there",
            )  # fmt: skip
            continue
        found[place] = climate(
            source.clock, zones.get(place, TZ_AT_SEA), [months[m] for m in range(1, 13)],
            horizon_h=source.horizon_h,
        )  # fmt: skip
    return found
