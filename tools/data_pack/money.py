# ruff: noqa: E501 - one assumption a line
"""tariffs.csv, emissions.csv, grid.csv."""

from collections.abc import Iterator

from tools.data_pack.pack import ASSUMED, Row, Value

GUESS = "assumed: usual level of Chinese hubs and forwarders; ask yours"
TARIFFS: tuple[tuple[str, float, str, str, str, str], ...] = (
    ("receive_cny_per_t", 18.0, "CNY/t", "shipper", "hub", GUESS),
    ("stuffing_cny_per_box", 450.0, "CNY/box", "shipper", "hub", GUESS),
    ("strip_cny_per_box", 450.0, "CNY/box", "shipper", "hub", GUESS),
    ("storage_cny_per_m3_day", 1.2, "CNY/(m3 day)", "shipper", "hub", GUESS),
    ("cold_storage_cny_per_m3_day", 4.0, "CNY/(m3 day)", "shipper", "hub", GUESS),
    ("storage_free_h", 48.0, "h", "", "", GUESS),
    ("demurrage_free_h", 168.0, "h", "", "", "assumed: a week in the yard of departure"),
    ("declaration_cny_0110", 150.0, "CNY/declaration", "shipper", "broker", GUESS),
    ("declaration_cny_9610", 120.0, "CNY/declaration", "shipper", "broker", "assumed: lists of a day in one summary"),
    ("declaration_cny_9710", 150.0, "CNY/declaration", "shipper", "broker", GUESS),
    ("declaration_cny_9810", 150.0, "CNY/declaration", "shipper", "broker", GUESS),
    ("declaration_cny_1210", 200.0, "CNY/declaration", "shipper", "broker", GUESS),
    ("declaration_cny_9810_return", 300.0, "CNY/declaration", "shipper", "broker", GUESS),
    ("declaration_cny_mail_rail", 120.0, "CNY/declaration", "shipper", "broker", "assumed: a mail box closed by the office, as a day's lists"),
    ("inspection_cny_per_box", 600.0, "CNY/box", "shipper", "terminal", GUESS),
    ("capital_rate_per_year", 0.06, "1/year", "shipper", "bank", "assumed: bank loan of a trader"),
    ("electricity_cny_per_kwh", 0.75, "CNY/kWh", "shipper", "carrier", "assumed: commercial tariff; gensets are dearer"),
    ("life_value_share", 0.5, "1", "", "", "assumed: value lost per part of shelf life used"),
    ("carbon_cny_per_t", 0.0, "CNY/t", "network", "fund", "assumed: no carbon price in the base scenarios"),
    ("subsidy_cny_per_feu", 0.0, "CNY/FEU", "fund", "shipper", "notes/network.md: rail prices are unsubsidised; put a subsidy in the scenario"),
    ("outsource_cny_per_kg_hezhou", 4.0, "CNY/kg", "shipper", "outsourcer", "assumed: only where a flow has no price of its own"),
    ("outsource_cny_per_kg_taiyuan", 12.0, "CNY/kg", "shipper", "outsourcer", "assumed: only where a flow has no price of its own"),
)  # fmt: skip

# mode, region, class, factor of the pack, divisor to g/tkm (10 t a TEU), why
FACTORS: tuple[tuple[str, str, str, str, float, str], ...] = (
    ("road", "China", "dry", "road_cn_artic", 1, ""),
    ("road", "China", "reefer", "road_cn_artic_reefer", 1, ""),
    ("road", "*", "dry", "road_eu_artic40", 1, "used abroad, Europe or not"),
    ("road", "*", "reefer", "road_eu_artic40_reefer", 1, "used abroad, Europe or not"),
    ("rail", "China", "dry", "rail_cn_electric", 1, "generation only: no upstream"),
    ("rail", "China", "reefer", "rail_cn_electric", 1, "traction only; the reefer's own energy goes by time"),
    ("rail", "China-Europe", "dry", "rail_eu_avg", 1, "the pack's default for China-Europe trains is the European average"),
    ("rail", "China-Europe", "reefer", "rail_cre_default", 1, ""),
    ("rail", "Europe", "dry", "rail_eu_avg", 1, ""),
    ("rail", "Europe", "reefer", "rail_eu_avg_reefer", 1, ""),
    ("rail", "*", "dry", "rail_eu_avg", 1, "no finer row"),
    ("rail", "*", "reefer", "rail_eu_avg_reefer", 1, "no finer row"),
    ("sea", "asia_europe", "dry", "sea_asia_neu_dry", 10, ""),
    ("sea", "asia_europe", "reefer", "sea_asia_neu_reefer", 10, ""),
    ("sea", "asia_us_west", "dry", "sea_asia_nawc_dry", 10, ""),
    ("sea", "asia_us_west", "reefer", "sea_asia_nawc_reefer", 10, ""),
    ("sea", "asia_us_east", "dry", "sea_asia_naec_dry", 10, ""),
    ("sea", "asia_us_east", "reefer", "sea_asia_naec_reefer", 10, ""),
    ("sea", "china_asean", "dry", "sea_sea_nea_dry", 10, ""),
    ("sea", "china_asean", "reefer", "sea_sea_nea_reefer", 10, ""),
    ("sea", "*", "dry", "sea_ind_avg_dry", 10, ""),
    ("sea", "*", "reefer", "sea_ind_avg_reefer", 10, ""),
    ("barge", "*", "dry", "rail_eu_diesel", 1, "no barge factor in the pack: European diesel rail as a stand-in (assumed)"),
    ("barge", "*", "reefer", "rail_eu_diesel_reefer", 1, "no barge factor in the pack: stand-in (assumed)"),
    ("air", "*", "dry", "air_freighter_long", 1, "freighter; two lanes are just under the 1,500 km where the short-haul factor (1,516) begins"),
    ("air", "*", "reefer", "air_freighter_long", 1, "freighter; passive cooling takes no power"),
    ("post", "*", "dry", "road_eu_van", 1, "van of the last mile"),
    ("post", "*", "reefer", "road_eu_van_reefer", 1, "van of the last mile"),
)  # fmt: skip
OTHERS = (
    ("hub", "*", "dry", "hub_transship_amb"),
    ("hub", "*", "reefer", "hub_transship_mix"),
    ("reefer", "plug", "reefer", "reefer_power"),
    ("reefer", "genset", "reefer", "reefer_genset"),
)
GRID = (
    ("CN", "grid_cn_2023"),
    ("Guangxi", "grid_guangxi_2022"),
    ("Shanxi", "grid_shanxi_2022"),
    ("South China", "grid_south_2022"),
    ("North China", "grid_north_2023"),
)


def tariff_rows() -> Iterator[dict[str, Value]]:
    """Rows of tariffs.csv."""
    for item, value, unit, payer, payee, source in TARIFFS:
        yield {
            "item": item,
            "value": value,
            "unit": unit,
            "payer": payer,
            "payee": payee,
            "source": source,
            "verified": ASSUMED,
        }


def emission_rows(factors: list[Row]) -> Iterator[dict[str, Value]]:
    """Rows of emissions.csv; per TEU-km turned into per t-km with 10 t a TEU (GLEC)."""
    by_id = {row["factor_id"]: row for row in factors}
    for mode, region, temp_class, factor_id, divisor, why in FACTORS:
        row = by_id[factor_id]
        basis = row["boundary"] + (
            f"; {row['value']} g/TEU-km at 10 t a TEU" if divisor > 1 else ""
        )
        yield {
            "mode": mode,
            "region": region,
            "temp_class": temp_class,
            "g_per_tkm": float(row["value"]) / divisor,
            "basis": "; ".join(filter(None, (basis, why))),
            "source": f"{factor_id}: {row['source']}",
            "verified": row["verified"],
        }
    for mode, region, temp_class, factor_id in OTHERS:
        row = by_id[factor_id]
        yield {
            "mode": mode,
            "region": region,
            "temp_class": temp_class,
            "value": float(row["value"]),
            "unit": row["unit"],
            "basis": row["boundary"],
            "source": f"{factor_id}: {row['source']}",
            "verified": row["verified"],
        }


def grid_rows(factors: list[Row], countries: set[str]) -> Iterator[dict[str, Value]]:
    """Rows of grid.csv: China from the pack; abroad China's national mean until one is sourced."""
    by_id = {row["factor_id"]: row for row in factors}
    for region, factor_id in GRID:
        row = by_id[factor_id]
        yield {
            "country_or_region": region,
            "kgco2e_per_kwh": float(row["value"]),
            "source": f"{factor_id}: {row['source']}",
            "verified": row["verified"],
            "note": "CO2 only",
        }
    for country in sorted(countries - {"CN"}):
        yield {
            "country_or_region": country,
            "kgco2e_per_kwh": float(by_id["grid_cn_2023"]["value"]),
            "source": "assumed: China's national mean; the pack has no factor abroad",
            "verified": ASSUMED,
            "note": "replace before comparing cold storage between countries",
        }
