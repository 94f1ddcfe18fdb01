"""report.html: one file that opens offline, headline first, every sentence made from the data."""

from __future__ import annotations

import base64
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup

from report import stream_page
from report.differences import Side, difference_rows, headline, pairs, side_name
from report.first_screen import FirstScreen, first_screen
from report.kpi_views import amount, kpi_title, listed, unit_text, view
from report.money import MILLION
from report.names import known, policy_colour, policy_name
from report.rows import each_row
from report.run_tables import RunTables, TableMissingError, order_policies
from report.stream_runs import has_streams, only_streams
from report.surety import surety, together
from report.template import template
from report.theme import WOFF2
from report.words import Lang, say

FEW_REPLICATIONS = 20
# An SVG above this size would make the page heavy; its PNG is shown instead.
_SVG_LIMIT = 900_000
_ASSUMPTIONS = 10
_STEP = 0.10


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as files, with its title and the sentence read from its data."""

    name: str
    title: str
    reading: str
    png: Path
    svg: Path


@dataclass(frozen=True, slots=True)
class KpiLine:
    """One row of the KPI table: texts per column."""

    title: str
    unit: str
    cells: tuple[tuple[str, str], ...]


def render_page(
    run: RunTables, pictures: tuple[Picture, ...], left_out: tuple[str, ...], lang: Lang
) -> str:
    """The whole page as HTML text; names from files are escaped."""
    alone, layouts = only_streams([run]), only_streams(run.layouts())
    columns, lines = ([], []) if alone else kpi_table(run.kpis, lang)
    streams, status = has_streams(run), str(run.manifest.get("status", ""))
    return template("report.html.j2", lang).render(
        lang=lang,
        run=run.name,
        title=run.title(lang),
        status=status,
        status_word=known(lang, "status", status),
        command=_command(run),
        seed=str(run.manifest.get("seed", "")),
        replications=_fewest(run.kpis),
        few=FEW_REPLICATIONS,
        headlines=_stream_headlines(run, lang) if alone else headlines(run, lang),
        cautions=stream_page.cautions(run, lang) if streams else [],
        sections=stream_page.sections(run, lang) if streams else [],
        section_notes=stream_page.notes(run, lang) if streams else [],
        booked=not (alone or layouts),
        sure=surety(run, lang),
        together=_together(run, lang),
        first=_first(run, lang),
        columns=columns,
        lines=lines,
        plans=[] if alone else plan_lines(run, lang),
        assumptions=assumptions(run, lang),
        provenance=provenance(run, lang),
        pictures=[
            {
                "name": picture.name,
                "title": picture.title.replace(r"\$", "$"),
                "reading": picture.reading.replace(r"\$", "$"),
                "image": inline(picture),
            }
            for picture in pictures
        ],
        left_out=left_out,
        font=base64.b64encode(WOFF2.read_bytes()).decode("ascii"),
    )


def headlines(run: RunTables, lang: Lang) -> list[dict[str, Any]]:
    """One sentence per compared pair, rule against plan first; foresight is marked."""
    return [
        {
            "text": headline(run.comparison, run.kpis, a, b, lang).replace(r"\$", "$"),
            "foresight": "foresight" in (a.policy, b.policy),
        }
        for a, b in _told_pairs(run)
    ]


def _stream_headlines(run: RunTables, lang: Lang) -> list[dict[str, Any]]:
    """What streams did, where nothing is compared."""
    told = stream_page.stream_headlines(run, lang)
    return [{"text": text.replace(r"\$", "$"), "foresight": False} for text in told]


def _told_pairs(run: RunTables) -> list[tuple[Side, Side]]:
    """Compared pairs, rule against plan first."""
    return sorted(
        pairs(run.comparison),
        key=lambda pair: (pair[0].policy, pair[1].policy) != ("rule", "plan"),
    )


def _together(run: RunTables, lang: Lang) -> str:
    """What the differences of the first pair promise when read at once."""
    told = _told_pairs(run)
    return together(difference_rows(run.comparison, run.kpis, *told[0]), lang) if told else ""


def _fewest(kpis: pd.DataFrame) -> int:
    """Replications of the policy or layout that has the fewest."""
    made = kpis.groupby(["scenario", "policy"])["n"].max()
    return int(made.min()) if len(made) else 0


def _first(run: RunTables, lang: Lang) -> FirstScreen | None:
    found = _told_pairs(run)
    return first_screen(run.comparison, run.kpis, *found[0], lang) if found else None


def kpi_table(kpis: pd.DataFrame, lang: Lang) -> tuple[list[dict[str, Any]], list[KpiLine]]:
    """Columns (policy or layout, with colour and a mark for foresight) and rows of the KPIs."""
    sides = [
        Side(str(scenario), policy)
        for scenario in dict.fromkeys(kpis["scenario"])
        for policy in order_policies(kpis.loc[kpis["scenario"] == scenario, "policy"])
    ]
    several = len({side.scenario for side in sides}) > 1
    columns = [
        {
            "title": (
                side_name(side, Side("", side.policy), lang)[0]
                if several
                else policy_name(side.policy, lang)
            ).replace(r"\$", "$"),
            "colour": policy_colour(side.policy),
            "foresight": side.policy == "foresight",
        }
        for side in sides
    ]
    by_key = {(str(row.scenario), str(row.policy), str(row.kpi)): row for row in each_row(kpis)}
    lines: list[KpiLine] = []
    for kpi in listed(str(kpi) for kpi in kpis["kpi"]):
        rows = [by_key.get((side.scenario, side.policy, kpi)) for side in sides]
        unit = next((str(row.unit) for row in rows if row is not None), "")
        shown = view(kpi, unit)
        cells = []
        for row in rows:
            if row is None or math.isnan(row.mean):
                cells.append(("-", ""))
                continue
            half = (float(row.ci95_high) - float(row.ci95_low)) / 2.0
            cells.append(
                (
                    amount(float(row.mean), shown),
                    f"± {amount(half, shown)}" if not math.isnan(half) else "",
                )
            )
        lines.append(KpiLine(kpi_title(kpi, lang), unit_text(shown, lang), tuple(cells)))
    return columns, lines


def plan_lines(run: RunTables, lang: Lang) -> list[dict[str, Any]]:
    """Status, cost, bound and gap of every plan folder that has them."""
    told: list[dict[str, Any]] = []
    for folder in run.plans():
        found = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        policy = str(found.get("policy", "plan"))
        bounded = isinstance(found.get("bound_cny"), int | float)
        key = "page.plan_row" if bounded else "page.plan_row_unbounded"
        text = say(
            lang, key, name=policy_name(policy, lang),
            status=known(lang, "status", str(found.get("status", "-"))),
            cost=_scaled(found.get("cost_cny"), MILLION, 3),
            bound=_scaled(found.get("bound_cny"), MILLION, 3),
            gap=_scaled(found.get("gap"), 0.01, 1), seconds=_scaled(found.get("seconds"), 1.0, 0),
            clock="" if found.get("deterministic", True) else say(lang, "page.clock"),
        )  # fmt: skip
        told.append({"text": text, "foresight": policy == "foresight"})
    return told


def assumptions(run: RunTables, lang: Lang) -> list[str]:
    """The ten prices that weigh most: effect of 10 % on the total, and on plan against rule.

    Decisions are left unchanged, so it is arithmetic, and the page says so.
    """
    try:
        lines = run.table("cost_lines")
    except TableMissingError:
        return []
    keys = ["line", "payer", "payee"]
    n = lines.groupby("policy")["replication"].nunique()
    sums = lines.pivot_table("cny", keys, "policy", aggfunc="sum", fill_value=0)
    means = sums / n
    policy = run.chosen_policy("cost_lines")
    spent = float(means[policy].clip(lower=0.0).sum()) or 1.0
    ranked = means[policy].abs().sort_values(ascending=False, kind="stable")
    told = []
    for line, payer, payee in ranked.index[:_ASSUMPTIONS]:
        value = float(means.loc[(line, payer, payee), policy])
        facts = {
            "line": known(lang, "cost", str(line)),
            "payer": known(lang, "role", str(payer)),
            "payee": known(lang, "role", str(payee)),
            "share": f"{100.0 * abs(value) / spent:.1f}",
            "move": f"{_STEP * abs(value) / MILLION:,.3f}",
        }
        key = "page.assumption_line_alone"
        if policy == "plan" and "rule" in means:
            gap = value - float(means.loc[(line, payer, payee), "rule"])
            facts["gap"] = f"{_STEP * abs(gap) / MILLION:,.3f}"
            key = "page.assumption_line"
        told.append(say(lang, key, **facts).replace(r"\$", "$"))
    return told


def provenance(run: RunTables, lang: Lang) -> str:
    """How many input rows are sourced and how many assumed, where the manifest counts them."""
    inputs = run.manifest.get("inputs")
    if isinstance(inputs, dict) and {"sourced", "assumed"} <= set(inputs):
        return say(lang, "page.provenance", sourced=inputs["sourced"], assumed=inputs["assumed"])
    return say(lang, "page.provenance_unknown")


def inline(picture: Picture) -> Markup:
    """The chart as inline SVG whose ids are its own, or as a PNG where the SVG is heavy."""
    if picture.svg.stat().st_size > _SVG_LIMIT:
        data = base64.b64encode(picture.png.read_bytes()).decode("ascii")
        return Markup('<img alt="{}" src="data:image/png;base64,{}">').format(picture.title, data)
    text = picture.svg.read_text(encoding="utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    prefix = re.sub(r"[^A-Za-z0-9]", "-", picture.name) + "-"
    text = re.sub(r'\bid="', f'id="{prefix}', text)
    text = re.sub(r'(xlink:href|href)="#', rf'\1="#{prefix}', text)
    text = re.sub(r"url\(#", f"url(#{prefix}", text)
    text = re.sub(r'<svg ([^>]*?)width="[^"]*" ', r"<svg \1", text, count=1)
    text = re.sub(r'<svg ([^>]*?)height="[^"]*" ', r"<svg \1", text, count=1)
    head = Markup('<svg role="img" aria-label="{}" ').format(picture.title)
    return head + Markup(text.removeprefix("<svg "))  # noqa: S704  our own file, escaped by its writer


def _command(run: RunTables) -> str:
    command = run.manifest.get("command", "")
    return " ".join(str(word) for word in command) if isinstance(command, list) else str(command)


def _scaled(value: object, unit: float, decimals: int) -> str:
    return f"{float(value) / unit:,.{decimals}f}" if isinstance(value, int | float) else "-"
