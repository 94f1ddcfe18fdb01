"""levers.csv: the measures of the two plans, each with a name that scenarios and commands use."""

from collections.abc import Iterator, Mapping, Sequence

from tools.data_pack.pack import Row, Value

HEZHOU = (
    "asean_focus", "corridor_pivot", "gba_transfer", "joint_supervision", "one_ecosystem",
    "share_of_trade_target", "firms_target", "clearance_centre", "cold_at_centre",
    "bonded_status", "traceability_system", "mode_9610", "mode_1210", "mode_9710", "mode_9810",
    "heyiyun_platform", "single_window", "one_stop_services", "zone_port_parks",
    "digital_trade_port", "smart_logistics_park", "live_streaming_base", "zero_carbon_park",
    "digitise_industries", "display_shops", "industry_belt", "rcep_trunk_line",
    "hejiyun_stations", "gba_carriers", "selection_display", "wholesale_markets",
    "cold_centre", "produce_testing", "cold_storage_logistics", "advance_orders",
    "leading_firms", "service_providers", "small_firms", "talent_training", "entrepreneurs",
    "unified_standards", "file_once", "three_flows", "payment_institutions",
    "one_stop_finance", "export_insurance", "asean_credit_platform", "simpler_fx",
    "big_forwarders", "dongrong_park", "express_park", "asean_lines", "guidong_trains",
    "overseas_warehouses", "logistics_system", "credit_database", "graded_inspection",
    "bad_actors_ban", "risk_targeting", "data_security", "quality_centre", "fight_crime",
    "statistics_method", "simpler_classification", "operating_index", "leading_group",
    "fiscal_support", "assessment",
)  # fmt: skip
"""Names of numbers 1 to 68."""
TAIYUAN = (
    "inland_front", "reform_first", "market_led", "release_and_supervise", "stage_taiyuan",
    "stage_three_cities", "stage_province", "three_year_goal", "six_year_goal",
    "entities_target", "parks_target", "retail_target", "b2b_growth_target",
    "service_platform", "transport_platform", "platform_providers", "county_parks",
    "designated_site", "zone_phase_two", "retail_models", "distribution_centre",
    "stock_or_direct", "airport_phase_three", "direct_flights", "air_rail_hub",
    "mail_exchange", "postal_channel", "bonded_zhongding", "europe_trains", "smart_sorting",
    "public_consolidation", "filing_library", "file_once", "commodity_tracing",
    "three_flows", "three_document_finance", "one_stop_finance", "rmb_settlement",
    "cost_reduction", "hub_platform", "cold_centre", "vehicle_centre", "hub_network",
    "freighter_routes", "train_sources", "import_sites", "transit_channels",
    "overseas_warehouses", "warehouse_automation", "credit_database", "credit_rating",
    "negative_list", "statistics_pilot", "market_survey", "data_capture", "data_analysis",
    "risk_targeting", "data_security", "risk_events", "quality_disputes", "market_parks",
    "attract_platforms", "traditional_industries", "cbec_towns", "ten_industries",
    "datong_meat", "xinzhou_grain", "yuncheng_fruit", "cold_delivery", "origin_inspection",
    "blank_counties", "industry_fund", "risk_pools", "graded_finance", "fx_exemption",
    "paperless", "retail_modes", "b2b_declaration", "multimodal_transit",
    "other_provinces", "status_storage", "bonded_display", "display_venue", "returns_pilot",
    "quality_monitoring", "graded_lanes", "auto_release", "tax_exemption", "unified_codes",
    "digital_certificates", "multimodal_centre", "logistics_integrators",
    "integrated_clearance", "experience_shops", "large_overseas_warehouses",
    "parcels_by_train", "mail_by_train", "standards_pilot", "brand_actions",
    "university_majors", "training_base", "coordination_groups", "responsibilities",
    "train_subsidy",
)  # fmt: skip
"""Names of numbers 69 to 172."""
COPIED = (
    "clause_id", "clause_text_zh", "text_exact", "meaning_en", "system", "bears_on_logistics",
    "rep_type", "representation", "kpi", "default_value", "scenario_range", "value_basis",
    "source", "verified",
)  # fmt: skip
NOTHING = "\N{EM DASH}"
"""What the pack writes where a measure has no value or range."""


def lever_rows(rows: Sequence[Row]) -> Iterator[Mapping[str, Value]]:
    """Rows of levers.csv, in the order of the plans."""
    names = {
        zone: dict(enumerate(some, first))
        for zone, some, first in (("Hezhou", HEZHOU, 1), ("Taiyuan", TAIYUAN, 1 + len(HEZHOU)))
    }
    for row in rows:
        zone = row["zone"].lower()
        name = names[row["zone"]][int(row["no"])]
        copied = {column: None if row[column] == NOTHING else row[column] for column in COPIED}
        yield {"key": f"{zone}_{name}", "no": int(row["no"]), "zone": zone, **copied}
