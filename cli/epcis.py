"""`trace --epcis FILE`: which options go together, and what is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from cli.exits import refuse
from cli.options import Lang


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed: the file, the ID, what to recall and when."""

    target: Path | None
    subject: str | None
    recall: str | None
    recall_at: str | None


def write_epcis(
    folder: Path, asked: Asked, policy: str | None, replication: int | None, lang: Lang
) -> None:
    """Write the events of a run, and say how many there are."""
    zh = lang.value == "zh"
    if asked.target is None:
        refuse("--recall-at 须与 --epcis FILE 同用" if zh else "--recall-at goes with --epcis FILE")
    if asked.recall_at is not None and asked.recall is None:
        refuse("--recall-at 须与 --recall 同用" if zh else "--recall-at goes with --recall ID")
    if asked.target.is_dir():
        text = "是文件夹；--epcis 要一个文件" if zh else "is a folder; --epcis wants a file"
        refuse(f"{asked.target}: {text}")
    at = None if asked.recall_at is None else _time(asked.recall_at, zh=zh)
    from study.epcis.export import export_run, keeps_story
    from study.session import reload

    if not keeps_story(folder):
        refuse(
            f"{folder}: 没有逐批移动记录（流式方案只计数），无法写成 EPCIS"
            if zh
            else f"{folder}: keeps no movements of single lots (streams are counts): "
            "there is no story to write as EPCIS"
        )
    scenario = reload(folder)
    told = export_run(
        folder,
        scenario,
        policy,
        replication,
        asked.target,
        subject=asked.subject,
        recall=asked.recall,
        recall_at=at,
    )  # fmt: skip
    typer.echo(f"{asked.target}: {told:,} {'个事件' if zh else 'events'}")


def _time(text: str, *, zh: bool) -> datetime:
    """An instant with its zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        refuse(
            f"--recall-at {text}: 须带时区，如 2026-11-02T08:00+08:00"
            if zh
            else f"--recall-at {text}: wants a time with its zone, e.g. 2026-11-02T08:00+08:00"
        )
    return found
