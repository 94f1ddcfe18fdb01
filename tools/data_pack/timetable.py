"""timetable.csv: dated departures from frequencies, by the rules of data/README.md.

No chance is involved. Rule `week`: a whole number of departures a week keeps weekday and hour.
Rule `interval`: any other frequency leaves every 1/frequency weeks, counted from Monday
5 Jan 2026. Rule `path`: the when-full services of one terminal share its train paths.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tools.data_pack.pack import ASSUMED, Row, Value
from tools.data_pack.scope import WINDOWS, Window, in_base, kept_for, only_option
from tools.data_pack.services import dispatch_of, kept, mode_of

EPOCH = datetime(2026, 1, 5)  # noqa: DTZ001 - a wall clock, the zone is added per terminal
HOURS = {
    "rail": (2, 6, 10, 14, 18, 22), "sea": (4, 10, 16, 22), "barge": (8, 14, 20),
    "air": (1, 4, 22), "road": (4, 15), "post": (8, 16),
}  # fmt: skip
"""Hours at which things leave; road and post are the rounds of a city, in the morning first."""
WEEK_H = 168.0
EVERY_DAY = 7.0
GOLDEN = 0.618034
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SOURCE = "departures_per_week of services.csv"


def timetable_rows(services: list[Row], zones: dict[str, str]) -> Iterator[dict[str, Value]]:
    """Rows of timetable.csv, by service and time."""
    dated = [row for row in kept(services) if dispatch_of(row) != "truck"]
    rows: list[dict[str, Value]] = []
    phases = _phases(dated)
    for row in dated:
        if dispatch_of(row) == "timetable":
            zone = ZoneInfo(zones[row["origin"]])
            for when in _regular(row, phases[row["id"]]):
                whole = float(row["departures_per_week"]).is_integer()
                rows.append(_row(row["id"], when, zone, "", "week" if whole else "interval"))
    rows.extend(_train_paths([row for row in dated if dispatch_of(row) == "path"], zones))
    yield from sorted(rows, key=lambda row: (str(row["service_id"]), str(row["departs_at"])))


def _row(service_id: str, when: datetime, zone: ZoneInfo, path: str, rule: str) -> dict[str, Value]:
    return {
        "service_id": service_id,
        "departs_at": when.replace(tzinfo=zone).isoformat(timespec="minutes"),
        "path_id": path or None,
        "rule": rule,
        "source": SOURCE,
        "verified": ASSUMED,
    }


def _windows(service_id: str) -> list[Window]:
    return [WINDOWS[name] for name in kept_for(service_id)]


def _inside(day: date, windows: list[Window]) -> bool:
    return any(window.first <= day <= window.last for window in windows)


def _phases(dated: list[Row]) -> dict[str, float]:
    """Services of one origin begin their week at different times: multiples of the golden ratio.

    Options come after them, and services of the later scenarios last, so that neither moves a
    departure of the base scenarios.
    """
    by_origin: dict[str, list[str]] = defaultdict(list)
    for row in dated:
        by_origin[row["origin"]].append(row["id"])
    return {
        service_id: (rank * GOLDEN) % 1.0
        for ids in by_origin.values()
        for rank, service_id in enumerate(sorted(ids, key=_turn))
    }


def _turn(service_id: str) -> tuple[bool, bool, str]:
    return not in_base(service_id), only_option(service_id), service_id


def _rounded(hours: float, mode: str, per_week: float = 14.0) -> datetime:
    """The nearest plausible departure hour; a round that leaves once a day leaves first thing."""
    day = int(hours // 24)
    at = HOURS[mode][:1] if mode in {"road", "post"} and per_week <= EVERY_DAY else HOURS[mode]
    choices = [24 * (day + shift) + hour for shift in (-1, 0, 1) for hour in at]
    return EPOCH + timedelta(hours=min(choices, key=lambda choice: (abs(choice - hours), choice)))


def _regular(row: Row, phase: float) -> list[datetime]:
    step_h = WEEK_H / float(row["departures_per_week"])
    mode, windows = mode_of(row), _windows(row["id"])
    last = max(window.last for window in windows)
    out: list[datetime] = []
    count = 0
    while True:
        when = _rounded((count + phase) * step_h, mode, WEEK_H / step_h)
        if when.date() > last:
            return out
        if _inside(when.date(), windows) and when not in out:
            out.append(when)
        count += 1


def _train_paths(paths: list[Row], zones: dict[str, str]) -> Iterator[dict[str, Value]]:
    """Slots of a terminal at even intervals; each goes to the route that is owed most."""
    by_terminal: dict[str, list[Row]] = defaultdict(list)
    for row in paths:
        by_terminal[row["origin"]].append(row)
    for terminal, rows in sorted(by_terminal.items()):
        share = {row["id"]: float(row["departures_per_week"]) for row in rows}
        total = sum(share.values())
        weekday = {row["id"]: row["weekdays"] for row in rows if row["weekdays"]}
        owed = dict.fromkeys(share, 0.0)
        zone = ZoneInfo(zones[terminal])
        in_week: dict[str, int] = defaultdict(int)
        last = max(window.last for row in rows for window in _windows(row["id"]))
        slot_h = WEEK_H / total
        count = 0
        while True:
            when = _rounded((count + 0.5) * slot_h, "rail")
            if when.date() > last:
                break
            for service_id, per_week in share.items():
                owed[service_id] += per_week / total
            chosen = max(sorted(owed), key=lambda service_id: owed[service_id])
            owed[chosen] -= 1.0
            if chosen in weekday:
                when = _nearest_weekday(when, WEEKDAYS.index(weekday[chosen]))
            iso = when.isocalendar()
            week = f"{iso.year}W{iso.week:02d}"
            in_week[week] += 1
            if _inside(when.date(), _windows(chosen)):
                yield _row(chosen, when, zone, f"{terminal}-{week}-{in_week[week]}", "path")
            count += 1


def _nearest_weekday(when: datetime, weekday: int) -> datetime:
    shift = (weekday - when.weekday() + 3) % 7 - 3
    return when + timedelta(days=shift)
