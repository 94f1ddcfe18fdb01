"""`calibrate`: a booking list becomes an overlay, and a page model against observed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path
from statistics import fmean
from typing import Final

import numpy as np

from domain.scenario import Scenario
from domain.tables.calibration import (
    CALIBRATION_NOTES,
    HOURS_SEEN,
    ROWS_LEFT_OUT,
    SERVICES_SEEN,
    SPANS_SEEN,
)
from domain.tables.registry import Table
from inputs.actual_services import Services
from inputs.actual_times import Order
from inputs.actuals import REASONS, Actuals, ClockOf, read_actuals
from study.atomic import write_text
from study.calibration.fit import Fit, fit
from study.calibration.model import rides_of
from study.calibration.rides import LATE, WAIT, Ride, Seen, seen, together
from study.errors import NothingToPlanError, UnknownServiceError
from study.frames import table_frame, write_table
from study.main_job import simulate_one
from study.run_folder import RunFolder
from study.session import load
from study.settings import Settings
from study.stream_logs import only_streams

OBSERVED, MODEL, CALIBRATED = "observed", "model", "calibrated"
OVERLAY: Final = "overlay.yaml"
MOST_HOURS: Final = 2000
"""Samples of a span kept for the charts; of more, evenly spaced order statistics."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a calibration is told about the list; see `inputs.actuals`."""

    actuals: Path
    clock: ClockOf = "local"
    order: Order | None = None
    only: str | None = None
    named: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Calibration:
    """What came of it."""

    actuals: Actuals
    fit: Fit
    sides: Mapping[str, Mapping[str, Seen]]
    overlay: Path


def calibrate(settings: Settings, path: Path, asked: Asked) -> Calibration:
    """Fit a scenario to a list, run it as it was and as fitted, and keep both beside the list.

    Parameters
    ----------
    settings
        Of both runs; tables of all replications are kept.

    Raises
    ------
    InputError
        Where scenario or list cannot be read, or no row of the list can be used.
    """
    loaded = load(settings, path)
    scenario = loaded.scenario
    if only_streams(scenario):
        raise NothingToPlanError(path)
    services = Services(scenario, only=asked.only, named=asked.named)
    for name in (asked.only, *(asked.named or {}).values()):
        if name is not None and name not in services.known:
            raise UnknownServiceError(name, services.known)
    actuals = read_actuals(asked.actuals, services, clock=asked.clock, order=asked.order)
    observed = seen(Ride(one.service_id, one.at_h, one.teu) for one in actuals.observed)
    made = fit(scenario, observed)
    overlay = settings.out / OVERLAY
    settings.out.mkdir(parents=True, exist_ok=True)
    write_text(overlay, overlay_text(path, settings, asked, actuals, made))
    sides: dict[str, Mapping[str, Seen]] = {OBSERVED: observed}
    for name, file in ((MODEL, path), (CALIBRATED, overlay)):
        own = replace(
            settings, out=settings.out / name, keep_all_tables=True,
            allow_outside=settings.allow_outside or name == CALIBRATED,
        )  # fmt: skip
        simulate_one(own, file)
        sides[name] = _of_run(RunFolder(own.out), scenario, observed)
    _write_tables(settings.out, actuals, made, sides)
    return Calibration(actuals, made, sides, overlay)


def overlay_text(path: Path, settings: Settings, asked: Asked, actuals: Actuals, made: Fit) -> str:
    """The overlay as a scenario file that extends the one it was made for."""
    from ruamel.yaml import YAML

    if settings.overrides or settings.sets:
        told = ", ".join((*settings.overrides, *settings.sets))
        changed = f"# Made with {told}; give them again when it is run.\n"
    else:
        changed = ""
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 100
    keys = StringIO()
    if made.keys:
        yaml.dump(made.keys, keys)
    parent = Path(os.path.relpath(path.resolve(), settings.out.resolve())).as_posix()
    return (
        f"# Times and frequencies observed in {asked.actuals.name}: {len(actuals.observed)} boxes "
        f"used, {actuals.rows} rows.\n"
        "# Waits for departures are not fitted; they come out of the model.\n"
        f"{changed}extends: {parent}\n{keys.getvalue()}"
    )


def _of_run(folder: RunFolder, scenario: Scenario, observed: Mapping[str, Seen]) -> dict[str, Seen]:
    """All replications together, of the services that the list is about."""
    by_replication = rides_of(folder, scenario)
    each = [
        seen(ride for ride in rides if ride.service_id in observed)
        for rides in by_replication.values()
    ]
    found = {}
    for service_id in observed:
        own = [one[service_id] for one in each if service_id in one]
        if own:
            found[service_id] = together(own)
    return found


def _write_tables(
    out: Path,
    actuals: Actuals,
    made: Fit,
    sides: Mapping[str, Mapping[str, Seen]],
) -> None:
    spans: list[Sequence[object]] = []
    hours: list[Sequence[object]] = []
    services: list[Sequence[object]] = []
    for source, found in sides.items():
        for service_id, own in found.items():
            teu = None if own.teu is None else own.teu / own.trains
            services.append(
                (service_id, source, own.trains, own.per_week, own.boxes_per_train, teu)
            )
            for span, values in own.hours.items():
                if span == LATE and source != OBSERVED and not any(values):
                    continue
                p10, p50, p90 = (float(one) for one in np.quantile(values, (0.1, 0.5, 0.9)))
                fitted = span != WAIT and _is_fitted(made, service_id, span)
                spans.append(
                    (service_id, span, source, len(values), fmean(values), p10, p50, p90, fitted)
                )
                hours.extend((service_id, span, source, one) for one in _thinned(values))
    left = [
        (one.sheet, one.row, one.column, one.found, one.reason, REASONS[one.reason][1],
         REASONS[one.reason][0])
        for one in actuals.left_out
    ]  # fmt: skip
    notes = [(one.service_id, one.key, one.value) for one in made.notes]
    for table, rows in (
        (SPANS_SEEN, spans), (HOURS_SEEN, hours), (SERVICES_SEEN, services),
        (ROWS_LEFT_OUT, left), (CALIBRATION_NOTES, notes),
    ):  # fmt: skip
        _write(out, table, rows)


def _write(out: Path, table: Table, rows: Iterable[Sequence[object]]) -> None:
    write_table(table, table_frame(table, rows), out / "tables" / f"{table.name}.parquet")


def _is_fitted(made: Fit, service_id: str, span: str) -> bool:
    if span == LATE:
        return "late_observed_h" in made.services.get(service_id, {})
    if span == "at_border":
        return bool(made.processes)
    return service_id in made.legs


def _thinned(values: Sequence[float]) -> Sequence[float]:
    ordered = sorted(values)
    if len(ordered) <= MOST_HOURS:
        return ordered
    picked = np.linspace(0, len(ordered) - 1, MOST_HOURS).astype(int)
    return [ordered[i] for i in picked]
