"""A number that changes by events, drawn: as steps, or where these are dense as range and mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_DENSE, _BINS = 1200, 320


@dataclass(frozen=True, slots=True)
class Level:
    """`value[i]` holds from `at_h[i]` to `at_h[i + 1]`, the last for ever; hours ascend."""

    at_h: Floats
    value: Floats

    def between(self, from_h: float, to_h: float) -> Level:
        """The same, cut to [from_h, to_h]; both ends are instants of it."""
        first = int(np.searchsorted(self.at_h, from_h, side="right")) - 1
        inside = (self.at_h > from_h) & (self.at_h < to_h)
        at_h = np.concatenate(([from_h], self.at_h[inside], [to_h]))
        value = np.concatenate(([self.value[first]], self.value[inside]))
        return Level(at_h, np.append(value, value[-1]))

    def mean(self) -> float:
        """Average over time between the first instant and the last."""
        area = float((np.diff(self.at_h) * self.value[:-1]).sum())
        return area / float(self.at_h[-1] - self.at_h[0])


def level_of(changes_h: Floats, changes: Floats) -> Level:
    """The level that changes by so much at some hours, in any order, from zero at hour 0."""
    order = np.argsort(changes_h, kind="stable")
    return last_of_each(changes_h[order], np.cumsum(changes[order]))


def last_of_each(at_h: Floats, value: Floats, start: float = 0.0) -> Level:
    """A level by its values after each event in order, the last of an instant kept."""
    at_h = np.concatenate(([0.0], at_h))
    value = np.concatenate(([start], value))
    last = np.append(np.diff(at_h) > 0.0, True)
    return Level(at_h[last], value[last])


def is_dense(level: Level) -> bool:
    """Whether there are too many steps to see."""
    return len(level.at_h) > _DENSE


def draw_level(
    panel: Axes, level: Level, colour: str, *, down: bool = False, gid: str | None = None
) -> None:
    """Draw a level that was cut to the axis; `down` draws it below zero, and nothing where it is 0.

    Where there are too many steps to see, the range within each stretch is filled and its mean
    drawn as a line.
    """
    sign = -1.0 if down else 1.0
    if not is_dense(level):
        y = sign * level.value
        panel.fill_between(level.at_h, y, step="post", color=colour, alpha=0.22, linewidth=0.0)
        panel.plot(
            level.at_h, _seen(y, down=down), color=colour, linewidth=1.1, drawstyle="steps-post",
            gid=gid,
        )  # fmt: skip
        return
    middle, low, high, mean = binned(level)
    panel.fill_between(middle, sign * low, sign * high, color=colour, alpha=0.28, linewidth=0.0)
    panel.plot(middle, _seen(sign * mean, down=down), color=colour, linewidth=1.2, gid=gid)


def _seen(y: Floats, *, down: bool) -> Floats:
    """Below the axis a line of zero would hide it."""
    return np.where(y == 0.0, np.nan, y) if down else y


def binned(level: Level, bins: int = _BINS) -> tuple[Floats, Floats, Floats, Floats]:
    """Middle hour, least, most and time average of stretches of equal length."""
    edges = np.linspace(level.at_h[0], level.at_h[-1], bins + 1)
    cuts = np.union1d(level.at_h, edges)
    held = level.value[np.searchsorted(level.at_h, cuts[:-1], side="right") - 1]
    begins = np.searchsorted(cuts[:-1], edges[:-1])
    areas = np.add.reduceat(held * np.diff(cuts), begins)
    return (
        (edges[:-1] + edges[1:]) / 2.0,
        np.minimum.reduceat(held, begins),
        np.maximum.reduceat(held, begins),
        areas / np.diff(edges),
    )
