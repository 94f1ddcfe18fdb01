"""Greenhouse gases of transport and of electricity, as CO2 equivalent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KG_PER_T: Final = 1000.0
G_PER_KG: Final = 1000.0
ANY_REGION: Final = "*"


def transport_kgco2e(kg: float, km: float, g_per_tkm: float) -> float:
    """Emissions of moving goods over a distance.

    Examples
    --------
    >>> transport_kgco2e(20_000, 100, 18.4)
    36.8
    """
    return kg / KG_PER_T * km * g_per_tkm / G_PER_KG


def energy_kgco2e(kwh: float, kg_per_kwh: float) -> float:
    """Emissions of electricity used."""
    return kwh * kg_per_kwh


@dataclass(frozen=True, slots=True)
class EmissionFactors:
    """Intensities in g CO2e per tonne-kilometre by (mode, temp class, region).

    Attributes
    ----------
    g_per_tkm_by_key
        Temp class is `dry` or `reefer`; region `*` holds where a region has no row of its own.
    """

    g_per_tkm_by_key: Mapping[tuple[str, str, str], float]

    def g_per_tkm(self, mode: str, temp_class: str, region: str = ANY_REGION) -> float:
        """Intensity of a mode.

        Raises
        ------
        LookupError
            When the table has no such row.
        """
        found = self.g_per_tkm_by_key.get((mode, temp_class, region))
        if found is None:
            found = self.g_per_tkm_by_key.get((mode, temp_class, ANY_REGION))
        if found is None:
            row = f"mode {mode!r}, temp_class {temp_class!r}, region {region!r}"
            message = f"no emission factor for {row}"
            raise LookupError(message)
        return found
