"""Charts of runs with streams, and of layouts of streams side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from report import kpi_intervals, server_use, shelf_levels, step_numbers, step_waits, train_loads
from report.piece import Piece
from report.run_tables import RunTables
from report.stream_runs import chosen_rows, kpis_of, steps_of
from report.words import Lang


def stream_pieces(run: RunTables, lang: Lang) -> Iterator[Piece]:
    """Charts of one run; none where it has nothing of the kind."""
    kinds = set(steps_of(run)["kind"])
    if not server_use.use_rows(kpis_of(run)).empty:
        yield Piece(
            "server_use",
            lambda: server_use.plot_use(kpis_of(run), lang=lang, source=run.name),
            lambda: server_use.read_use(kpis_of(run), lang),
        )
    if run.has("visits"):
        yield Piece(
            "step_numbers",
            lambda: step_numbers.plot_numbers(
                chosen_rows(run, "visits"), steps_of(run), kpis_of(run), start=run.start,
                lang=lang, source=run.name,
            ),
            lambda: step_numbers.read_numbers(
                chosen_rows(run, "visits"), steps_of(run), kpis_of(run), lang
            ),
        )  # fmt: skip
        if step_waits.somebody_waits(chosen_rows(run, "visits"), steps_of(run)):
            yield _waits([run], run.name, lang)
    if run.has("boardings") and "ride" in kinds:
        yield Piece(
            "train_loads",
            lambda: train_loads.plot_loads(
                chosen_rows(run, "boardings"), steps_of(run), kpis_of(run), start=run.start,
                lang=lang, source=run.name,
            ),
            lambda: train_loads.read_loads(chosen_rows(run, "boardings"), steps_of(run), lang),
        )  # fmt: skip
    if run.has("stock_events", "stock_periods") and "stock" in kinds:
        yield Piece(
            "shelf_levels",
            lambda: shelf_levels.plot_shelves(
                chosen_rows(run, "stock_events"), chosen_rows(run, "stock_periods"),
                steps_of(run), kpis_of(run), start=run.start, lang=lang, source=run.name,
            ),
            lambda: shelf_levels.read_shelves(
                chosen_rows(run, "stock_events"), chosen_rows(run, "stock_periods"),
                steps_of(run), lang,
            ),
        )  # fmt: skip


def layout_pieces(run: RunTables, layouts: Sequence[RunTables], lang: Lang) -> Iterator[Piece]:
    """Charts of a comparison of layouts of streams, beside the differences."""
    yield Piece(
        "kpis",
        lambda: kpi_intervals.plot_kpis(run.kpis, lang=lang, source=run.name),
        lambda: kpi_intervals.read_kpis(run.kpis, lang),
    )
    kept = [layout for layout in layouts if layout.has("visits")]
    if any(step_waits.somebody_waits(chosen_rows(one, "visits"), steps_of(one)) for one in kept):
        yield _waits(kept, run.name, lang)


def _waits(runs: Sequence[RunTables], source: str, lang: Lang) -> Piece:
    visits = {run.name: chosen_rows(run, "visits") for run in runs}
    steps = {run.name: steps_of(run) for run in runs}
    return Piece(
        "step_waits",
        lambda: step_waits.plot_waits(visits, steps, lang=lang, source=source),
        lambda: step_waits.read_waits(visits, steps, lang),
    )
