"""What a person at the terminal sees while a study runs: stages, counts, time left. On stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

QUIET_S = 15.0
"""Seconds between two lines about one stage."""

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Step:
    """One stage of a study, advanced as its units finish."""

    __slots__ = ("_bar", "_begun", "_done", "_said", "_say", "_title", "_total")

    def __init__(
        self,
        title: str,
        total: int,
        bar: tuple[Progress, TaskID] | None,
        say: Callable[[str], None] | None = None,
    ) -> None:
        self._title, self._total, self._bar, self._say = title, total, bar, say
        self._done = 0
        self._begun = self._said = time.monotonic()

    def advance(self, count: int = 1) -> None:
        """Count finished units."""
        self._done += count
        if self._bar is not None:
            progress, task = self._bar
            progress.update(task, advance=count)
        now = time.monotonic()
        if self._say is not None and self._done < self._total and now - self._said >= QUIET_S:
            self._said = now
            left_s = (now - self._begun) * (self._total - self._done) / self._done
            self._say(f"{self._title}: {self._done}/{self._total}, about {left_s:.0f} s left")

    def line(self) -> str:
        """The stage in words."""
        return (
            f"{self._title}: {self._done}/{self._total} in {time.monotonic() - self._begun:.0f} s"
        )


class Watch:
    """Shows stages as bars on a terminal, as lines elsewhere, and not at all when quiet.

    Lines begin with `label`, so that two runs may share a log.
    """

    def __init__(self, *, quiet: bool, label: str = "") -> None:
        self._quiet, self._label = quiet, f"{label}  " if label else ""

    @contextmanager
    def step(self, title: str, total: int) -> Iterator[Step]:
        """A stage of `total` units."""
        if self._quiet or total == 0:
            yield Step(title, total, None)
            return
        if not sys.stderr.isatty():
            step = Step(title, total, None, self.say)
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
            sys.stderr.write(f"{self._label}{text}\n")
            sys.stderr.flush()
