"""The error of a run that broke a rule, with the smallest story that shows it."""

from __future__ import annotations

from collections.abc import Sequence


class BrokenRunError(AssertionError):
    """A run in which something was not conserved; our fault, never the input's.

    Attributes
    ----------
    rule
        What does not hold, in one sentence with the figures.
    story
        The few movements, bookings or events of the culprit in order of time, a line each.
    """

    def __init__(self, rule: str, story: Sequence[str] = ()) -> None:
        super().__init__(rule, tuple(story))
        self.rule = rule
        self.story = tuple(story)

    def __str__(self) -> str:
        """The rule, and the story below it."""
        return "\n".join([self.rule, *(f"  {line}" for line in self.story)])
