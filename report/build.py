"""Charts, page and workbook of a run folder, each file whole or not there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from report.basemap import Basemap, read_basemap
from report.canvas import NothingToDrawError
from report.gallery import gallery
from report.page import Picture, render_page
from report.run_tables import RunTables, TableEmptyError, TableMissingError, read_run
from report.theme import save
from report.whole_files import write_whole
from report.words import PHRASES, Lang, say

GEO = Path(__file__).resolve().parents[1] / "data" / "geo"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What was drawn, and what could not be and why."""

    pictures: tuple[Picture, ...]
    left_out: tuple[str, ...]


def build_charts(
    run_dir: Path, lang: Lang, prefix: str = "", *, executed: bool = True
) -> tuple[Path, ...]:
    """Draw every chart that the tables of a run allow into `charts/`; returns the files.

    Parameters
    ----------
    run_dir
        A run folder, or that of a comparison of layouts.
    prefix
        Only charts whose names begin so.
    executed
        Whether the run must have figures; a plan that was not executed has none.

    Raises
    ------
    RunFolderError
        If the folder is not a run.
    """
    drawn = _draw(read_run(run_dir, executed=executed), lang, prefix)
    return tuple(path for picture in drawn.pictures for path in (picture.png, picture.svg))


def build_report(run_dir: Path, lang: Lang) -> Path:
    """Draw the charts and write `report.html`, one file that opens offline; returns it."""
    run = read_run(run_dir)
    drawn = _draw(run, lang)
    page = render_page(run, drawn.pictures, drawn.left_out, lang)
    return write_whole(
        run_dir / "report.html",
        lambda draft: draft.write_text(page, encoding="utf-8", newline="\n"),
    )


def build_workbook(run_dir: Path) -> Path:
    """Write `results.xlsx` with the tables of a run; returns it."""
    from report.workbook import write_workbook

    run = read_run(run_dir)
    return write_whole(run_dir / "results.xlsx", lambda draft: write_workbook(run, draft))


def shipped_basemap() -> Basemap:
    """The land and lakes of data/geo."""
    return read_basemap(GEO / "land_50m.geojson", GEO / "lakes_50m.geojson")


def _draw(run: RunTables, lang: Lang, prefix: str = "") -> Drawn:
    pictures: list[Picture] = []
    left_out: list[str] = []
    for piece in gallery(run, shipped_basemap(), lang):
        if not piece.name.startswith(prefix):
            continue
        try:
            axes = piece.draw()
            reading = piece.read()
        except (TableEmptyError, NothingToDrawError):
            title = _title_of(piece.name, lang)
            left_out.append(say(lang, "page.nothing_of", name=title))
            continue
        except TableMissingError as error:
            left_out.append(f"{_title_of(piece.name, lang)}: {error}")
            continue
        drawn = axes.get_figure()
        assert isinstance(drawn, Figure)
        png, svg = _save(drawn, run.folder / "charts" / f"{piece.name}_{lang}")
        pictures.append(Picture(piece.name, axes.get_title(loc="left"), reading, png, svg))
    return Drawn(tuple(pictures), tuple(left_out))


def _title_of(piece: str, lang: Lang) -> str:
    """What a chart that was not drawn would be called; its file's name where that has no words."""
    title = PHRASES.get(f"chart.{piece}")
    if title is None:
        return piece
    words = title.zh if lang == "zh" else title.en
    return re.split(r"[（(:：,，]", words)[0].strip()


def _save(drawn: Figure, stem: Path) -> tuple[Path, Path]:
    """Save as PNG and SVG under temporary names, then rename both."""
    stem.parent.mkdir(parents=True, exist_ok=True)
    drafts = save(drawn, stem.with_name(f".{stem.name}.tmp"))
    files = (stem.with_suffix(".png"), stem.with_suffix(".svg"))
    for draft, file in zip(drafts, files, strict=True):
        draft.replace(file)
    return files
