"""What every part of the build reads: the tables, the scenario file, the clock, the findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf

from domain.calendar import Clock
from inputs.findings import Findings, Place, did_you_mean
from inputs.opening import Openings
from inputs.schema import ScenarioFile
from inputs.tables import Tables
from inputs.yaml_file import Document

BOOK = -1
"""Replication number of the draws of the one order book: it belongs to no set."""
BEYOND_CAP_H = 120 * 24.0
"""Hours are known so far beyond the cap: a box that leaves at the end still crosses an ocean."""


@dataclass(frozen=True, slots=True)
class Source:
    """Everything read, nothing built.

    `book` is the replication whose order book is drawn; `BOOK`: the one of all replications.
    """

    tables: Tables
    file: ScenarioFile
    document: Document
    clock: Clock
    openings: Openings
    findings: Findings
    warm_up_h: float
    period_end_h: float
    cap_h: float
    seed: int
    book: int = BOOK

    @property
    def horizon_h(self) -> float:
        """Until when calendars and climate are known."""
        return self.cap_h + BEYOND_CAP_H

    def at(self, *path: str | int) -> Place:
        """Where a key of the scenario stands."""
        return self.document.at(path)

    def window_h(self, begins: date | None, ends: date | None, tz: str) -> tuple[float, float]:
        """Hours [from, to) of dates on a node's clock; open ends are infinite."""
        from_h = -inf if begins is None else self.clock.midnight_h(begins, tz)
        to_h = inf if ends is None else self.clock.midnight_h(ends, tz)
        return from_h, to_h


NOT = "!"
"""Begins a pattern of what is left out."""


def fits(name: str, pattern: str) -> bool:
    """Whether an id is the pattern, or begins as a pattern with * says.

    Examples
    --------
    >>> fits("RHZ01R", "RHZ*"), fits("RHZ01R", "RHZ01"), fits("RHZ01", "RHZ01")
    (True, False, True)
    """
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


def chosen(
    names: Iterable[str],
    patterns: Sequence[str],
    source: Source,
    key: str,
    what: tuple[str, str],
) -> tuple[str, ...]:
    """Names that fit a pattern, in the order of the names; a pattern without any is an error.

    What fits a pattern that begins with `!` is left out again, wherever it stands in the list.
    """
    known = list(names)
    wanted = [pattern for pattern in patterns if not pattern.startswith(NOT)]
    unwanted = [pattern[len(NOT) :] for pattern in patterns if pattern.startswith(NOT)]
    picked = [
        name for name in known
        if any(fits(name, pattern) for pattern in wanted)
        and not any(fits(name, pattern) for pattern in unwanted)
    ]  # fmt: skip
    for index, pattern in enumerate(patterns):
        if not any(fits(name, pattern.removeprefix(NOT)) for name in known):
            hint = did_you_mean(pattern.strip("!*"), known)
            source.findings.error(
                source.at(key, index), "no_match", found=pattern, what=what[0], what_zh=what[1],
                hint=hint,
            )  # fmt: skip
    return tuple(picked)
