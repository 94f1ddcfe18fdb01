"""Numbers that the declared ranges allow and the trade does not know: a slip of the unit."""

from __future__ import annotations

from collections.abc import Iterator

from inputs.findings import Finding, Place, finding
from inputs.tables import Tables

MOST_KMH = {"road": 130.0, "rail": 200.0, "sea": 60.0, "barge": 40.0, "post": 130.0, "air": 1000.0}
"""Mean speed of a leg; more means hours given in days, or metres for kilometres."""
LIMITS = {
    "services": {
        "price_cny_per_teu": 500_000.0, "price_cny_per_feu": 1_000_000.0,
        "price_cny_per_kg": 1_000.0, "departures_per_week": 5_000.0, "allotment_teu": 25_000.0,
        "gate_in_cutoff_h": 336.0, "late_mean_h": 336.0,
    },
    "legs": {"km": 40_000.0, "hours": 3_000.0},
    "processes": {"hours_mean": 2_000.0, "servers": 100_000.0, "unplugged_h": 240.0},
    "flows": {
        "annual_t": 50_000_000.0, "kg_per_unit": 40_000.0, "m3_per_unit": 120.0,
        "value_cny_per_kg": 1_000_000.0, "due_days": 366.0, "late_cost_cny_per_t_day": 1_000_000.0,
    },
    "boxes": {"internal_m3": 200.0, "payload_t": 60.0, "teu": 4.0, "rent_cny_per_day": 50_000.0},
    "products": {"density_kg_m3": 20_000.0, "shelf_life_days_at_ref": 10_000.0},
    "box_stocks": {"opening": 1_000_000.0},
}  # fmt: skip
POSITIVE = {
    "flows": ("kg_per_unit", "m3_per_unit", "size_p1"),
    "boxes": ("internal_m3", "payload_t", "teu"),
    "legs": ("km",),
    "background": ("per_day",),
}


def check_absurd_numbers(tables: Tables) -> list[Finding]:
    """Cells beyond what the trade knows, and legs faster than anything moves."""
    return [*_too_large(tables), *_zero(tables), *_too_fast(tables)]


def _too_large(tables: Tables) -> Iterator[Finding]:
    for name, limits in LIMITS.items():
        for row in tables[name]:
            for column, limit in limits.items():
                value = row.maybe(column)
                if value is not None and value > limit:
                    yield _absurd(row.at(column), f"{value:g}", f"at most {limit:,.0f}")


def _zero(tables: Tables) -> Iterator[Finding]:
    for name, columns in POSITIVE.items():
        for row in tables[name]:
            for column in columns:
                if row.maybe(column) == 0.0:
                    yield _absurd(row.at(column), "0", "more than 0")


def _too_fast(tables: Tables) -> Iterator[Finding]:
    modes = {row.text("service_id"): row.text("mode") for row in tables["services"]}
    for row in tables["legs"]:
        limit = MOST_KMH.get(modes.get(row.text("service_id"), ""))
        km, hours = row.number_of("km"), row.number_of("hours")
        if limit is not None and km > limit * hours:
            by = modes[row.text("service_id")]
            speed = f"{km:g} km in {hours:g} h"
            yield _absurd(row.at("hours"), speed, f"at most {limit:.0f} km/h by {by}")


def _absurd(at: Place, found: str, rule: str) -> Finding:
    return finding("error", at, "absurd", found=found, rule=rule)
