"""Which class does a step: the one place where kinds of steps are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.stream import Step
from sim.streams.packing import PackStep, UnpackStep
from sim.streams.riding import RideStep
from sim.streams.served import served_step
from sim.streams.shelf import Shelf
from sim.streams.step_run import StepRun

if TYPE_CHECKING:
    from sim.streams.run import StreamsRun


def step_run(streams: StreamsRun, step: Step) -> StepRun:
    """A step, ready to work."""
    if step.stock is not None:
        return Shelf(streams, step, step.stock)
    if step.process is not None:
        return served_step(streams, step, step.process)
    if step.pack is not None:
        return PackStep(streams, step, step.pack)
    if step.ride is not None:
        return RideStep(streams, step, step.ride)
    return UnpackStep(streams, step)
