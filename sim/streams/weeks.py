"""What jobs mean for the weeks of a resource, worked out from whole columns at once."""

from __future__ import annotations

import numpy as np

from domain.times import Floats
from sim.servers import HOURS_PER_WEEK, WeekBook


def book_weeks(book: WeekBook, came: Floats, began: Floats, ended: Floats) -> None:
    """Add jobs to a book: waits by the week of coming, work by the weeks in which it is done."""
    if not len(came):
        return
    week = (came // HOURS_PER_WEEK).astype(np.int64)
    waits = began - came
    count = int(ended.max() // HOURS_PER_WEEK) + 1
    longest = np.zeros(count)
    np.maximum.at(longest, week, waits)
    served = np.bincount(week, minlength=count)
    waited = np.bincount(week, weights=waits, minlength=count)
    busy = np.zeros(count)
    while len(began):
        number = (began // HOURS_PER_WEEK).astype(np.int64)
        until = np.minimum(ended, (number + 1) * HOURS_PER_WEEK)
        busy += np.bincount(number, weights=until - began, minlength=count)
        on = until < ended
        began, ended = until[on], ended[on]
    for at in np.flatnonzero(served + (busy > 0.0)):
        load = book.week(int(at))
        load.served += int(served[at])
        load.wait_h += float(waited[at])
        load.longest_h = max(load.longest_h, float(longest[at]))
        load.busy_h += float(busy[at])
