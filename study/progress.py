"""What a person at the terminal sees while a study runs: stages, counts, time left. On stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Step:
    """One stage of a study, advanced as its units finish."""

    __slots__ = ("_bar", "_begun", "_done", "_title", "_total")

    def __init__(self, title: str, total: int, bar: tuple[Progress, TaskID] | None) -> None:
        self._title, self._total, self._bar = title, total, bar
        self._done, self._begun = 0, time.monotonic()

    def advance(self, count: int = 1) -> None:
        """Count finished units."""
        self._done += count
        if self._bar is not None:
            progress, task = self._bar
            progress.update(task, advance=count)

    def line(self) -> str:
        """The stage in words."""
        return (
            f"{self._title}: {self._done}/{self._total} in {time.monotonic() - self._begun:.0f} s"
        )


class Watch:
    """Shows stages as bars on a terminal, as lines elsewhere, and not at all when quiet."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet

    @contextmanager
    def step(self, title: str, total: int) -> Iterator[Step]:
        """A stage of `total` units."""
        if self._quiet or total == 0:
            yield Step(title, total, None)
            return
        if not sys.stderr.isatty():
            step = Step(title, total, None)
            yield step
            self.say(step.line())
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=Console(stderr=True)) as progress:
            task = progress.add_task(f"{title:<28}", total=total)
            yield Step(title, total, (progress, task))

    def say(self, text: str) -> None:
        """One line to stderr."""
        if not self._quiet:
            sys.stderr.write(f"{text}\n")
            sys.stderr.flush()
