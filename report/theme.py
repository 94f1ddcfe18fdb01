"""How every chart looks: fonts, one colour for one thing, captions, saving.

Nothing here changes matplotlib's global settings. A chart is drawn and saved inside `themed()`,
because tick labels take their font when they are made, which may be as late as `savefig`.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager, rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from report.words import Lang, say

FONTS = Path(__file__).resolve().parent / "fonts"
CHINESE_FAMILY = "Coldbridge Sans SC"
WOFF2 = FONTS / "ColdbridgeSansSC-Regular.woff2"

INK = "#22282e"
MUTED = "#6b747c"
GRID = "#dfe3e6"
LAND = "#e9e4da"
WATER = "#f7fafb"
GRATICULE = "#d3dde2"
SHORE = "#cfc8ba"

# Mode, policy, cost line and stage are the key columns of result tables.
MODES: Mapping[str, str] = {
    "rail": "#8c2f39",
    "sea": "#3d7ea6",
    "barge": "#86bcd6",
    "road": "#d08a3a",
    "post": "#7d5ba6",
    "air": "#3f9c8f",
}
POLICIES: Mapping[str, str] = {
    "habit": "#a3a8ad",
    "rule": "#d4a017",
    "plan": "#0b7a75",
    "foresight": "#3b3f44",
}
# Blue moves goods, green handles and keeps them, purple is for authorities, red is lost.
COSTS: Mapping[str, str] = {
    "transport": "#1f5f8b",
    "box_use": "#4f93bd",
    "repositioning": "#8fbfdb",
    "dead_freight": "#c3dcea",
    "handling": "#2f6b4f",
    "storage": "#5d9b78",
    "demurrage": "#93c2a4",
    "facility": "#c4dfcd",
    "energy": "#e3c34b",
    "carbon": "#a9982f",
    "clearance": "#5c4a8a",
    "inspection": "#8874b5",
    "duty": "#b3a5d3",
    "tax_rebate": "#d8cfe9",
    "subsidy": "#ece6f5",
    "capital": "#8a6d5a",
    "lateness": "#a93226",
    "value_lost": "#d9705f",
    "disposal": "#efb3a7",
}
# Pale means waiting, strong means work or movement.
STAGES: Mapping[str, str] = {
    "await_round": "#f7e9d7",
    "round": "#b5651d",
    "brought": "#a0522d",
    "gather": "#6b8e5a",
    "await_trunk": "#dfe8c8",
    "await_truck": "#f1dcc0",
    "trunk": "#c27c0e",
    "fetch": "#d08a3a",
    "prepare": "#c9a0d6",
    "file_again": "#e3c9ee",
    "match": "#8a4fae",
    "redo": "#b0367f",
    "carry_papers": "#f3e3f7",
    "receive": "#2f6b4f",
    "await_wave": "#e2aab8",
    "sort": "#7a9e3a",
    "declare": "#5c4a8a",
    "transit": "#4a5fa8",
    "status_change": "#b24ea3",
    "overflow": "#ecb5ec",
    "store": "#c4dfcd",
    "stuff": "#5d9b78",
    "aboard": "#3f86a8",
    "inspect": "#8874b5",
    "x_ray": "#c374c4",
    "partial": "#8a5f85",
    "full": "#313367",
    "laboratory": "#24202c",
    "await_gate": "#7fd6dc",
    "await_slot": "#aae2aa",
    "terminal_out": "#7f8c99",
    "no_show": "#b08d57",
    "await_departure": "#d5dbe1",
    "held": "#e6c3c7",
    "blocked": "#fff5aa",
    "cross": "#6e4b3a",
    "left_at_border": "#9c6b4f",
    "ride": "#1f5f8b",
    "border": "#8c2f39",
    "terminal_in": "#b3a5d3",
    "transfer_in": "#a9b8c4",
    "clear_inland": "#5f3e5a",
    "restuff": "#4f8f86",
    "strip": "#93c2a4",
    "deliver": "#e3b778",
    "await_result": "#c2c1e5",
    "recover": "#d9705f",
    "lost": "#7b241c",
}
# Steps of streams by kind.
STEPS: Mapping[str, str] = {
    "process": "#2f6b4f",
    "pack": "#7a9e3a",
    "ride": "#1f5f8b",
    "stock": "#d08a3a",
    "unpack": "#93c2a4",
}
LACK = "#a93226"
"""What is missing or left behind."""

_SETTINGS: dict[Any, Any] = {
    # Latin first: the Chinese font would draw a full-width minus.
    "font.family": ["DejaVu Sans", CHINESE_FAMILY],
    "font.size": 9.0,
    "text.color": INK,
    "axes.titlesize": 11.0,
    "axes.titleweight": "normal",  # the subset has one weight; bold would mix two
    "axes.titlelocation": "left",
    "axes.labelcolor": INK,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "path",  # a reader without the font still sees Chinese
    "svg.hashsalt": "coldbridge",  # the same chart gives the same file
    "path.simplify": True,
}
_CAPTION_IN = 0.36


@cache
def register_fonts() -> None:
    """Make the Chinese subset known to matplotlib, once in a process."""
    font_manager.fontManager.addfont(chinese_ttf())


def chinese_ttf() -> Path:
    """The Chinese subset as matplotlib reads it: `WOFF2` unpacked, three seconds the first time.

    It is kept in matplotlib's cache folder; where that is read-only or full, in a temporary
    folder that goes when the process ends.
    """
    name = f"{WOFF2.stem}-{sha256(WOFF2.read_bytes()).hexdigest()[:16]}.ttf"
    kept = Path(mpl.get_cachedir()) / name
    if kept.is_file():
        return kept
    try:
        _unpack(kept)
    except OSError:
        if kept.is_file():  # another process put it there, and this system does not replace it
            return kept
        folder = Path(tempfile.mkdtemp(prefix="coldbridge-font-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        kept = folder / name
        _unpack(kept)
    return kept


def _unpack(target: Path) -> None:
    """Write the TTF within `WOFF2`, under another name until it is whole."""
    from fontTools.ttLib import TTFont

    handle, name = tempfile.mkstemp(prefix=f"{target.stem}-", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        with TTFont(WOFF2, recalcTimestamp=False, recalcBBoxes=False) as font:
            font.flavor = None
            font.save(part)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def themed() -> Iterator[None]:
    """Draw and save with our look; the settings found are put back afterwards."""
    register_fonts()
    with rc_context(_SETTINGS):
        yield


def colour(kind: Mapping[str, str], key: str) -> str:
    """Return the colour of a thing, for example `colour(MODES, "rail")`.

    Raises
    ------
    KeyError
        If the thing has no colour yet; give it one here, so that it is the same everywhere.
    """
    try:
        return kind[key]
    except KeyError:
        known = ", ".join(kind)
        raise KeyError(f"no colour for {key!r} in report/theme.py; known: {known}") from None


def figure(
    width_in: float = 9.0,
    height_in: float = 5.0,
    *,
    source: str = "",
    note: str = "",
    lang: Lang = "zh",
) -> tuple[Figure, Axes]:
    """Return a figure with one pair of axes and, at the bottom, its caption line.

    Parameters
    ----------
    source
        The run that the chart shows, printed after "Source run".
    note
        What a reader must know beside it, such as the sets of replications or `schematic`.
    """
    with themed():
        drawn = Figure(figsize=(width_in, height_in), layout="constrained")
        axes = drawn.add_subplot()
    caption(drawn, source=source, note=note, lang=lang)
    return drawn, axes


def caption(drawn: Figure, *, source: str, note: str = "", lang: Lang = "zh") -> None:
    """Print source run and note at the bottom of a figure, and keep room for them."""
    parts = [say(lang, "caption.source", run=source)] if source else []
    if note:
        parts.append(note)
    if not parts:
        return
    height_in = float(drawn.get_figheight())
    engine = drawn.get_layout_engine()
    if engine is not None:
        share = _CAPTION_IN / height_in
        engine.set(rect=(0.0, share, 1.0, 1.0 - share))  # type: ignore[call-arg]
    with themed():
        drawn.text(
            0.012,
            0.10 / height_in,
            " · ".join(parts),
            fontsize=7.5,
            color=MUTED,
            va="bottom",
            gid="caption",
        )


def save(drawn: Figure, stem: Path, *, dpi: int = 150) -> tuple[Path, Path]:
    """Write `stem` as PNG and SVG; both are the same bytes for the same chart."""
    png, svg = stem.with_suffix(".png"), stem.with_suffix(".svg")
    with themed():
        drawn.savefig(png, dpi=dpi, metadata={"Software": "Coldbridge"})
        drawn.savefig(svg, metadata={"Date": None, "Creator": "Coldbridge"})
    return png, svg
