"""calibration.html: model against observed, what was fitted, and which rows were left out."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup
from matplotlib.figure import Figure

from domain.tables.calibration import CALIBRATION_TABLES
from report.calibration import LINES, SPANS, number, plot_calibration, read_calibration
from report.canvas import NothingToDrawError
from report.rows import each_row
from report.template import template
from report.theme import WOFF2, save
from report.whole_files import write_whole
from report.words import Lang, say

PAGE = "calibration.html"
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What is told about the list itself."""

    name: str
    rows: int
    used: int
    dates_only: int
    ambiguous_order: bool
    overlay: str
    command: str


def build_calibration(folder: Path, facts: ListFacts, lang: Lang) -> Path:
    """Draw the chart and write the page from the tables of a calibration; returns the page."""
    tables = {
        one.name: pd.read_parquet(folder / "tables" / f"{one.name}.parquet")
        for one in CALIBRATION_TABLES
    }
    spans, services = tables["spans_seen"], tables["services_seen"]
    left = tables["rows_left_out"]
    try:
        reading = read_calibration(spans, lang)
    except NothingToDrawError:
        reading = say(lang, "calibration.title")
    page = template("calibration.html.j2", lang).render(
        lang=lang,
        font=base64.b64encode(WOFF2.read_bytes()).decode(),
        list=facts.name,
        reading=reading,
        used=say(
            lang, "calibration.used", rows=facts.rows, used=facts.used, left=len(left),
            services=int((services["source"] == "observed").sum()),
        ),
        cautions=_cautions(facts, lang),
        overlay=facts.overlay,
        command=facts.command,
        picture=_picture(folder, tables["hours_seen"], services, facts.name, lang),
        sources=list(LINES),
        spans=_span_rows(spans, lang),
        services=_service_rows(services),
        notes=[
            say(lang, f"calibration.note.{row.key}", service=row.service_id, value=row.value)
            for row in each_row(tables["calibration_notes"])
        ],
        reasons=[
            (count, reason)
            for reason, count in Counter(left[f"reason_{lang}"].tolist()).most_common()
        ],
        left=_left_rows(left.head(MOST_ROWS), lang),
        more=max(0, len(left) - MOST_ROWS),
    )  # fmt: skip
    return write_whole(
        folder / PAGE, lambda draft: draft.write_text(page, encoding="utf-8", newline="\n")
    )


def _cautions(facts: ListFacts, lang: Lang) -> list[str]:
    told = []
    if facts.ambiguous_order:
        told.append(say(lang, "calibration.ambiguous"))
    if facts.dates_only:
        told.append(say(lang, "calibration.dates_only", n=facts.dates_only))
    return told


def _picture(
    folder: Path, hours: pd.DataFrame, services: pd.DataFrame, source: str, lang: Lang
) -> Markup | None:
    """The chart in the page; its files lie in charts/."""
    try:
        axes = plot_calibration(hours, services, lang=lang, source=source)
    except NothingToDrawError:
        return None
    drawn = axes.get_figure()
    assert isinstance(drawn, Figure)
    stem = folder / "charts" / f"calibration_{lang}"
    stem.parent.mkdir(parents=True, exist_ok=True)
    png, _ = save(drawn, stem)
    data = base64.b64encode(png.read_bytes()).decode()
    return Markup('<img alt="" src="data:image/png;base64,{}">').format(data)


def _span_rows(spans: pd.DataFrame, lang: Lang) -> list[dict[str, Any]]:
    by_key = {(row.service_id, row.span, row.source): row for row in each_row(spans)}
    observed = sorted(
        {(str(service), str(span)) for service, span, source in by_key if source == "observed"},
        key=lambda key: (key[0], SPANS.index(key[1])),
    )
    rows = []
    for service_id, span in observed:
        cells = []
        for source in LINES:
            row = by_key.get((service_id, span, source))
            cells.append(
                {"mean": "-", "p90": "", "n": ""}
                if row is None
                else {"mean": number(row.mean_h), "p90": number(row.p90_h), "n": row.n}
            )
        fitted = by_key[service_id, span, "observed"].fitted
        key = "calibration.fitted" if fitted else "calibration.compared"
        rows.append(
            {"service": service_id, "span": say(lang, f"span.{span}"), "fitted": say(lang, key),
             "cells": cells}
        )  # fmt: skip
    return rows


def _service_rows(services: pd.DataFrame) -> list[dict[str, Any]]:
    by_key = {(row.service_id, row.source): row for row in each_row(services)}
    rows = []
    for service_id in sorted({str(service) for service, source in by_key if source == "observed"}):
        cells = []
        for source in LINES:
            row = by_key.get((service_id, source))
            if row is None:
                cells.append({"rate": "-", "boxes": ""})
                continue
            rate = "-" if pd.isna(row.per_week) else number(row.per_week)
            cells.append({"rate": rate, "boxes": number(row.boxes_per_train)})
        rows.append({"service": service_id, "cells": cells})
    return rows


def _left_rows(left: pd.DataFrame, lang: Lang) -> list[Sequence[object]]:
    return [
        (row.sheet, row.row, row.column, row.found, getattr(row, f"reason_{lang}"))
        for row in each_row(left)
    ]
