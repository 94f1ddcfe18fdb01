"""All files of data/ from a pack folder, in the order in which they need each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tools.data_pack.access import access_rows
from tools.data_pack.flows import flow_rows, left_out_rows
from tools.data_pack.gates import background_rows
from tools.data_pack.goods import box_rows, product_rows
from tools.data_pack.guide import guide_rows, priced, stock_rows, ways_of
from tools.data_pack.hours import calendar_rows, holiday_rows
from tools.data_pack.levers import lever_rows
from tools.data_pack.money import emission_rows, grid_rows, tariff_rows
from tools.data_pack.pack import Row, Value, csv_text, read_rows
from tools.data_pack.paths import Atlas, Way
from tools.data_pack.places import (
    LATER_STUFFING,
    MONG_CAI,
    STUFFING,
    climate_rows,
    function_rows,
    node_rows,
    not_in_base,
)
from tools.data_pack.processes import inspection_rows, laboratory_rows, process_rows
from tools.data_pack.scope import (
    BASE,
    SCENARIOS,
    STOCK_NODES,
    TRUCKS_IN_A_ROW,
    in_base,
    kept_for,
    scenario_of,
)
from tools.data_pack.services import calls, kept, leg_rows, service_rows
from tools.data_pack.sharing import sharing_rows
from tools.data_pack.timetable import timetable_rows

GEO = ("legs.geojson", "land_50m.geojson", "lakes_50m.geojson")
# Drawn by tools/make_sea_lines.py, not from the pack.
SEA_LINES = Path(__file__).resolve().parents[2] / "data" / "geo" / "sea_lines.geojson"
Made = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Built:
    """Contents by file name under data/, and what the report needs."""

    files: dict[str, bytes]
    tables: dict[str, list[Made]]
    pack_services: list[Row]
    found: list[tuple[Made, tuple[Way, Way, Way]]]
    no_path: list[Made]


def build(pack: Path) -> Built:
    """Make every table."""
    services = read_rows(pack / "services.csv")
    nodes = read_rows(pack / "nodes.csv")
    borders = read_rows(pack / "borders_customs.csv")
    profiles = read_rows(pack / "consignment_profiles.csv")
    climate = read_rows(pack / "climate.csv")
    factors = read_rows(pack / "emission_factors.csv")
    countries = {row["id"]: row["country"] for row in [*nodes, MONG_CAI]}

    flows = list(flow_rows(profiles, read_rows(pack / "demand.csv"), countries))
    used = {node for row in kept(services) for node in calls(row)}
    used |= {str(row[end]) for row in flows for end in ("origin_id", "destination_id")}
    used |= set(STOCK_NODES)
    ends = [str(row["destination_id"]) for row in flows if row["unit"] != "parcel"]

    tables: dict[str, list[Made]] = {}
    tables["nodes"] = list(node_rows(nodes, used, climate))
    tables["functions"] = list(function_rows(nodes, used, ends))
    tables["services"] = list(service_rows(services))
    tables["legs"] = list(leg_rows(services, pack / "legs.geojson", SEA_LINES))
    zones = {str(row["node_id"]): str(row["tz"]) for row in tables["nodes"]}
    tables["timetable"] = list(timetable_rows(services, zones))
    tables["processes"] = list(process_rows(borders, used))
    tables["inspection"] = list(inspection_rows(borders))
    tables["laboratory"] = list(laboratory_rows(borders, used))
    tables["background"] = list(background_rows(tables["services"], tables["legs"]))
    tables["boxes"] = list(box_rows(read_rows(pack / "load_units.csv")))
    tables["calendars"] = list(calendar_rows())
    here = {str(row["country"]) for row in tables["nodes"]}
    tables["holidays"] = list(holiday_rows(read_rows(pack / "calendars.csv"), here))
    tables["climate"] = list(
        climate_rows(climate, {str(r["climate_node"]) for r in tables["nodes"]})
    )
    tables["tariffs"] = list(tariff_rows())
    tables["emissions"] = list(emission_rows(factors))
    tables["grid"] = list(grid_rows(factors, here))

    atlases = {name: _atlas(name, tables, countries) for name in SCENARIOS}
    boxes = {str(row["box_type"]): row for row in tables["boxes"]}
    found, no_path = [], []
    for flow in flows:
        atlas = atlases[scenario_of(str(flow["flow_id"]))]
        ways = ways_of(flow, atlas, boxes)
        if ways is None:
            no_path.append(flow)
        else:
            found.append((priced(flow, ways, atlas), ways))
    tables["flows"] = [flow for flow, _ in found]
    tables["products"] = list(
        product_rows(
            read_rows(pack / "products.csv"), {str(f["product_id"]) for f in tables["flows"]}
        )
    )
    tables["sharing"] = list(sharing_rows())
    tables["left_out"] = list(left_out_rows(profiles, no_path))
    tables["route_guide"] = list(guide_rows(found))
    tables["box_stocks"] = _stocks(found, boxes)
    tables["access"] = list(access_rows())
    tables["levers"] = list(lever_rows(read_rows(pack / "policy_levers.csv")))

    files = {f"{name}.csv": csv_text(name, rows).encode() for name, rows in _sorted(tables)}
    files |= {f"geo/{name}": (pack / name).read_bytes() for name in GEO}
    assert {*STUFFING, *LATER_STUFFING} <= used | {"MK_DE"}
    return Built(files, tables, services, found, no_path)


def _atlas(scenario: str, tables: dict[str, list[Made]], countries: dict[str, str]) -> Atlas:
    """What the flows of a scenario may use; the first two see each other's services, as ever."""
    base = scenario in BASE

    def kept_row(row: Made) -> bool:
        service_id = str(row["service_id"])
        return in_base(service_id) if base else scenario in kept_for(service_id)

    functions = [
        row
        for row in tables["functions"]
        if not base or not not_in_base(str(row["node_id"]), str(row["function"]))
    ]
    services, legs = (list(filter(kept_row, tables[name])) for name in ("services", "legs"))
    if base:
        return Atlas(services, legs, tables["processes"], functions, countries)
    forbidden = [
        (str(row["product_id"]), str(row["node_id"])) for row in access_rows() if not row["allowed"]
    ]
    return Atlas(
        services, legs, tables["processes"], functions, countries, forbidden,
        TRUCKS_IN_A_ROW[scenario],
    )  # fmt: skip


def _stocks(found: list[tuple[Made, tuple[Way, Way, Way]]], boxes: dict[str, Made]) -> list[Made]:
    """Empties for the first two scenarios; beside them, what only the later ones need."""
    of_base = [pair for pair in found if scenario_of(str(pair[0]["flow_id"])) in BASE]
    of_later = [pair for pair in found if pair not in of_base]
    rows = {(row["node_id"], row["box_type"]): row for row in stock_rows(of_later, boxes)}
    rows |= {(row["node_id"], row["box_type"]): row for row in stock_rows(of_base, boxes)}
    return [rows[key] for key in sorted(rows, key=str)]


def _sorted(tables: dict[str, list[Made]]) -> Iterable[tuple[str, list[Made]]]:
    return sorted(tables.items())
