"""Streams under way: lots that nobody booked, and the steps that they walk through.

`run` is the whole, `step_run` what all steps share, `registry` which class does which step.
"""
