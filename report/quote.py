"""Quote sheet of one consignment: its way with times, its costs, and what arrives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from matplotlib.axes import Axes

from domain.tariff import COST_LINES
from report.canvas import canvas, host
from report.clock_axis import moment
from report.names import Names, known, plain, rows_note
from report.rows import each_row
from report.theme import GRID, INK, MUTED, STAGES, themed
from report.words import Lang, say

_MOST_STAGES = 30


@dataclass(frozen=True, slots=True)
class Quote:
    """One consignment's row, the stages of its first part, and its costs by line and roles."""

    consignment: pd.Series
    stages: pd.DataFrame
    costs: pd.DataFrame
    parts: int


def typical_consignment(consignments: pd.DataFrame) -> str:
    """A consignment of the heaviest flow whose cost per kg is nearest to the flow's median."""
    done = consignments[consignments["delivered_h"].notna() & (consignments["kg"] > 0.0)]
    done = done if len(done) else consignments
    heaviest = done.groupby("flow_id")["kg"].sum().idxmax()
    mine = done[done["flow_id"] == heaviest]
    price = mine["cost_cny"] / mine["kg"]
    far = (price - price.median()).abs()
    ranked = mine.assign(far=far).sort_values(["far", "consignment_id"], kind="stable")
    return str(ranked["consignment_id"].iloc[0])


def quote_of(
    consignment_id: str,
    consignments: pd.DataFrame,
    movements: pd.DataFrame,
    costs: pd.DataFrame,
) -> Quote:
    """Gather what a quote sheet shows. All tables of one policy and replication.

    Raises
    ------
    KeyError
        If there is no such consignment.
    """
    found = consignments[consignments["consignment_id"] == consignment_id]
    if found.empty:
        raise KeyError(f"no consignment {consignment_id!r} in the table consignments")
    mine = costs[costs["consignment_id"] == consignment_id]
    summed = mine.groupby(["line", "payer", "payee"], sort=True)["cny"].sum().reset_index()
    rank = {line: place for place, line in enumerate(COST_LINES)}
    summed = summed.sort_values(
        ["line", "cny"], key=lambda c: c.map(rank) if c.name == "line" else -c, kind="stable"
    )
    part_ids = sorted({str(part) for part in mine["part_id"] if part})
    part = part_ids[0] if part_ids else ""
    stages = _stages(movements, part)
    return Quote(found.iloc[0], stages, summed, max(1, len(part_ids)))


def _stages(movements: pd.DataFrame, part: str) -> pd.DataFrame:
    """Stages of a part up to stuffing, then those of its first lot, or of its box.

    A part that fills several boxes becomes lots `part/1`, `part/2` when it is stuffed.
    """
    goods = movements[movements["subject"] == "part"]
    own = goods[goods["subject_id"] == part]
    if not (own["stage"] == "ride").any():
        lots = goods["subject_id"].str.startswith(f"{part}/")
        first = sorted(set(goods.loc[lots, "subject_id"]))[:1]
        own = pd.concat([own, goods[goods["subject_id"].isin(first)]])
    if not (own["stage"] == "ride").any():
        boxes = sorted({str(box) for box in own["box_id"] if box})[:1]
        held = movements[(movements["subject"] == "box") & movements["subject_id"].isin(boxes)]
        own = pd.concat([own, held])
    own = own.sort_values(["start_h", "end_h"], kind="stable")
    return own[own["end_h"] > own["start_h"]].reset_index(drop=True)


@themed()
def plot_quote(
    quote: Quote,
    names: Names,
    *,
    start: datetime | None = None,
    ax: Axes | None = None,
    lang: Lang = "zh",
    source: str = "",
) -> Axes:
    """The quote sheet as a figure: itinerary at the left, costs at the right."""
    stages = quote.stages.head(_MOST_STAGES)
    rows = max(len(stages), len(quote.costs) + 6)
    height = 1.9 + 0.235 * (rows + 2)
    note = rows_note(quote.consignment.to_frame().T, lang)
    ax = canvas(ax, 10.0, height, source=source, note=note, lang=lang)
    host(ax)
    top = -3.4
    ax.set_xlim(0.0, 100.0)
    ax.set_ylim(top - rows - 1.2, 0.2)
    _draw_head(ax, quote, names, start, lang)
    _draw_itinerary(ax, stages, names, start, lang, top)
    _draw_costs(ax, quote, lang, top)
    if len(quote.stages) > _MOST_STAGES:
        ax.text(0.0, top - rows - 1.0, say(lang, "quote.more", n=len(quote.stages) - _MOST_STAGES),
                fontsize=7.5, color=MUTED)  # fmt: skip
    row = quote.consignment
    ends = [names.short(str(row[end])) for end in ("origin_id", "destination_id")]
    ax.set_title(
        say(lang, "chart.quote", name=names.product(str(row["product_id"])),
            lane=" → ".join(ends)),
        color=INK,
    )  # fmt: skip
    return ax


def _draw_head(ax: Axes, quote: Quote, names: Names, start: datetime | None, lang: Lang) -> None:
    row = quote.consignment
    late = float(row["late_h"]) if not pd.isna(row["late_h"]) else 0.0
    facts = [
        say(lang, "quote.goods", product=names.product(str(row["product_id"])),
            t=f"{row['kg'] / 1000.0:,.1f}", m3=f"{row['m3']:,.0f}", mode=_trade(row, lang)),
        say(lang, "quote.number", name=plain(row["consignment_id"]), parts=quote.parts),
        say(lang, "quote.times", ready=moment(float(row["ready_h"]), start, lang),
            due=moment(float(row["due_h"]), start, lang),
            delivered=moment(float(row["delivered_h"]), start, lang),
            verdict=say(lang, "quote.late", h=f"{late:,.0f}") if late > 0.0
            else say(lang, "quote.on_time")),
    ]  # fmt: skip
    for place, text in enumerate(facts):
        ax.text(0.0, -0.55 - 0.85 * place, text, fontsize=9.0, va="center", color=INK)


def _trade(row: pd.Series, lang: Lang) -> str:
    """Customs supervision of a consignment in words."""
    mode = str(row["trade_mode"])
    if mode in ("", "domestic"):
        return say(lang, "quote.domestic")
    return say(lang, "quote.trade", mode=plain(mode))


def _draw_itinerary(
    ax: Axes, stages: pd.DataFrame, names: Names, start: datetime | None, lang: Lang, top: float
) -> None:
    heads = ((2.0, "quote.stage"), (17.0, "quote.place"), (42.5, "quote.from"), (57.0, "quote.h"))
    for x, key in heads:
        align = "right" if key == "quote.h" else "left"
        ax.text(x, top, say(lang, key), fontsize=8.0, color=MUTED, va="center", ha=align)
    ax.plot([0.0, 57.5], [top - 0.5] * 2, color=INK, linewidth=0.8)
    for place, row in enumerate(each_row(stages)):
        y = top - 1.0 - place
        ax.plot([0.6], [y], "s", color=STAGES.get(str(row.stage), MUTED), markersize=7.0)
        where = names.short(str(row.node_id))
        if row.to_id != row.node_id:
            where = f"{names.brief(str(row.node_id))} → {names.brief(str(row.to_id))}"
        if not pd.isna(row.scheduled_h):
            where += f"  {plain(row.service_id)}"
        stage = _cut(known(lang, "stage", str(row.stage)), 12.5)
        ax.text(2.0, y, stage, fontsize=8.0, va="center")
        ax.text(17.0, y, _cut(where, 21.5), fontsize=8.0, va="center")
        ax.text(42.5, y, moment(float(row.start_h), start, lang), fontsize=8.0, va="center")
        ax.text(57.0, y, f"{row.end_h - row.start_h:,.1f}", fontsize=8.0, va="center", ha="right")
        ax.plot([0.0, 57.5], [y - 0.5] * 2, color=GRID, linewidth=0.6)


def _draw_costs(ax: Axes, quote: Quote, lang: Lang, top: float) -> None:
    left, right = 62.0, 100.0
    ax.text(left, top, say(lang, "quote.line"), fontsize=8.0, color=MUTED, va="center")
    ax.text(left + 13.5, top, say(lang, "quote.who"), fontsize=8.0, color=MUTED, va="center")
    ax.text(right, top, say(lang, "unit.cny"), fontsize=8.0, color=MUTED, va="center", ha="right")
    ax.plot([left, right], [top - 0.5] * 2, color=INK, linewidth=0.8)
    y = top
    for row in each_row(quote.costs):
        y -= 1.0
        who = f"{known(lang, 'role', str(row.payer))} → {known(lang, 'role', str(row.payee))}"
        ax.text(left, y, known(lang, "cost", str(row.line)), fontsize=8.0, va="center")
        ax.text(left + 13.5, y, _cut(who, 16.0), fontsize=8.0, va="center", color=MUTED)
        ax.text(right, y, f"{row.cny:,.2f}", fontsize=8.0, va="center", ha="right")
        ax.plot([left, right], [y - 0.5] * 2, color=GRID, linewidth=0.6)
    total, kg = float(quote.costs["cny"].sum()), float(quote.consignment["kg"])
    life = quote.consignment["life_left"]
    sums = [
        (say(lang, "quote.total"), f"{total:,.2f}"),
        (say(lang, "quote.per_t"), f"{1000.0 * total / kg:,.0f}" if kg else "-"),
        (say(lang, "quote.co2e"), f"{quote.consignment['kgco2e']:,.0f}"),
    ]
    if not pd.isna(life):
        sums.append((say(lang, "quote.life"), f"{100.0 * float(life):.0f}%"))
    ax.plot([left, right], [y - 0.5] * 2, color=INK, linewidth=0.8)
    for place, (name, text) in enumerate(sums):
        size = 10.0 if place == 0 else 8.5
        ax.text(left, y - 1.1 - 1.05 * place, name, fontsize=size, va="center")
        ax.text(right, y - 1.1 - 1.05 * place, text, fontsize=size, va="center", ha="right")


def _cut(text: str, ems: float) -> str:
    """Text cut to a width in Chinese characters; a Latin letter is 0.58 of one."""
    used = 0.0
    for place, char in enumerate(text):
        used += 1.0 if ord(char) > 0x2E80 else 0.58
        if used > ems:
            return text[: max(1, place - 1)] + "…"
    return text


def read_quote(quote: Quote, names: Names, lang: Lang) -> str:
    """One sentence: days, price and the stage that takes longest."""
    row = quote.consignment
    hours = (quote.stages["end_h"] - quote.stages["start_h"]).groupby(quote.stages["stage"]).sum()
    longest = known(lang, "stage", str(hours.idxmax())) if len(hours) else "-"
    return say(
        lang, "read.quote", name=names.product(str(row["product_id"])),
        lane=" → ".join(names.short(str(row[end])) for end in ("origin_id", "destination_id")),
        days=f"{(row['delivered_h'] - row['ready_h']) / 24.0:.1f}",
        price=f"{1000.0 * row['cost_cny'] / row['kg']:,.0f}" if row["kg"] else "-",
        stage=longest,
    )  # fmt: skip
