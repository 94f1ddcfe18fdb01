"""Charts, maps, tables and pages, read from result tables only.

The three doors below import what they need when called, so that `report.words` stays light.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from report.words import Lang

__all__ = ["build_charts", "build_report", "build_workbook"]


def build_charts(
    run_dir: Path, lang: Lang, prefix: str = "", *, executed: bool = True
) -> tuple[Path, ...]:
    """Draw the charts of a run folder whose names begin so; see `report.build`."""
    from report import build

    return build.build_charts(run_dir, lang, prefix, executed=executed)


def build_report(run_dir: Path, lang: Lang) -> Path:
    """Draw the charts and write report.html; see `report.build`."""
    from report import build

    return build.build_report(run_dir, lang)


def build_workbook(run_dir: Path) -> Path:
    """Write results.xlsx; see `report.build`."""
    from report import build

    return build.build_workbook(run_dir)
