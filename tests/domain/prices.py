"""A tariff of round numbers for tests."""

from domain.tariff import Tariff

TARIFF = Tariff(
    receive_cny_per_t=15.0,
    stuffing_cny_per_box=400.0,
    strip_cny_per_box=400.0,
    storage_cny_per_m3_day=1.0,
    cold_storage_cny_per_m3_day=3.0,
    storage_free_h=48.0,
    capital_rate_per_year=0.06,
    electricity_cny_per_kwh=0.7,
    life_value_share=0.5,
    demurrage_free_h=120.0,
    carbon_cny_per_t=0.0,
    subsidy_cny_per_feu=0.0,
)
