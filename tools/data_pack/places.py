"""nodes.csv, functions.csv, climate.csv."""

import math
from collections.abc import Iterable, Iterator

from tools.data_pack.pack import ASSUMED, Row, Value

ZONES = {
    "CN": "Asia/Shanghai", "HK": "Asia/Hong_Kong", "VN": "Asia/Ho_Chi_Minh", "TH": "Asia/Bangkok",
    "MY": "Asia/Kuala_Lumpur", "SG": "Asia/Singapore", "ID": "Asia/Jakarta", "PH": "Asia/Manila",
    "MN": "Asia/Ulaanbaatar", "RU": "Europe/Moscow", "KZ": "Asia/Almaty", "UZ": "Asia/Tashkent",
    "BY": "Europe/Minsk", "PL": "Europe/Warsaw", "DE": "Europe/Berlin", "HU": "Europe/Budapest",
    "FR": "Europe/Paris", "NL": "Europe/Amsterdam", "BE": "Europe/Brussels",
}  # fmt: skip
NODE_ZONES = {
    "TR_ZAB": "Asia/Chita", "TR_NAU": "Asia/Irkutsk",
    "US_LAXP": "America/Los_Angeles",
    "OW_LAX": "America/Los_Angeles", "MK_USW": "America/Los_Angeles",
    "US_NYCP": "America/New_York", "OW_NJ": "America/New_York", "MK_USE": "America/New_York",
}  # fmt: skip
MONG_CAI: Row = {
    "id": "TR_MCI",
    "name_en": "Mong Cai (Vietnam)",
    "name_zh": "芒街口岸",
    "kind": "border_port",
    "country": "VN",
    "lon": "107.967",
    "lat": "21.534",
    "notes": "added by us: the border step of the Dongxing trucks (B039) is here",
    "source": "general knowledge",
    "verified": ASSUMED,
}
PLANNED_FROM = "2026-01-01"
PLAN = (
    "assumed: the base scenarios have the planned centre; a layout takes it away or moves the date"
)
PACKED, AIR_PALLETS = "packed and loaded where it is packed", "air pallets are built here"
STUFFING = {
    "HZ_HUB": "city hub, docks for road boxes and trailers",
    "HZ_COLD": "planned cold-chain centre",
    "HZ_ZS": "Zhongshan freight yard, heavy goods",
    "HZ_CBEC": "planned CBEC centre",
    "HZ_P_ZS": "vegetables for Hong Kong are packed here",
    "TY_ZD": "Zhongding park",
    "TY_WSCBZ": "Wusu bonded zone",
    "TY_HUB": "city hub, TIR trucks",
    "SX_YCCC": "Yuncheng fruit port",
    "SX_DTLP": "Datong logistics park",
    "SX_DT": "Datong hub",
    "RU_VOR": "exports to China", "KZ_ALA": "exports to China", "UZ_TAS": "exports to China",
    "EU_DUI": "exports to China", "EU_HAM": "exports to China", "EU_RTMP": "exports to China",
    "US_LAXP": "exports to China", "US_NYCP": "exports to China", "MK_DE": "loaded at the sender's",
}  # fmt: skip
LATER_STUFFING = {
    "RU_SEL": "exports to China", "TH_LCH": "exports to China", "VN_HPH": "exports to China",
    "PR_TH_DURIAN": PACKED, "PR_TH_LONGAN": PACKED, "PR_VN_DRAGON": PACKED, "PR_VN_SEA": PACKED,
    "PR_MY_DURIAN": PACKED, "PR_EU_DAIRY": "loaded at the dairy",
    "AP_LGG": AIR_PALLETS, "AP_SGN": AIR_PALLETS, "AP_KUL": AIR_PALLETS,
    "TY_COLD": "planned cold-chain centre: chilled rounds", "SX_XZ": "grain from around",
    "PR_DT_MEAT": "the plants load reefer trailers themselves", "MK_TY": "returns of consumers",
}  # fmt: skip
PLANNED = ("HZ_COLD", "HZ_CBEC", "TY_COLD")
CUSTOMS = (
    "HZ_CBEC", "HZ_COLD", "HZ_ZS", "HZ_P_ZS", "TY_ZD", "TY_WSCBZ", "TY_HUB", "SX_YCCC", "SX_DT",
    "SX_DTLP", "RU_VOR", "KZ_ALA", "UZ_TAS", "EU_DUI", "EU_HAM", "EU_RTMP", "US_LAXP", "US_NYCP",
    "MK_DE", "GX_QZP", "GX_TSP", "GX_FCG", "GD_NSA", "GD_YTN", "GD_SHK", "PT_TXG", "PT_TAO",
)  # fmt: skip
DECONSOLIDATION = (
    "EU_DUI", "EU_HAM", "EU_LDZ", "EU_RTMP", "EU_HAMP", "TR_MAL", "RU_VOR", "BY_MSQ", "KZ_ALA",
    "UZ_TAS", "US_LAXP", "US_NYCP", "VN_HPH", "VN_HAN", "VN_SGN", "TH_LCH", "TH_BKK", "MY_PKG",
    "SG_SIN", "ID_JKT", "PH_MNL", "TY_ZD", "TY_WSCBZ", "GX_NNG", "GX_NNIRP", "GD_GZ", "GD_SZ",
    "GD_FS", "GD_HK",
)  # fmt: skip
LATER_STRIPPING = (
    "AP_CGO", "GX_NNAP", "TY_HUB", "MK_TY", "TY_COLD", "HZ_COLD", "MK_HZ",
    "TY_ST_XD", "TY_ST_YZ", "TY_ST_XHL", "TY_ST_JCP", "TY_ST_WBL", "TY_ST_JY", "TY_ST_OUT",
)  # fmt: skip
LATER_CUSTOMS = (
    "RU_SEL", "TH_LCH", "VN_HPH", "PR_TH_DURIAN", "PR_TH_LONGAN", "PR_VN_DRAGON", "PR_VN_SEA",
    "PR_MY_DURIAN", "PR_EU_DAIRY", "AP_LGG", "AP_SGN", "AP_KUL", "AP_CGO", "GX_NNAP",
)  # fmt: skip
COLD = ("HZ_COLD", "SX_YCCC", "SX_DTLP", "GD_GZ", "TH_BKK", "VN_HAN", "SG_SIN")
LATER_COLD = (
    "TY_COLD", "PR_TH_DURIAN", "PR_TH_LONGAN", "PR_VN_DRAGON", "PR_VN_SEA", "PR_MY_DURIAN",
    "PR_EU_DAIRY", "PR_DT_MEAT", "AP_LGG", "AP_SGN", "AP_KUL", "AP_CGO", "GX_NNAP",
)  # fmt: skip
DESIGNATED = {
    "HZ_COLD": ("designated_fruit", "designated_meat", "designated_seafood"),
    "TY_WSCBZ": ("designated_fruit", "designated_meat", "designated_seafood"),
    "GX_QZP": ("designated_fruit", "designated_meat", "designated_seafood"),
    "GD_NSA": ("designated_fruit", "designated_meat", "designated_seafood"),
    "PT_TXG": ("designated_fruit", "designated_meat", "designated_seafood"),
    "PT_TAO": ("designated_meat", "designated_seafood"),
    "GX_YYG": ("designated_fruit",),
    "GX_NNIRP": ("designated_fruit",),
    "AP_CGO": ("designated_fruit", "designated_seafood"),
    "GX_NNAP": ("designated_fruit", "designated_seafood"),
}
INSPECTION = (
    "HZ_CBEC", "HZ_COLD", "HZ_HUB", "HZ_ZS", "TY_ZD", "TY_WSCBZ", "TY_HUB", "SX_YCCC", "SX_DT",
)  # fmt: skip
DEPOTS = (
    "HZ_HUB", "HZ_ZS", "HZ_COLD", "TY_ZD", "SX_YCCC", "SX_DT", "GX_QZP", "GX_NNG", "GD_NSA",
    "GD_YTN", "PT_TXG", "PT_TAO", "EU_DUI", "EU_HAM", "EU_RTMP", "EU_HAMP", "TR_MAL", "RU_VOR",
    "BY_MSQ", "KZ_ALA", "UZ_TAS", "US_LAXP", "US_NYCP", "VN_HPH", "VN_HAN", "VN_SGN", "TH_LCH",
    "MY_PKG", "SG_SIN", "ID_JKT", "PH_MNL",
)  # fmt: skip
KIND_FUNCTIONS = {
    "rail_terminal": "terminal",
    "seaport": "port",
    "border_port": "border",
    "overseas_warehouse": "warehouse",
    "market": "market",
}


def node_rows(nodes: list[Row], used: set[str], climate: list[Row]) -> Iterator[dict[str, Value]]:
    """Rows of nodes.csv: places that services, flows or functions name."""
    by_id = {row["id"]: row for row in [*nodes, MONG_CAI]}
    stations = sorted({row["node"] for row in climate if row["node"] in by_id})
    for node_id, row in by_id.items():
        if node_id not in used:
            continue
        yield {
            "node_id": node_id,
            "name_en": row["name_en"],
            "name_zh": row["name_zh"],
            "kind": row["kind"],
            "country": row["country"],
            "tz": NODE_ZONES.get(node_id) or ZONES[row["country"]],
            "lon": float(row["lon"]),
            "lat": float(row["lat"]),
            "climate_node": min(stations, key=lambda other: (_apart(row, by_id[other]), other)),
            "note": row["notes"],
            "source": row["source"],
            "verified": row["verified"],
        }


def _apart(a: Row, b: Row) -> float:
    """Central angle between two places, by the haversine formula."""
    lon_a, lat_a, lon_b, lat_b = (
        math.radians(float(value)) for value in (a["lon"], a["lat"], b["lon"], b["lat"])
    )
    chord = math.sin((lat_b - lat_a) / 2) ** 2
    chord += math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return round(2 * math.asin(math.sqrt(chord)), 9)


def function_rows(
    nodes: list[Row], used: set[str], ends: Iterable[str]
) -> Iterator[dict[str, Value]]:
    """Rows of functions.csv; `ends` are the destinations of the flows, where goods leave boxes."""
    kinds = {row["id"]: row["kind"] for row in [*nodes, MONG_CAI]}
    stripping = sorted({*DECONSOLIDATION, *LATER_STRIPPING, *ends} & used)
    stuffing = {**STUFFING, **LATER_STUFFING}
    for node_id in sorted(used):
        if node_id in stuffing:
            yield _function(node_id, "stuffing", stuffing[node_id])
        if node_id in stripping:
            yield _function(node_id, "stripping", "")
        if node_id in CUSTOMS + LATER_CUSTOMS:
            yield _function(node_id, "customs", "")
        if node_id in COLD + LATER_COLD:
            yield _function(node_id, "cold_store", "")
        if kinds[node_id] in KIND_FUNCTIONS:
            yield _function(node_id, KIND_FUNCTIONS[kinds[node_id]], "kind of nodes.csv")
        if node_id == "TR_DDG":
            continue
        if node_id in DEPOTS:
            yield _function(node_id, "box_depot", "")
        if kinds[node_id] == "bonded_zone":
            yield _function(node_id, "bonded", "kind of nodes.csv")
        for function in DESIGNATED.get(node_id, ()):
            yield _function(node_id, function, "")
        if node_id in INSPECTION:
            yield _function(node_id, "inspection", "")


def not_in_base(node_id: str, function: str) -> bool:
    """Whether only the two later scenarios have the function."""
    later = {
        "stuffing": LATER_STUFFING, "stripping": LATER_STRIPPING, "customs": LATER_CUSTOMS,
        "cold_store": LATER_COLD,
    }  # fmt: skip
    return node_id in later.get(function, ())


def _function(node_id: str, function: str, note: str) -> dict[str, Value]:
    planned = node_id in PLANNED
    return {
        "node_id": node_id,
        "function": function,
        "begins": PLANNED_FROM if planned else None,
        "ends": None,
        "note": note,
        "source": PLAN if planned else "assumed: from the kind of place and the flows that pass it",
        "verified": ASSUMED,
    }


def climate_rows(climate: list[Row], used: set[str]) -> Iterator[dict[str, Value]]:
    """Rows of climate.csv: the stations that nodes name, and the tropical sea."""
    for row in climate:
        if row["node"] in used or row["node"] == "SEA_TROPIC":
            yield {
                "climate_node": row["node"],
                "month": int(row["month"]),
                "mean_c": float(row["mean_c"]),
                "daily_amplitude_c": float(row["daily_amplitude_c"]),
                "note": row["note"],
                "source": row["source"],
                "verified": row["verified"],
            }
