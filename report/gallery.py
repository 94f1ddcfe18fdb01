"""Which charts a run folder gets, in the order of the page: each with its tables and sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pandas as pd
from matplotlib.axes import Axes

from report import (
    box_ledger,
    cold_lot,
    corridors,
    departure_board,
    differences,
    excursion_map,
    flow_map,
    free_days,
    kpi_intervals,
    life_left,
    marey,
    money,
    queue_levels,
    quote,
    rule_breaches,
    stock_levels,
    time_spent,
    wait_fill,
    warm_up,
)
from report.basemap import Basemap
from report.canvas import NothingToDrawError
from report.names import Names
from report.piece import Piece
from report.run_tables import RunTables
from report.stream_gallery import layout_pieces, stream_pieces
from report.stream_runs import has_streams, only_streams
from report.why_gallery import why_pieces
from report.words import Lang


def gallery(run: RunTables, basemap: Basemap, lang: Lang) -> Iterator[Piece]:
    """Charts of a run; those of a comparison of layouts where the folder holds several."""
    yield from _differences(run, lang)
    yield from why_pieces(run, lang)
    yield from _of_what_moves(run, basemap, lang)
    yield from _warm_up(run, lang)


def _of_what_moves(run: RunTables, basemap: Basemap, lang: Lang) -> Iterator[Piece]:
    layouts = run.layouts()
    if only_streams(layouts):
        yield from layout_pieces(run, layouts, lang)
        return
    if only_streams([run]):
        yield from stream_pieces(run, lang)
        return
    yield Piece(
        "kpis",
        lambda: kpi_intervals.plot_kpis(run.kpis, lang=lang, source=run.name),
        lambda: kpi_intervals.read_kpis(run.kpis, lang),
    )
    if layouts:
        yield from _money_and_time(
            lambda name: _together(layouts, name), lang, run.name, payers=False
        )
        for layout in layouts:
            yield _map(layout, basemap, lang, f"flow_map_{layout.name}")
        return
    yield from _money_and_time(run.table, lang, run.name, payers=True)
    yield _map(run, basemap, lang, "flow_map")
    yield from _one_replication(run, lang)
    if has_streams(run):
        yield from stream_pieces(run, lang)


def _warm_up(run: RunTables, lang: Lang) -> Iterator[Piece]:
    """The check of the warm-up, of the policy that charts show."""
    if not run.filled("warm_up", "warm_up_series"):
        return

    def rows(name: str) -> pd.DataFrame:
        frame = run.table(name)
        mine: pd.DataFrame = frame[frame["policy"] == run.chosen_policy("warm_up")]
        return mine

    yield Piece(
        "warm_up",
        lambda: warm_up.plot_warm_up(
            rows("warm_up_series"), rows("warm_up"), start=run.start, lang=lang, source=run.name
        ),
        lambda: warm_up.read_warm_up(rows("warm_up"), lang),
    )


def _differences(run: RunTables, lang: Lang) -> Iterator[Piece]:
    for a, b in differences.pairs(run.comparison):
        ends = [a.policy, b.policy] if a.scenario == b.scenario else [a.scenario, b.scenario]
        yield Piece(
            "differences_" + "_".join(ends),
            lambda a=a, b=b: differences.plot_differences(  # type: ignore[misc]
                run.comparison, run.kpis, a, b, lang=lang, source=run.name
            ),
            lambda a=a, b=b: differences.read_differences(  # type: ignore[misc]
                run.comparison, run.kpis, a, b, lang
            ),
        )


def _money_and_time(
    table: Callable[[str], pd.DataFrame], lang: Lang, source: str, *, payers: bool
) -> Iterator[Piece]:
    yield Piece(
        "money",
        lambda: money.plot_money(table("cost_lines"), lang=lang, source=source),
        lambda: money.read_money(table("cost_lines"), lang),
    )
    if payers:
        yield Piece(
            "payers",
            lambda: money.plot_payers(table("cost_lines"), lang=lang, source=source),
            lambda: money.read_payers(table("cost_lines"), lang),
        )
    yield Piece(
        "time",
        lambda: time_spent.plot_time(table("stage_hours"), lang=lang, source=source),
        lambda: time_spent.read_time(table("stage_hours"), lang),
    )


def _together(layouts: tuple[RunTables, ...], name: str) -> pd.DataFrame:
    """A table of several layouts of one policy, the layout's name in the place of the policy."""
    return pd.concat(
        [layout.table(name).assign(policy=layout.name) for layout in layouts], ignore_index=True
    )


def _names(run: RunTables, lang: Lang) -> Names:
    products = run.table("network_products") if run.has("network_products") else None
    return Names.of(run.table("network_nodes"), run.table("network_legs"), lang, products)


def _map(run: RunTables, basemap: Basemap, lang: Lang, name: str) -> Piece:
    def draw() -> Axes:
        return flow_map.plot_flow_map(
            run.table("leg_flows"), run.table("network_legs"), run.table("network_nodes"), basemap,
            run.chosen_policy("leg_flows"), _names(run, lang), lang=lang, source=run.name,
        )  # fmt: skip

    def read() -> str:
        drawn = flow_map.stretches(
            run.table("leg_flows"), run.table("network_legs"), run.chosen_policy("leg_flows")
        )
        return flow_map.read_flow_map(drawn, _names(run, lang), lang)

    return Piece(name, draw, read)


def _one_replication(run: RunTables, lang: Lang) -> Iterator[Piece]:
    """Charts of what one replication looked like, under the plan where there is one."""

    @cache
    def rows(name: str) -> pd.DataFrame:
        policy = run.chosen_policy(name)
        kept = run.records(name)
        found = kept[kept["policy"] == policy]
        if found.empty:
            raise NothingToDrawError(name, f"no rows of {policy}")
        return found

    @cache
    def chains() -> list[corridors.Corridor]:
        return corridors.corridors(
            rows("movements"), run.table("network_legs"), run.table("network_nodes")
        )

    def lot() -> str:
        return cold_lot.most_telling_lot(rows("temperatures"), _names(run, lang))

    def quoted() -> quote.Quote:
        goods = rows("consignments")
        return quote.quote_of(
            quote.typical_consignment(goods), goods, rows("movements"), rows("costs")
        )

    yield Piece(
        "departure_board",
        lambda: departure_board.plot_departure_board(
            rows("departures"), _names(run, lang), lang=lang, source=run.name
        ),
        lambda: departure_board.read_departure_board(rows("departures"), _names(run, lang), lang),
    )
    yield Piece(
        "marey",
        lambda: marey.plot_marey(
            rows("departures"), rows("movements"), run.table("network_legs"), chains(),
            _names(run, lang), start=run.start, lang=lang, source=run.name,
        ),
        lambda: marey.read_marey(rows("departures"), chains(), _names(run, lang), lang),
    )  # fmt: skip
    yield Piece(
        "wait_fill",
        lambda: wait_fill.plot_wait_fill(
            rows("movements"), rows("departures"), _names(run, lang), lang=lang, source=run.name
        ),
        lambda: wait_fill.read_wait_fill(
            rows("movements"), rows("departures"), _names(run, lang), lang
        ),
    )
    yield Piece(
        "box_ledger",
        lambda: box_ledger.plot_box_ledger(
            rows("boxes"), _names(run, lang), lang=lang, source=run.name
        ),
        lambda: box_ledger.read_box_ledger(rows("boxes"), _names(run, lang), lang),
    )
    yield from _asked_for(run, lang)
    yield Piece(
        "cold_lot",
        lambda: cold_lot.plot_cold_lot(
            rows("temperatures"), lot(), _names(run, lang), start=run.start, lang=lang,
            source=run.name,
        ),
        lambda: cold_lot.read_cold_lot(
            rows("temperatures"), lot(), _names(run, lang), lang
        ),
    )  # fmt: skip
    yield Piece(
        "life_left",
        lambda: life_left.plot_life_left(
            run.records("consignments"), _names(run, lang), lang=lang, source=run.name
        ),
        lambda: life_left.read_life_left(run.records("consignments"), _names(run, lang), lang),
    )
    yield Piece(
        "excursion_map",
        lambda: excursion_map.plot_excursion_map(
            rows("temperatures"), _names(run, lang), start=run.start, lang=lang, source=run.name
        ),
        lambda: excursion_map.read_excursion_map(
            rows("temperatures"), _names(run, lang), lang, start=run.start
        ),
    )
    yield Piece(
        "quote",
        lambda: quote.plot_quote(
            quoted(), _names(run, lang), start=run.start, lang=lang, source=run.name
        ),
        lambda: quote.read_quote(quoted(), _names(run, lang), lang),
    )


def _asked_for(run: RunTables, lang: Lang) -> Iterator[Piece]:
    """Charts of what a scenario watches or has terms for."""

    def rows(name: str) -> pd.DataFrame:
        kept = run.records(name)
        mine: pd.DataFrame = kept[kept["policy"] == run.chosen_policy(name)]
        return mine

    if run.filled("stock_moves"):
        yield Piece(
            "stock_levels",
            lambda: stock_levels.plot_stock(
                rows("stock_moves"), rows("consignments"), _names(run, lang), start=run.start,
                lang=lang, source=run.name,
            ),
            lambda: stock_levels.read_stock(
                rows("stock_moves"), rows("consignments"), _names(run, lang), lang
            ),
        )  # fmt: skip
    if run.filled("queues"):
        yield Piece(
            "queues",
            lambda: queue_levels.plot_queues(
                rows("queues"), _names(run, lang), start=run.start, lang=lang, source=run.name
            ),
            lambda: queue_levels.read_queues(
                rows("queues"), _names(run, lang), lang, start=run.start
            ),
        )
    if run.filled("free_days"):
        yield Piece(
            "free_days",
            lambda: free_days.plot_free_days(
                rows("free_days"), _names(run, lang), lang=lang, source=run.name
            ),
            lambda: free_days.read_free_days(rows("free_days"), _names(run, lang), lang),
        )
    if run.filled("breaches"):
        yield Piece(
            "rule_breaches",
            lambda: rule_breaches.plot_breaches(
                rows("breaches"), _names(run, lang), lang=lang, source=run.name
            ),
            lambda: rule_breaches.read_breaches(rows("breaches"), _names(run, lang), lang),
        )
