"""Which class does a step: the one place where kinds of steps are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.stream import Step
from sim.streams.shelf import Shelf
from sim.streams.step_run import StepRun

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


def step_run(streams: StreamsRun, step: Step) -> StepRun:
    """A step, ready to work."""
    if step.stock is not None:
        return Shelf(streams, step, step.stock)
    raise NotImplementedError(step.step_id)
