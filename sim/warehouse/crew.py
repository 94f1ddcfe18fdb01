"""People who do one kind of work in a warehouse, as one stream of work."""

from __future__ import annotations

from domain.calendar import OpenHours
from domain.draws import snap_h


class Crew:
    """So many people who share every job: one job after another, at rest while the door is shut.

    Without limit every job has a crew of its own. Work for which the hours that are known do not
    suffice ends with them: long after the run.

    Examples
    --------
    >>> pair = Crew(OpenHours(), 2, limited=True)
    >>> pair.work(0.0, 4.0), pair.work(1.0, 2.0)
    ((0.0, 2.0), (2.0, 3.0))
    """

    def __init__(self, opening: OpenHours, people: int, *, limited: bool) -> None:
        self.opening, self.people, self.limited = opening, people, limited
        self.free_h = 0.0

    def work(self, at_h: float, man_h: float) -> tuple[float, float]:
        """A job that comes at an hour; returns when it begins and when it is done."""
        if man_h <= 0.0:
            return at_h, at_h
        from_h = max(at_h, self.free_h) if self.limited else at_h
        try:
            begin_h = self.opening.next_open_h(from_h)
        except LookupError:
            return self.opening.until_h, self.opening.until_h
        try:
            end_h = snap_h(self.opening.finish_h(begin_h, man_h / self.people))
        except LookupError:
            end_h = self.opening.until_h
        if self.limited:
            self.free_h = end_h
        return begin_h, end_h
