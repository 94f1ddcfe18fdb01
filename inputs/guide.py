"""The route guide of the policy `habit`: service chains that forwarders use today."""

from __future__ import annotations

from inputs.source import Source

Guide = dict[tuple[str, str], tuple[tuple[str, ...], ...]]


def guide(source: Source, services: set[str]) -> Guide:
    """Chains per (product, destination) by preference; those with a closed service are left out."""
    rows = sorted(source.tables["route_guide"], key=lambda row: row.whole("preference"))
    found: dict[tuple[str, str], list[tuple[str, ...]]] = {}
    for row in rows:
        chain = row.words("route", by=">")
        if not set(chain) <= services:
            continue
        chains = found.setdefault((row.text("product_id"), row.text("destination_id")), [])
        if chain not in chains:
            chains.append(chain)
    return {key: tuple(chains) for key, chains in found.items()}
