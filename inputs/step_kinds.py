"""Of which kind a step is, and which keys belong to it."""

from __future__ import annotations

from typing import Final

from inputs.departures import RHYTHMS
from inputs.findings import some_of
from inputs.schema_streams import StepKeys
from inputs.stream_source import StreamSource

SERVE: Final = "servers"
RIDE: Final = "ride"
LEADING: Final = ("pack", "stock", "unpack", "process", "service")
"""Keys that say by themselves of which kind a step is."""
EVERYWHERE: Final = frozenset({"then", "start_with", "cost_cny", "cost_per_parcel", "node"})
OWN: Final = {
    SERVE: (
        "servers", "work_h", "per_parcel", "order", "hours", "weekdays", "pauses", "breaks",
        "vacation_h",
    ),
    "pack": ("pack", "after_h", "teu"),
    RIDE: (
        *RHYTHMS, "first_h", "room", "room_t", "ride_h", "cut_off_h", "late_h", "cancel_share",
        "to",
    ),
    "stock": ("stock",),
    "unpack": ("unpack",),
    "process": ("process",),
    "service": ("service",),
}  # fmt: skip
WHAT: Final = {
    SERVE: ("with servers", "由服务台处理"),
    "pack": ("that packs", "装箱"),
    RIDE: ("that rides", "乘班次"),
    "stock": ("with stock", "带库存"),
    "unpack": ("that unpacks", "拆箱"),
    "process": ("of processes.csv", "引用 processes.csv"),
    "service": ("of services.csv", "引用 services.csv"),
}


def kind_of(source: StreamSource, keys: StepKeys, *at: str | int) -> str | None:
    """The kind of a step; `None` with findings where it is none, or more than one."""
    given = {name for name in keys.model_fields_set if _says(getattr(keys, name))}
    found: list[str] = [name for name in LEADING if name in given]
    rhythm = next((name for name in RHYTHMS if name in given), None)
    if rhythm is not None:
        found.append(rhythm)
    if len(found) > 1:
        choices = some_of([*LEADING, "every_h / gaps_h / departs_h / weekly"], 20)
        source.findings.error(
            source.at(*at, found[1]), "two_kinds", found=some_of(found), choices=choices,
            null=found[0],
        )  # fmt: skip
        return None
    kind = RIDE if rhythm is not None else next(iter(found), SERVE)
    own = {*OWN[kind], *EVERYWHERE}
    if kind == SERVE and not given & {*OWN[SERVE], "then"}:
        lost = sorted(given & {*OWN[RIDE], *OWN["pack"]})
        source.findings.error(source.at(*at, *lost[:1]), "no_kind", choices=some_of(
            ["servers", "work_h", *LEADING, *RHYTHMS], 20))  # fmt: skip
        return None
    for name in StepKeys.model_fields:
        if name in given and name not in own:
            what, what_zh = WHAT[kind]
            source.findings.error(
                source.at(*at, name), "not_its_key", found=name, what=what, what_zh=what_zh,
                choices=some_of(OWN[kind], 20),
            )  # fmt: skip
    return kind


def _says(value: object) -> bool:
    """Whether a key says anything: `null` and `false` take back what a parent says."""
    return value is not None and value is not False
