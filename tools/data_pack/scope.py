"""What of the reference pack the four scenarios need: services, flows, windows of time."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

HEZHOU, TAIYUAN = "hezhou_asean_gba", "taiyuan_eurasia"
COLD, HUB = "cold_imports", "shanxi_hub"
TRUCKS_IN_A_ROW = {COLD: 4, HUB: 2}
"""As `planning.trucks_in_a_row` of the scenario: fruit comes by truck from the packing house on."""
BASE = (HEZHOU, TAIYUAN)
"""The first two: what the others add may change no row that they read."""
SCENARIOS = (*BASE, COLD, HUB)


@dataclass(frozen=True, slots=True)
class Window:
    """Dates for which departures are made: [first, last]."""

    first: date
    last: date


WINDOWS = {
    # 14 days of warm-up before 1 Nov, period to 31 Dec, and 75 days in which goods arrive.
    HEZHOU: Window(date(2026, 10, 18), date(2026, 12, 31) + timedelta(days=75)),
    # Base: the 13 whole weeks (W14-W26) that begin on the first Monday at least 28 days after
    # 1 March, the pack's first day, so that the warm-up lies in the pack's window too. The dates
    # go on until a whole year from 30 Mar 2026, with 90 days in which goods arrive, is covered.
    TAIYUAN: Window(date(2026, 3, 2), date(2027, 3, 29) + timedelta(days=91)),
    # 14 days before 1 April, the quarter, and 75 days in which ships from Rotterdam arrive.
    COLD: Window(date(2026, 3, 18), date(2026, 6, 30) + timedelta(days=75)),
    # 7 days before 1 September, three months, and the same.
    HUB: Window(date(2026, 8, 25), date(2026, 11, 30) + timedelta(days=75)),
}

# What notes/network.md 5.3 lists for the scenario, as patterns of service ids.
PACK_PATTERNS = {
    HEZHOU: (
        r"RHZ01R?", r"RHZ02R?", r"RHZ04R?", r"BHZ01R?", r"SBG0[1-7]", r"SBG13", r"SGD0[1-9]",
        r"XRR01", r"XRD01", r"XRD02", r"XRD06", r"XRD07", r"ROH.*", r"LC_.*", r"FM_.*",
        r"AIR(06|07|08|09|10|11|12|14)", r"DL(1[3-9]|2[0-9])", r"LM\d.*", r"LMHZ.*",
    ),
    TAIYUAN: (
        r"RCE.*", r"RCA.*", r"RRF.*", r"RE0[1-3]", r"RSX.*", r"SDS.*C", r"SNC.*",
        r"AIR(01|20|21|22|23|24)", r"ROX23.*", r"POS0[2-4]", r"XRD05", r"DL\d.*", r"DLA.*",
        r"DLR.*", r"LM\d.*", r"LMR.*",
    ),
    COLD: (
        r"XRD03", r"XRD04", r"XRD01R", r"XRR02", r"SBG0[1-3]R", r"SGD0[1-5]R", r"SNC0[13]R",
        r"SDS0[34]R", r"RRF01R", r"RCE06R", r"RCE0[12]R", r"AIR(06|08|20|25|26)R", r"ROX2[01]R",
        r"ROX23C", r"ROX30", r"ROH07R", r"ROH2[17]", r"ROH4[13]", r"DL(5[4-9]|6\d|7[0-2])",
    ),
    HUB: (
        r"FM_.*", r"ROX05", r"ROX2[5-8]", r"RSD0[12]", r"LC_TY_.*", r"CD_WS_.*", r"CD_COLD_.*",
        r"LMR12", r"SDS0[346]R", r"SNC01R", r"RSX01R", r"ROX01R",
    ),
}  # fmt: skip

# What is kept: in the first two no aeroplane, no mail, no returns of consumers; nothing that only
# serves goods of other scenarios; more than the pack lists where a kept flow needs it.
KEPT_PATTERNS = {
    HEZHOU: (
        r"RHZ0[1-4]R?", r"BHZ01R?", r"SBG0[1-7]", r"SBG1[0-3]", r"SBG13R",
        r"SGD0[1-9]", r"SDS01", r"SDS03C",
        r"XRR01", r"XRR03", r"XRD01", r"XRD02", r"XRD06", r"XRD07",
        r"ROH(0[1-9]|1[1-79]|20|26|3[13468]|39|4[02])",
        r"LC_HJY_(FC|ZP|ZS)_HZ_HUB", r"LC_HZ_P_ZS_HJY_ZS",
        r"LC_HZ_(HUB|CBEC|COLD|ZS|RS)_HZ_(HUB|COLD|CBEC|RS)",
        r"LC_GX_NN(IRP|G)_GX_NN(IRP|G)", r"LC_GX_WUZP_GX_WUZ", r"LC_GD_SHK_GD_SZ",
        r"FM_PR_(FC_ORANGE|HZ_(VEG|TARO|CACO3|STONE|TEA|ELEC))_.*",
        r"DL(1[3-9]|2[126789])", r"DL3[025]", r"LM(28|30|31|33|35|37|41)",
    ),
    TAIYUAN: (
        r"RCE.*", r"RCA.*", r"RRF.*", r"RE0[1-3]", r"RSX.*", r"RSD0[12]", r"RXA0[1-3]",
        r"SDS0[458]C", r"SDS0[679]", r"SDS0[4-7]R", r"SNC(06|10|11|13|14)",
        r"XRD01", r"XRD05", r"XRR01",
        r"ROX(0[1-35-9]|12|1[569]|2[058]|31)", r"ROX(01|02|15)R",
        r"LC_TY_(HUB_TY_ZD|ZD_TY_WSCBZ|WSCBZ_TY_ZD|ZD_TY_HUB|HUB_TY_WSCBZ|WSCBZ_TY_HUB)",
        r"LC_TY_(HUB_TY_HHY|HHY_TY_HUB)",
        r"LC_SX_.*", r"LC_GX_(NNIRP|NNG)_GX_N.*", r"LC_PT_HKG_GD_HK",
        r"FM_PR_(YC|DT|XZ|JZ|SZ|LL|TY)_.*",
        r"DL(0[1-578]|1[0-24]|2[3-57]|3[0-469])", r"DL(4[0-9]|5[0-37]|60)", r"DLR(0[1-5]|10)",
        r"LM(19|20|22|26|27)",
    ),
    COLD: (
        r"XRD03", r"XRD04", r"XRD01R", r"XRR02", r"SBG0[1-3]R", r"SGD0[1-5]R", r"SNC0[13]R",
        r"SDS0[34]R", r"RRF01R", r"RCE06R", r"RCE0[12]R", r"AIR(06|08|20|25|26)R", r"ROX2[01]R",
        r"ROX23[CW]", r"ROX30", r"ROX01R", r"RSX01R", r"ROH(0[14]|07R|21|27|4[13])",
        r"DL(41|5[4-6]|58|6[1-9]|7[0-2])", r"LC_HZ_(HUB_HZ_COLD|COLD_HZ_HUB|COLD_MK_HZ)",
        r"LC_TY_(ZD_TY_COLD|ZD_TY_WSCBZ|WSCBZ_TY_COLD|COLD_TY_ZD|WSCBZ_TY_ZD)",
        r"LC_GX_NN(IRP|G)_GX_NN(IRP|G)",
    ),
    HUB: (
        r"FM_PR_(DT_MEAT|YC_FRUIT|XZ_GRAIN)", r"ROX05", r"ROX2[5-8]", r"RSD01",
        r"LC_TY_(HUB|COLD|ZD|WSCBZ)_TY_(HUB|COLD|ZD|WSCBZ)", r"LC_SX_DT.*",
        r"CD_WS_.*", r"CD_COLD_(XD|YZ|XHL|JCP|WBL|JY|OUT)", r"LMR12", r"SDS0[346]R", r"SNC01R",
        r"RSX01R", r"ROX01R",
    ),
}  # fmt: skip
NEVER = ("AIR", "POS", "LMR", "CD_")

# Closed in the base scenarios whatever the pack says, so that their figures do not hang on them:
# Europe by Suez (the pack's `suez_scenario`), heavy goods by coaster to Shandong, and Shanxi's
# fruit from Qingdao to Thailand (a flow of another scenario). notes/network.md 3 adds them up.
OPTION_PATTERNS = {
    HEZHOU: (r"SBG08",),
    TAIYUAN: (r"SDS0[48]", r"SNC01"),
}  # fmt: skip

FLOWS = {
    HEZHOU: ("M20", "M21", "M22", "M23", "M24", "M25", "M26", "M27", "M29", "M32", "M33", "M49"),
    TAIYUAN: (
        "M01", "M02", "M03", "M04", "M05", "M06", "M07", "M08",
        "M12", "M13", "M14", "M15", "M16", "M17", "M39", "M40",
    ),
    COLD: ("M18", "M30", "M31", "M34", "M35", "M36", "M37", "M38", "M51", "M52"),
    HUB: ("M09", "M10", "M42", "M43", "M44", "M45", "M46"),
}  # fmt: skip
STOCK_NODES = ("TY_MAIL", "TY_O2O", "HZ_EXP", "MK_HK")
"""Where warehouses.csv and markets.csv are, beside nodes that a service or flow touches."""
LEFT_OUT_FLOWS: dict[tuple[str, str], str] = {}
"""Whole flows that wait for later work, and why. M19, M28, M41, M47, M48 are orders of markets.csv
(docs/scenarios.md), so no rows of flows.csv."""
NO_PATH = {
    "M38-milk_pasteurised-pallet-HZ_COLD": "flies only, and no freighter of the pack comes near "
    "Hezhou: the road from Zhengzhou is not in it",
}
"""Lanes that the kept services cannot carry, and why; any other without a path is a mistake."""


def _any(patterns: tuple[str, ...], service_id: str) -> bool:
    return any(re.fullmatch(pattern, service_id) for pattern in patterns)


def in_pack_list(scenario: str, service_id: str) -> bool:
    """Whether notes/network.md 5.3 lists the service for the scenario."""
    return _any(PACK_PATTERNS[scenario], service_id)


def kept_for(service_id: str) -> tuple[str, ...]:
    """Scenarios that keep the service, be it as an option."""
    names = (COLD, HUB) if service_id.startswith(NEVER) else SCENARIOS
    return tuple(
        name
        for name in names
        if _any(KEPT_PATTERNS[name] + OPTION_PATTERNS.get(name, ()), service_id)
    )


def in_base(service_id: str) -> bool:
    """Whether one of the first two scenarios keeps the service."""
    return any(name in BASE for name in kept_for(service_id))


def only_option(service_id: str) -> bool:
    """Whether we keep the service closed in the base scenarios."""
    return any(_any(patterns, service_id) for patterns in OPTION_PATTERNS.values())


def scenario_of(flow_id: str) -> str:
    """The scenario that carries a flow of flows.csv."""
    name = flow_id.split("-", maxsplit=1)[0]
    return next(scenario for scenario in SCENARIOS if name in FLOWS[scenario])


def zone_of(scenario: str, ends: tuple[str, str]) -> str:
    """Whose goods: the zone of a base scenario, else that of the place at home."""
    if scenario in BASE:
        return scenario.split("_", maxsplit=1)[0]
    return "hezhou" if any("HZ" in end for end in ends) else "taiyuan"
