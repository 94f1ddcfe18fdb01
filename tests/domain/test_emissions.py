import pytest

from domain.emissions import EmissionFactors, energy_kgco2e, transport_kgco2e


def test_transport_is_tonnes_times_distance_times_intensity():
    # 20 t by rail at 18.4 g/tkm over 1,000 km.
    assert transport_kgco2e(20_000.0, 1_000.0, 18.4) == pytest.approx(368.0)


def test_energy_is_that_of_the_grid():
    # Two TEU of reefer at 2.7 kW each for a day in Shanxi.
    assert energy_kgco2e(2 * 2.7 * 24, 0.7096) == pytest.approx(91.96, abs=0.01)


def test_region_falls_back_to_any():
    factors = EmissionFactors({("rail", "dry", "*"): 22.0, ("rail", "dry", "EU"): 18.4})
    assert factors.g_per_tkm("rail", "dry", "EU") == 18.4
    assert factors.g_per_tkm("rail", "dry", "CN") == 22.0
    assert factors.g_per_tkm("rail", "dry") == 22.0
    with pytest.raises(LookupError, match="reefer"):
        factors.g_per_tkm("rail", "reefer")
