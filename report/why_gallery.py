"""Charts of `why`, where its tables are there: waterfall, worth of room, one sheet."""

from __future__ import annotations

from collections.abc import Iterator

from report import why_capacity, why_sheet, why_waterfall
from report.names import Names
from report.piece import Piece
from report.run_tables import RunTables
from report.words import Lang


def why_pieces(run: RunTables, lang: Lang) -> Iterator[Piece]:
    """Nothing for a run that was not asked why."""
    if run.filled("why_waterfall"):
        yield Piece(
            "why_waterfall",
            lambda: why_waterfall.plot_why_waterfall(
                run.table("why_waterfall"), lang=lang, source=run.name
            ),
            lambda: why_waterfall.read_why_waterfall(run.table("why_waterfall"), lang),
        )
    if run.filled("why_capacity"):
        yield Piece(
            "why_capacity",
            lambda: why_capacity.plot_why_capacity(
                run.table("why_capacity"), start=run.start, lang=lang, source=run.name
            ),
            lambda: why_capacity.read_why_capacity(run.table("why_capacity"), run.start, lang),
        )
    if run.filled("why_ways", "why_lines"):
        ways, lines = run.table("why_ways"), run.table("why_lines")
        name = why_sheet.first_sheet(ways)

        def names() -> Names:
            products = run.table("network_products") if run.has("network_products") else None
            nodes, legs = run.table("network_nodes"), run.table("network_legs")
            return Names.of(nodes, legs, lang, products)

        yield Piece(
            "why_sheet",
            lambda: why_sheet.plot_why_sheet(
                ways, lines, name, names(), start=run.start, lang=lang, source=run.name
            ),
            lambda: why_sheet.read_why_sheet(ways, name, names(), lang),
        )
