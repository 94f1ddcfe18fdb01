# ruff: noqa: E501 - one assumption a line
"""calendars.csv and holidays.csv."""

import re
from collections.abc import Iterator

from tools.data_pack.pack import ASSUMED, Row, Value

PACK = "reference pack: calendars.csv"
CALENDARS: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("24x7", "00:00", "24:00", "daily", "none", "rail, ports, roads never close", "no"),
    ("hub_day", "06:00", "22:00", "daily", "none", "assumed: two shifts", ASSUMED),
    ("cold_store", "06:00", "22:00", "daily", "none", f"{PACK} cold_store", "no"),
    ("customs_hall", "08:30", "17:30", "Mon-Fri", "CN", f"{PACK} customs_hall", "no"),
    ("cbec_hall", "08:30", "17:30", "daily", "none", "B132, B133; daily assumed: CBEC lists are released every day", ASSUMED),
    ("produce_line", "08:30", "17:30", "daily", "none", "B033; daily assumed: fresh goods do not wait for Monday", ASSUMED),
    ("bonded_zone", "08:00", "22:00", "daily", "none", f"{PACK} bonded_zone_picking", "no"),
    ("yyg_gate", "00:00", "24:00", "daily", "none", "24 h by appointment since 2024 https://www.freshplaza.com/north-america/article/9654651/durian-imports-continue-at-china-vietnam-border/ ; the hall itself 08:00-20:00", "no"),
    ("ddg_gate", "07:00", "19:00", "daily", "none", f"{PACK} TR_DDG", "no"),
    ("dx_gate", "08:00", "20:00", "daily", "none", f"{PACK} GX_DX", "no"),
    ("bkk_day", "06:00", "22:00", "daily", "none", "B207", "no"),
    ("ow_eu", "07:00", "19:00", "Mon-Fri", "DE", f"{PACK} EU overseas_warehouse", "no"),
    ("ow_ru", "09:00", "19:00", "Mon-Sat", "RU", f"{PACK} RU overseas_warehouse", "no"),
    ("ow_us", "07:00", "19:00", "Mon-Sat", "US", f"{PACK} US overseas_warehouse", "no"),
    ("ow_asean", "08:00", "20:00", "Mon-Sat", "none", f"{PACK} ASEAN overseas_warehouse", "no"),
    ("working_days", "00:00", "24:00", "Mon-Fri", "CN", "B026, B027: hours of a laboratory that counts its working days, each as 24 h", ASSUMED),
    ("shops", "06:00", "22:00", "daily", "none", "assumed: doors of convenience shops for deliveries", ASSUMED),
    ("mail_dispatch", "06:00", "20:00", "Mon-Fri", "none", "assumed: five dispatches a week leave in the evening, POS02-POS04", ASSUMED),
    ("factory", "08:00", "20:00", "Mon-Sat", "CN", f"{PACK} factory", "no"),
    ("packing_house", "07:00", "19:00", "daily", "none", f"{PACK} packing_house", "no"),
)  # fmt: skip
EFFECTS = {"holiday": "closed", "workday": "open", "slowdown": "slow"}
# Hezhou's goods arrive and Taiyuan's year ends in 2027, which is not in the pack.
NEXT_YEAR = (
    ("CN", "2027-01-01", "2027-01-03", "New Year 2027"),
    ("CN", "2027-02-05", "2027-02-12", "Spring Festival 2027"),
    ("CN", "2027-04-03", "2027-04-05", "Qingming 2027"),
    ("CN", "2027-05-01", "2027-05-05", "Labour Day 2027"),
    ("CN", "2027-06-09", "2027-06-09", "Dragon Boat 2027"),
    ("VN", "2027-01-01", "2027-01-01", "New Year 2027"),
    ("VN", "2027-02-05", "2027-02-09", "Lunar New Year 2027"),
    ("HK", "2027-02-06", "2027-02-09", "Chinese New Year 2027"),
    ("DE", "2027-01-01", "2027-01-01", "New Year 2027"),
    ("DE", "2027-03-26", "2027-03-26", "Good Friday 2027"),
    ("DE", "2027-03-29", "2027-03-29", "Easter Monday 2027"),
    ("DE", "2027-05-06", "2027-05-06", "Ascension Day 2027"),
    ("DE", "2027-05-17", "2027-05-17", "Whit Monday 2027"),
    ("RU", "2027-01-01", "2027-01-10", "New Year holidays 2027"),
    ("RU", "2027-02-23", "2027-02-23", "Defender of the Fatherland Day 2027"),
    ("RU", "2027-03-08", "2027-03-08", "International Women's Day 2027"),
    ("RU", "2027-05-01", "2027-05-01", "Spring and Labour Day 2027"),
    ("RU", "2027-05-10", "2027-05-10", "Victory Day 2027 (observed)"),
    ("RU", "2027-06-12", "2027-06-12", "Russia Day 2027"),
    ("US", "2027-01-01", "2027-01-01", "New Year 2027"),
    ("US", "2027-01-18", "2027-01-18", "Martin Luther King Jr. Day 2027"),
    ("US", "2027-02-15", "2027-02-15", "Washington's Birthday 2027"),
    ("US", "2027-05-31", "2027-05-31", "Memorial Day 2027"),
    ("US", "2027-06-18", "2027-06-18", "Juneteenth 2027 (observed)"),
)


def calendar_rows() -> Iterator[dict[str, Value]]:
    """Rows of calendars.csv."""
    for calendar_id, opens, closes, days, holidays, source, verified in CALENDARS:
        yield {
            "calendar_id": calendar_id,
            "opens": opens,
            "closes": closes,
            "days": days,
            "holidays": holidays,
            "tz_of": "node",
            "source": source,
            "verified": verified,
        }


def _open_share(effect: str) -> float | str:
    """The first percentage of what a slow day does, read as a share of its hours; else empty."""
    found = re.search(r"(\d+)%", effect)
    return "" if found is None else int(found[1]) / 100.0


def holiday_rows(calendars: list[Row], countries: set[str]) -> Iterator[dict[str, Value]]:
    """Rows of holidays.csv for the countries of the nodes."""
    for row in calendars:
        if row["kind"] in EFFECTS and row["scope"] in countries | {"EU"}:
            effect = EFFECTS[row["kind"]]
            yield {
                "country": row["scope"],
                "date_from": row["start"],
                "date_to": row["end"],
                "name": row["name"],
                "effect": effect,
                "open_share": _open_share(row["effect"]) if effect == "slow" else "",
                "note": "; ".join(
                    filter(None, (row["effect"] if effect == "slow" else "", row["note"]))
                ),
                "source": row["source"],
                "verified": row["verified"],
            }
    for country, start, end, name in NEXT_YEAR:
        yield {
            "country": country,
            "date_from": start,
            "date_to": end,
            "name": name,
            "effect": "closed",
            "open_share": "",
            "note": "not yet announced when the pack was made",
            "source": "assumed: as in 2026; lunar new year is 6 Feb, Easter 28 Mar 2027",
            "verified": ASSUMED,
        }
