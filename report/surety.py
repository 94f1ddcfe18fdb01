"""What a page says about how its figures were made: window, warm-up, replications, choice."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from scipy.stats import t as student_t

from report.differences import DifferenceRow
from report.kpi_views import amount, kpi_title, listed, unit_text, view
from report.names import plain, policy_name
from report.rows import each_row
from report.run_tables import RunTables
from report.stream_page import Section
from report.warm_up import length, verdict_sentences
from report.words import Lang, say

_MOST_KPIS = 8
_LEAST_FOR_TENTHS = 10
# Of consignments, what a planner asks of a period; of streams the main figures.
_OF_A_PERIOD = (
    "total_cost_cny", "cost_cny_per_t", "on_time_share", "lead_time_mean_h", "lead_time_p90_h",
    "late_mean_h", "life_left_share", "missed_departures",
)  # fmt: skip
_QUANTILES = ((0.1, "sure.tenth"), (0.5, "sure.middle"), (0.9, "sure.ninth"))
_DAYS_FROM_H = 72.0


@dataclass(frozen=True, slots=True)
class Surety:
    """Sentences, and the tables below them."""

    sentences: tuple[str, ...]
    tables: tuple[Section, ...]


def surety(run: RunTables, lang: Lang) -> Surety:
    """Of one run, or of every layout of a comparison and the choice among them."""
    layouts = run.layouts()
    told: list[str] = []
    if layouts:
        per_layout = [_of_run(layout, lang) for layout in layouts]
        # What is true of all is said once.
        common = [text for text in per_layout[0] if all(text in mine for mine in per_layout)]
        told += common
        for layout, mine in zip(layouts, per_layout, strict=True):
            own = [text for text in mine if text not in common]
            if own:
                told.append(f"{plain(layout.name)}: {say(lang, 'join_sentences').join(own)}")
    else:
        told += _of_run(run, lang)
    tables = [*_choice_tables(run, lang), *_quantile_tables(run, lang)]
    sentences = [*_choice(run, lang), *told]
    return Surety(tuple(text.replace(r"\$", "$") for text in sentences), tuple(tables))


def together(rows: Sequence[DifferenceRow], lang: Lang) -> str:
    """What the intervals of several differences promise together; "" for fewer than two.

    Notes
    -----
    Bonferroni: m intervals of 95 % hold together with at least 1 - 0.05 m; at level 0.05 / m each,
    with 95 %.
    """
    kept = [row for row in rows if row.high > row.low]
    m = len(kept)
    if m < 2:
        return ""
    n = min(row.n for row in kept)
    factor = float(student_t.ppf(1.0 - 0.025 / m, n - 1) / student_t.ppf(0.975, n - 1))
    joint = 100.0 * max(0.0, 1.0 - 0.05 * m)
    told = (
        say(lang, "sure.joint", percent=f"{joint:.0f}") if joint else say(lang, "sure.joint_none")
    )
    return say(lang, "sure.together", m=m, joint=told, factor=f"{factor:.2f}")


def _of_run(run: RunTables, lang: Lang) -> list[str]:
    facts = run.manifest.get("statistics")
    if not isinstance(facts, dict) or "state" not in facts:
        return []
    told = [_counted(facts, lang)]
    demand = "sure.demand_new" if facts.get("redraw_demand") else "sure.demand_same"
    told.append(say(lang, demand))
    if run.filled("warm_up"):
        told += verdict_sentences(_of_chosen(run, "warm_up"), lang)
    told.append(_replications(run, facts, lang))
    return [text for text in told if text]


def _counted(facts: Mapping[str, Any], lang: Lang) -> str:
    """State, window and warm-up."""
    from_h, to_h = float(facts["warm_up_h"]), float(facts["period_end_h"])
    key = "sure.steady" if facts["state"] == "steady" else "sure.terminating"
    text = say(lang, key, from_at=_instant(from_h, to_h, lang), to_at=_instant(to_h, to_h, lang))
    warm, then = length(from_h, lang), say(lang, "join_sentences")
    if facts.get("warm_up_from") == "mser5":
        return text + then + say(lang, "sure.warm_found", warm=warm, n=facts["warm_up_pilots"])
    if from_h == 0.0:
        return text + then + say(lang, "sure.warm_none")
    return text + then + say(lang, "sure.warm_stated", warm=warm)


def _instant(hours: float, longest_h: float, lang: Lang) -> str:
    if longest_h >= _DAYS_FROM_H:
        return say(lang, "sure.day", value=f"{hours / 24.0:,.1f}".removesuffix(".0"))
    return say(lang, "sure.hour", value=f"{hours:,.3g}")


def _replications(run: RunTables, facts: Mapping[str, Any], lang: Lang) -> str:
    n, why = facts.get("replications"), facts.get("stopped_by")
    if why == "number":
        return say(lang, "sure.number", n=n)
    if why not in {"precision", "cap"} or not run.filled("precision"):
        return ""
    rows = run.table("precision")
    if why == "cap":
        left = rows[~rows["narrow"]]
        return say(lang, "sure.cap", n=n, figures=_figures(left if len(left) else rows, lang))
    last = rows.loc[[(rows["half_width_share"] / rows["wanted_share"]).idxmax()]]
    return say(
        lang, "sure.precision", n=n, narrow=facts.get("narrow_from"), figures=_figures(last, lang)
    )


def _figures(rows: pd.DataFrame, lang: Lang) -> str:
    told = []
    for row in each_row(rows):
        kpi, _, pair = str(row.figure).partition(": ")
        name = kpi_title(kpi, lang)
        if pair:
            name += " " + " \N{MINUS SIGN} ".join(
                policy_name(policy, lang) for policy in pair.split(" - ")
            )
        elif row.policy not in ("", "none"):
            name += f" {policy_name(str(row.policy), lang)}"
        made, wanted = (f"{100.0 * s:.2g}" for s in (row.half_width_share, row.wanted_share))
        told.append(say(lang, "sure.figure", figure=name, made=made, wanted=wanted))
    return say(lang, "join").join(told)


def _choice(run: RunTables, lang: Lang) -> list[str]:
    """The layout chosen and the probability of a correct selection."""
    facts = run.manifest.get("statistics")
    best = facts.get("best") if isinstance(facts, dict) else None
    if not isinstance(best, dict):
        return []
    kpi = str(best["kpi"])
    unit = next((str(u) for u in run.kpis.loc[run.kpis["kpi"] == kpi, "unit"]), "")
    shown = view(kpi, unit)
    delta = f"{amount(float(best['delta']), shown)} {unit_text(shown, lang)}".strip()
    facts = {
        "kpi": kpi_title(kpi, lang),
        "least": say(lang, "sure.most" if best["maximise"] else "sure.least"),
        "by": str(best["by"]).upper(),
        "delta": delta,
    }
    p = float(best["probability"])
    told = [say(lang, "sure.choice", name=plain(best["layout"]))]
    if best["promised"]:
        told.append(say(lang, "sure.promised", p=f"{100.0 * p:g}", **facts))
    else:
        told.append(say(lang, "sure.estimated", p=f"{100.0 * p:.1f}", **facts))
    if best["spent_out"]:
        told.append(say(lang, "sure.spent_out"))
    return told


def _choice_tables(run: RunTables, lang: Lang) -> list[Section]:
    if not run.filled("selection"):
        return []
    rows = run.table("selection")
    kpi = str(rows["kpi"].iloc[0])
    shown = view(kpi, str(rows["unit"].iloc[0]))
    mean = f"{say(lang, 'sure.mean')} ({unit_text(shown, lang)})".replace(" ()", "")
    head = (
        say(lang, "sure.layout"), say(lang, "sure.replications"), mean, say(lang, "sure.dropped")
    )  # fmt: skip
    body = []
    for row in each_row(rows):
        dropped = say(lang, "sure.kept")
        if not math.isnan(row.dropped_after):
            dropped = say(
                lang, "sure.dropped_at", n=f"{row.dropped_after:.0f}", behind=str(row.behind)
            )
        name = f"{row.scenario} ✓" if row.chosen else str(row.scenario)
        half = (row.ci95_high - row.ci95_low) / 2.0 * shown.scale
        cells = (
            (f"{row.replications}", ""),
            _told_apart(row.mean * shown.scale, half),
            (dropped, ""),
        )
        body.append((name, cells))
    return [Section(kpi_title(kpi, lang).replace(r"\$", "$"), head, tuple(body))]


def _told_apart(mean: float, half: float) -> tuple[str, str]:
    """A mean and its half-width with two figures of the half-width: layouts differ by little."""
    if math.isnan(half) or half == 0.0:
        return f"{mean:,.6g}", ""
    decimals = max(0, 1 - math.floor(math.log10(half)))
    return f"{mean:,.{decimals}f}", f"± {half:,.{decimals}f}"


def _quantile_tables(run: RunTables, lang: Lang) -> list[Section]:
    """Quantiles of the main figures, of the policy that charts show."""
    if not run.filled("kpi_quantiles"):
        return []
    rows = _of_chosen(run, "kpi_quantiles")
    by_key = {(str(row.kpi), round(float(row.share), 3)): row for row in each_row(rows)}
    # One in ten of fewer than ten is no more than the largest.
    if max((row.n for row in by_key.values()), default=0) < _LEAST_FOR_TENTHS:
        return []
    there = listed(str(kpi) for kpi in rows["kpi"])
    kpis = [kpi for kpi in _OF_A_PERIOD if kpi in there] or there
    body = []
    for kpi in kpis[:_MOST_KPIS]:
        found = [by_key[kpi, share] for share, _ in _QUANTILES]
        if any(math.isnan(row.value) for row in found) or found[0].value == found[-1].value:
            continue
        shown = view(kpi, str(found[0].unit))
        title = f"{kpi_title(kpi, lang)} ({unit_text(shown, lang)})".replace(" ()", "")
        cells = tuple((amount(row.value, shown), _between(row, shown)) for row in found)
        body.append((title.replace(r"\$", "$"), cells))
    policy = policy_name(str(rows["policy"].iloc[0]), lang)
    title = say(lang, "sure.quantiles")
    named = title if rows["policy"].iloc[0] == "none" else f"{title}: {policy}"
    head = ("", *(say(lang, key) for _, key in _QUANTILES))
    return [Section(named, head, tuple(body))] if body else []


def _between(row: Any, shown: Any) -> str:  # noqa: ANN401  a row of a table
    """The interval of a quantile; an end that few replications leave open is a dash."""
    if math.isnan(row.low) and math.isnan(row.high):
        return ""
    low, high = (
        "…" if math.isnan(value) else amount(value, shown) for value in (row.low, row.high)
    )
    return f"[{low}, {high}]"


def _of_chosen(run: RunTables, name: str) -> pd.DataFrame:
    """Rows of the policy that charts show."""
    frame = run.table(name)
    mine: pd.DataFrame = frame[frame["policy"] == run.chosen_policy(name)]
    return mine
