"""`cold`: what a logger's file means for a product, as values and as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from domain.cold.assess import Assessment, assess
from domain.cold.excursions import Excursion
from domain.cold.life import LifeModel
from domain.cold.mkt import Window
from domain.cold.profile import Kind
from inputs.cold_model import Goods
from inputs.logger import Asked, Record, read_logger
from inputs.logger_phrases import LOGGER_NOTES


@dataclass(frozen=True, slots=True)
class ColdStory:
    """A file, what was read in it, and what it means."""

    file: Path
    goods: Goods
    record: Record
    kind: Kind
    found: Assessment

    def at(self, hours: float) -> datetime | float:
        """An hour of the record as a time of day, or as the hour where it has no calendar."""
        start = self.record.start
        if start is None or start.tzinfo is None:
            return hours if start is None else start + timedelta(hours=hours)
        return (start.astimezone(UTC) + timedelta(hours=hours)).astimezone(start.tzinfo)

    @property
    def storage_days(self) -> float | None:
        """Days that what is left lasts at the storage temperature."""
        model, used, at_c = self.goods.model, self.found.used, self.goods.storage_c
        if model is None or used is None or at_c is None:
            return None
        return float(model.days_left(used.share, at_c))

    def warnings(self, lang: str) -> list[str]:
        """What is to be said against the life, and what was mended in the file."""
        used = self.found.used
        return [] if used is None else [one.text(lang) for one in used.warnings]

    def notes(self, lang: str) -> list[str]:
        """What was left out, mended or assumed in the file."""
        at = 1 if lang == "zh" else 0
        return [LOGGER_NOTES[note.key][at].format(**note.values) for note in self.record.notes]


def cold_story(file: Path, goods: Goods, asked: Asked, kind: Kind) -> ColdStory:
    """Read a file and judge it.

    Raises
    ------
    InputError
        With everything that is wrong with the file.
    """
    record = read_logger(file, asked)
    found = assess(record.profile(kind), goods.model, goods.limits)
    return ColdStory(file, goods, record, kind, found)


def as_json(story: ColdStory, lang: str) -> dict[str, Any]:
    """The story as plain values; what is infinite or not known is null."""
    found, goods, record = story.found, story.goods, story.record
    return {
        "file": str(story.file),
        "product": {
            "product_id": goods.product_id or None, "name_en": goods.name, "name_zh": goods.name_zh,
        },
        "model": None if goods.model is None else _model(goods.model),
        "record": {
            "sensor": record.sensor, "between_readings": story.kind,
            "start": _time(story.at(0.0)), "end": _time(story.at(float(record.times_h[-1]))),
            "readings": int(record.times_h.size), "known_h": found.known_h,
            "unknown_h": found.unknown_h, "min_c": found.lowest_c, "mean_c": found.mean_c,
            "max_c": found.highest_c,
            "gaps": [
                {"start": _time(story.at(gap.start_h)), "end": _time(story.at(gap.end_h)),
                 "hours": gap.end_h - gap.start_h, "bridged": gap.bridged}
                for gap in record.gaps
            ],
        },
        "life": _life(story),
        "mkt": {
            "whole_c": found.mkt_c, "of_readings_alike_c": found.mkt_of_readings_c,
            "worst_30_days": _window(story, found.worst_month),
            "worst_24_hours": _window(story, found.worst_day),
        },
        "limits": {"low_c": goods.limits.low_c, "high_c": goods.limits.high_c},
        "excursions": [_excursion(story, one) for one in found.excursions],
        "chilling": {"below_c": goods.limits.chill_c, "hours": found.chilling_h},
        "freezing": {"below_c": goods.limits.freeze_c, "hours": found.freezing_h},
        "warnings": story.warnings(lang),
        "notes": story.notes(lang),
    }  # fmt: skip


def _life(story: ColdStory) -> dict[str, Any] | None:
    used, model = story.found.used, story.goods.model
    if used is None or model is None:
        return None
    share = float(used)
    return {
        "used_share": share,
        "left_share": float(used.left),
        "used_days_at_ref": share * model.life_days,
        "left_days_at_ref": float(used.left) * model.life_days,
        "storage_c": story.goods.storage_c,
        "left_days_at_storage": _finite(story.storage_days),
        "used_share_if_gaps_at_warmer_end": share + story.found.gap_share,
        "quality_left": None if model.order is None else float(model.quality_left(share)),
    }


def _model(model: LifeModel) -> dict[str, Any]:
    low, high = model.range_c
    given = {
        "q10": model.q10, "ea_kj_mol": model.ea_kj_mol, "k_per_k": model.k_per_k,
        "t_min_c": model.t_min_c, "t_max_c": model.t_max_c, "bands": list(model.bands) or None,
        "order": model.order,
        "quality_limit": None if model.order is None else model.quality_limit,
    }  # fmt: skip
    return {
        "name": model.model, "life_days": model.life_days, "ref_c": model.ref_c,
        "valid_low_c": _finite(low), "valid_high_c": _finite(high),
        **{name: value for name, value in given.items() if value is not None},
    }  # fmt: skip


def _window(story: ColdStory, window: Window) -> dict[str, Any]:
    return {
        "mkt_c": window.mkt_c, "start": _time(story.at(window.start_h)),
        "end": _time(story.at(window.end_h)), "whole_record": window.whole,
    }  # fmt: skip


def _excursion(story: ColdStory, one: Excursion) -> dict[str, Any]:
    return {
        "kind": one.kind, "limit_c": one.limit_c, "start": _time(story.at(one.start_h)),
        "end": _time(story.at(one.end_h)), "hours": one.hours, "extreme_c": one.extreme_c,
        "degree_hours": one.degree_hours, "open_start": one.open_start, "open_end": one.open_end,
    }  # fmt: skip


def _time(at: datetime | float) -> str | float:
    return at.isoformat(timespec="seconds") if isinstance(at, datetime) else at


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
