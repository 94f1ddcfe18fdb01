"""Temperatures of a run as summaries of sensors: one per stage of a part that warms or cools.

Rows of the temperatures come in the order of the movements that they belong to, less those of
stages beside which the goods stand or ride on; so both are read once, side by side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, NamedTuple

from study.epcis.names import Names


class Move(NamedTuple):
    """A row of the movements that the story reads."""

    subject: str
    subject_id: str
    box_id: str
    stage: str
    node_id: str
    to_id: str
    service_id: str
    scheduled_h: float | None
    start_h: float
    opens_h: float
    end_h: float
    temp_c: float | None
    life_used: float | None


class Reading(NamedTuple):
    """A row of the temperatures that the story reads."""

    part_id: str
    stage: str
    node_id: str
    start_h: float
    end_h: float
    start_c: float
    end_c: float
    excursion_h: float


class Sensors:
    """Reads the temperatures beside the movements."""

    def __init__(self, names: Names, readings: Iterable[Reading]) -> None:
        self._names = names
        self._readings = iter(readings)
        self._next = next(self._readings, None)
        self._outside_h: dict[str, float] = {}

    def summary(self, row: Move) -> tuple[dict[str, Any], str] | None:
        """What the goods went through in a stage, and whether it was within their limits."""
        found, names = self._next, self._names
        if found is None or row.temp_c is None:
            return None
        if (found.part_id, found.stage, found.end_h) != (row.subject_id, row.stage, row.end_h):
            return None
        self._next = next(self._readings, None)
        outside_h = found.excursion_h - self._outside_h.get(found.part_id, 0.0)
        self._outside_h[found.part_id] = found.excursion_h
        if found.end_h <= found.start_h:
            return None
        order = names.orders[names.lots[found.part_id].consignment_id]
        report: dict[str, Any] = {"type": "Temperature"}
        if outside_h > 0.0:
            report["exception"] = "ALARM_CONDITION"
        ends = (found.start_c, found.end_c)
        report |= {"minValue": _rounded(min(ends)), "maxValue": _rounded(max(ends)), "uom": "CEL"}
        metadata: dict[str, Any] = {
            "startTime": names.when(found.start_h, row.node_id)[0],
            "endTime": names.when(found.end_h, row.to_id or row.node_id)[0],
        }
        logger = names.loggers.get(row.box_id)
        if logger is not None and order.chilled:
            metadata["deviceID"] = logger
        fields: dict[str, Any] = {
            "sensorElementList": [{"sensorMetadata": metadata, "sensorReport": [report]}],
            "coldbridge:stage": found.stage,
        }
        if outside_h > 0.0:
            fields["coldbridge:outsideH"] = _rounded(outside_h)
            limits = names.limits[order.product_id]
            for name, limit in zip(("lowestC", "highestC"), limits, strict=True):
                if limit is not None:
                    fields[f"coldbridge:{name}"] = _rounded(limit)
        if row.life_used is not None:
            fields["coldbridge:lifeUsed"] = _rounded(row.life_used)
        return fields, "non_conformant" if outside_h > 0.0 else "conformant"


def _rounded(value: float) -> float:
    """Four digits behind the point, and no zero with a sign."""
    found = round(value, 4)
    return 0.0 if math.isclose(found, 0.0, abs_tol=5e-5) else found
