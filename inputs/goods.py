"""Products and load units from their tables."""

from __future__ import annotations

from domain.cargo import Product
from domain.cold import ProductLife
from domain.network import BoxType
from inputs.findings import Findings
from inputs.tables import Row, Tables

DRY_CP_KJ_KGK = 1.5
"""Specific heat of goods for which products.csv has none (assumed)."""
HOURS_PER_DAY = 24.0


def products(tables: Tables, findings: Findings) -> dict[str, Product]:
    """Products by id, in the order of the file."""
    return {row.text("product_id"): _product(row, findings) for row in tables["products"]}


def _product(row: Row, findings: Findings) -> Product:
    return Product(
        row.text("product_id"), row.text("name_en"), row.text("name_zh"), row.text("hs_code"),
        row.text("temp_class"), row.maybe("setpoint_c"), row.maybe("min_c"), row.maybe("max_c"),
        _life(row, findings), row.maybe("cp_kj_kgk") or DRY_CP_KJ_KGK,
        row.text("ethylene"), row.text("odour"), row.text("dangerous_class"),
    )  # fmt: skip


def _life(row: Row, findings: Findings) -> ProductLife | None:
    kinetics = row.text("kinetics")
    if kinetics == "none":
        return None
    try:
        return ProductLife(
            kinetics,  # type: ignore[arg-type]
            row.maybe("ref_temp_c"), row.maybe("shelf_life_days_at_ref"), row.maybe("q10"),
            row.maybe("ea_kj_mol"), row.maybe("tmin_c"),
        )  # fmt: skip
    except ValueError as error:
        findings.error(row.at("kinetics"), "bad_cell", found=kinetics, rule=str(error))
        return None


def boxes(tables: Tables) -> dict[str, BoxType]:
    """Load units by type."""
    return {
        row.text("box_type"): BoxType(
            box_type=row.text("box_type"),
            name_en=row.text("name_en"),
            name_zh=row.text("name_zh"),
            m3=row.number_of("internal_m3"),
            payload_kg=1000.0 * row.number_of("payload_t"),
            teu=row.number_of("teu"),
            tare_kg=1000.0 * row.number_of("tare_t"),
            plug_kw=row.number_of("plug_kw"),
            ua_w_per_k=row.or_zero("ua_w_per_k"),
            rent_cny_per_day=row.number_of("rent_cny_per_day"),
            return_fee_cny=row.number_of("return_fee_cny"),
            free_h=HOURS_PER_DAY * row.number_of("free_days"),
            demurrage_cny_per_day=row.number_of("demurrage_cny_per_day"),
            lease_in_cny=row.number_of("lease_in_cny"),
            temp_classes=frozenset(row.words("temp_classes")),
            point_c=row.maybe("setpoint_c"),
            handling_cny=row.maybe("handling_cny"),
        )
        for row in tables["boxes"]
    }
