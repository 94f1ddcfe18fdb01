"""Streams under way: lots that nobody booked, and the steps that they walk through."""

from sim.streams.run import StreamsRun

__all__ = ["StreamsRun"]
