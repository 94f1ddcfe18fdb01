"""`trace --epcis FILE`: which options go together, and what is said."""

from __future__ import annotations

from pathlib import Path

import typer

from cli.exits import refuse
from cli.options import Lang


def write_epcis(
    folder: Path,
    target: Path,
    subject: str | None,
    policy: str | None,
    replication: int | None,
    lang: Lang,
) -> None:
    """Write the events of a run, and say how many there are."""
    from study.epcis.export import export_run
    from study.session import reload

    zh = lang.value == "zh"
    if subject is not None:
        refuse("--epcis 导出整次运行，不能带编号" if zh else "--epcis is of a whole run: no ID")
    told = export_run(folder, reload(folder), policy, replication, target)
    typer.echo(f"{target}: {told:,} 个事件" if zh else f"{target}: {told:,} events")
