"""What a page says in words and tables about streams: steps, departures, shelves, streams."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from report.names import plain, policy_name
from report.rows import each_row
from report.run_tables import RunTables
from report.step_waits import unit_of
from report.stream_runs import STEP_FIGURES, kpis_of, only_streams, steps_of
from report.stream_views import ALL, figure_title, figure_view, is_stream, significant, split
from report.words import Lang, say

_PLUS_MINUS = "\N{PLUS-MINUS SIGN}"
_SECTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("page.steps", "page.step",
     ("visits", "wait_mean_h", "wait_p50_h", "wait_p90_h", "waited_share", "queue_mean",
      "number_mean", "use_share")),
    ("page.rides", "page.step",
     ("departures", "aboard_mean", "fill_share", "left_behind_mean", "left_behind_share")),
    ("page.shelves", "page.shelf",
     ("fill_rate", "on_hand_mean", "backorders_mean", "on_order_mean", "lost")),
    ("page.streams", "page.stream",
     ("lots", "delivered", "lost", "time_mean_h", "time_p50_h", "time_p90_h")),
    ("page.spans", "page.span", ("mean_h", "sd_h")),
    ("page.whole", "", ("number_mean", "time_mean_h", "in_system_end", "total_cost_cny")),
)  # fmt: skip
# The figures that only subjects of a section have.
_MARKS = {
    "page.steps": "wait_mean_h", "page.rides": "departures", "page.shelves": "fill_rate",
    "page.streams": "lots", "page.spans": "sd_h",
}  # fmt: skip
_ASKED = re.compile(r"(wait_over_.+h_share|number_at_.+h|on_hand_at_.+h)")


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the page: texts of its head and rows; a cell is a mean and its half-width."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


Means = Mapping[str, Any]


def sections(run: RunTables, lang: Lang) -> list[Section]:
    """Tables of steps, departures, shelves, streams, stretches, the whole, and what was asked."""
    kpis = kpis_of(run)
    by_kpi = {str(row.kpi): row for row in each_row(kpis) if is_stream(str(row.kpi))}
    made = []
    for title, subject, figures in _SECTIONS:
        mark = _MARKS.get(title)
        names = _subjects(by_kpi, mark) if mark else [ALL]
        kept = [f for f in figures if any(f"{name}.{f}" in by_kpi for name in names)]
        if names and kept:
            made.append(_section(title, subject, names, kept, by_kpi, lang))
    asked = list(dict.fromkeys(f for _, f in map(split, by_kpi) if _ASKED.fullmatch(f)))
    names = list(dict.fromkeys(name for name, f in map(split, by_kpi) if f in asked))
    if asked:
        made.append(_asked_for(names, asked, by_kpi, lang))
    return made


def notes(run: RunTables, lang: Lang) -> list[str]:
    """What a reader of the tables must know: the window, and whose figures they are."""
    steps = steps_of(run)
    from_h, to_h = (float(steps[column].iloc[0]) for column in ("from_h", "to_h"))
    told = [say(lang, "page.streams_note", from_h=f"{from_h:,g}", to_h=f"{to_h:,g}")]
    if not only_streams([run]):
        policy = policy_name(run.chosen_policy(STEP_FIGURES), lang)
        told.insert(0, say(lang, "page.streams_policy", policy=policy))
    return told


def cautions(run: RunTables, lang: Lang) -> list[str]:
    """Waits that the end of a run cut short; that a box was not full is no news."""
    steps = run.table(STEP_FIGURES)
    mine = steps[(steps["policy"] == run.chosen_policy(STEP_FIGURES)) & (steps["kind"] != "pack")]
    sums = mine.groupby("step_id", sort=False)["unfinished"].sum()
    told = [
        say(lang, "page.unfinished_item", step=str(step_id), n=f"{count:,.0f}")
        for step_id, count in sums.items()
        if count
    ]
    return [say(lang, "page.unfinished", where=say(lang, "join").join(told))] if told else []


def stream_headlines(run: RunTables, lang: Lang) -> list[str]:
    """What a planner wants to know first, most pressing first."""
    kpis = kpis_of(run)
    rows = {str(row.kpi): row for row in each_row(kpis[kpis["mean"].notna()])}
    return [
        *_longest_wait(rows, lang),
        *_left_behind(rows, lang),
        *_shelves(rows, lang),
        *_busiest(rows, lang),
        *_streams(rows, lang),
    ]


def _subjects(by_kpi: Means, figure: str) -> list[str]:
    """Who has a figure, in the order of the table; not the whole."""
    return [name for name, found in map(split, by_kpi) if found == figure and name != ALL]


def _section(
    title: str,
    subject: str,
    names: Sequence[str],
    figures: Sequence[str],
    by_kpi: Means,
    lang: Lang,
) -> Section:
    head = [say(lang, subject) if subject else "", *(_with_unit(f, lang) for f in figures)]
    rows = [
        (
            say(lang, "step.all") if name == ALL else name,
            tuple(_cell(by_kpi.get(f"{name}.{figure}"), figure) for figure in figures),
        )
        for name in names
    ]
    return Section(say(lang, title), tuple(head), tuple(rows))


def _asked_for(names: Sequence[str], figures: Sequence[str], by_kpi: Means, lang: Lang) -> Section:
    """A row per figure, because there may be many hours, and a column per subject."""
    rows = [
        (
            _with_unit(figure, lang),
            tuple(_cell(by_kpi.get(f"{name}.{figure}"), figure) for name in names),
        )
        for figure in figures
    ]
    head = [say(lang, "step.all") if name == ALL else name for name in names]
    return Section(say(lang, "page.asked_for"), ("", *head), tuple(rows))


def _with_unit(figure: str, lang: Lang) -> str:
    unit, told = figure_view(figure).unit, figure_title(figure, lang)
    return f"{told} ({say(lang, unit)})" if unit else told


def _cell(row: Any | None, figure: str) -> tuple[str, str]:  # noqa: ANN401  a row of a table
    if row is None or math.isnan(row.mean):
        return "-", ""
    scale = figure_view(figure).scale
    digits = significant(abs(row.mean * scale))
    half = (row.ci95_high - row.ci95_low) / 2.0 * scale
    mean = f"{row.mean * scale:,.{digits}f}"
    return mean, "" if math.isnan(half) else f"{_PLUS_MINUS} {half:,.{digits}f}"


def _longest_wait(rows: Means, lang: Lang) -> Iterator[str]:
    steps = [name for name in _subjects(rows, "wait_mean_h") if not is_stream(name)]
    waits = {name: rows[f"{name}.wait_mean_h"] for name in steps}
    if not waits:
        return
    step = max(waits, key=lambda name: float(waits[name].mean))
    row = waits[step]
    if row.mean == 0.0:
        yield say(lang, "headline.no_waits")
        return
    p90 = _mean(rows, f"{step}.wait_p90_h")
    unit, scale = unit_of(row.mean)
    facts = {
        "step": plain(step), "unit": say(lang, unit), "mean": _told(row.mean * scale),
        "p90": _told(p90 * scale),
    }  # fmt: skip
    if math.isnan(row.ci95_low):
        yield say(lang, "headline.longest_wait_one", **facts)
        return
    low, high = max(0.0, row.ci95_low), row.ci95_high
    digits = significant(row.mean * scale)
    yield say(
        lang, "headline.longest_wait", **facts, low=f"{low * scale:,.{digits}f}",
        high=f"{high * scale:,.{digits}f}",
    )  # fmt: skip


def _left_behind(rows: Means, lang: Lang) -> Iterator[str]:
    for step in _subjects(rows, "left_behind_share"):
        share = _mean(rows, f"{step}.left_behind_share")
        left = _mean(rows, f"{step}.left_behind_mean")
        if share == 0.0:
            yield say(lang, "headline.all_aboard", step=plain(step))
        else:
            yield say(
                lang, "headline.left_behind", step=plain(step), share=f"{100.0 * share:.1f}",
                left=_told(left),
            )  # fmt: skip


def _shelves(rows: Means, lang: Lang) -> Iterator[str]:
    for step in _subjects(rows, "fill_rate"):
        yield say(
            lang, "headline.shelf", step=plain(step),
            rate=f"{100.0 * _mean(rows, f'{step}.fill_rate'):.1f}",
            hand=_told(_mean(rows, f"{step}.on_hand_mean")),
            back=_told(_mean(rows, f"{step}.backorders_mean")),
        )  # fmt: skip


def _busiest(rows: Means, lang: Lang) -> Iterator[str]:
    use = {step: _mean(rows, f"{step}.use_share") for step in _subjects(rows, "use_share")}
    if use:
        step = max(use, key=lambda name: use[name])
        yield say(
            lang, "headline.busiest", step=plain(step), use=f"{100.0 * use[step]:.1f}",
            queue=_told(_mean(rows, f"{step}.queue_mean")),
        )  # fmt: skip


def _streams(rows: Means, lang: Lang) -> Iterator[str]:
    for stream in _subjects(rows, "lots"):
        mean, p90 = (_mean(rows, f"{stream}.{f}") for f in ("time_mean_h", "time_p90_h"))
        if math.isnan(mean):
            continue
        unit, scale = unit_of(mean)
        yield say(
            lang, "headline.stream", stream=plain(stream), unit=say(lang, unit),
            mean=_told(mean * scale), p90=_told(p90 * scale),
        )  # fmt: skip


def _mean(rows: Means, kpi: str) -> float:
    return float(rows[kpi].mean) if kpi in rows else math.nan


def _told(value: float) -> str:
    return f"{value:,.{significant(abs(value))}f}"
