"""What a calibration came to, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import fmean

from inputs.actuals import REASONS, by_reason
from study.calibration.job import CALIBRATED, MODEL, OBSERVED, Calibration
from study.calibration.rides import SPANS
from study.text_table import table_lines

_HEAD = {
    "en": ("service", "span", "observed h", "model h", "calibrated h", "n"),
    "zh": ("班线", "时段", "实际 h", "模型 h", "校准后 h", "样本"),
}


def told(lang: str, done: Calibration, phrase: Callable[[str], str]) -> str:
    """A table of means, what was left out and why, and where the overlay is.

    `phrase` gives the words of a key of `report.words`, such as `span.wait`.
    """
    chinese = lang == "zh"
    observed = done.sides[OBSERVED]
    rows: list[Sequence[str]] = [_HEAD[lang]]
    for service_id, own in observed.items():
        for span in SPANS:
            if span in own.hours:
                sides = (OBSERVED, MODEL, CALIBRATED)
                means = [_mean(done, side, service_id, span) for side in sides]
                rows.append((service_id, phrase(f"span.{span}"), *means, str(len(own.hours[span]))))
    found = done.actuals
    lines = table_lines(rows, texts=(1,)) if len(rows) > 1 else []
    counted = (
        f"清单 {found.rows} 行，采用 {len(found.observed)} 箱"
        if chinese
        else f"{found.rows} rows, {len(found.observed)} boxes used"
    )
    left = [
        f"  {count}: {REASONS[reason][1 if chinese else 0]}"
        for reason, count in by_reason(found.left_out).items()
    ]
    if left:
        left.insert(0, "未采用：" if chinese else "left out:")
    return "\n".join([*lines, counted, *left, str(done.overlay)])


def _mean(done: Calibration, side: str, service_id: str, span: str) -> str:
    seen = done.sides[side].get(service_id)
    hours = () if seen is None else seen.hours.get(span, ())
    return f"{fmean(hours):,.1f}" if hours else "-"
