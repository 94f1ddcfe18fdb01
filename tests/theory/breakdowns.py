"""Servers that break down one by one, by the balance equations."""

from itertools import product

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.linalg import spsolve


def number_at_servers_that_break(per_h, rate, servers, fails, mends, *, most=200):
    """Mean number in M/M/c whose servers break one by one, idle or busy.

    Work that is interrupted stays at its server and goes on after the repair, so a lot may be held
    while another server is idle. The states are (who waits, servers busy and up, busy and down,
    idle and down), cut at `most` who wait.

    >>> round(number_at_servers_that_break(0.5, 1.0, 1, 0.05, 0.5), 9)
    1.424242424
    """
    counts = [
        (busy, held, down)
        for busy, held, down in product(range(servers + 1), repeat=3)
        if busy + held + down <= servers
    ]
    reached = [
        (waiting, *count)
        for waiting in range(most + 1)
        for count in counts
        # Nobody waits while a server is up and idle.
        if waiting == 0 or sum(count) == servers
    ]
    states = {state: place for place, state in enumerate(reached)}
    entries = []
    for state, place in states.items():
        for after, flow in _moves(*state, per_h, rate, servers, fails, mends):
            if flow > 0.0 and after in states:
                entries += [(states[after], place, flow), (place, place, -flow)]
    rows, columns, flows = zip(*entries, strict=True)
    balance = coo_matrix((flows, (rows, columns)), shape=(len(states), len(states))).tolil()
    balance[0, :] = 1.0
    right = np.zeros(len(states))
    right[0] = 1.0
    found = spsolve(balance.tocsc(), right)
    inside = np.array([waiting + busy + held for waiting, busy, held, _ in states])
    return float(found @ inside)


def _moves(waiting, busy, held, down, per_h, rate, servers, fails, mends):
    """States that follow, with their rates."""
    idle = servers - busy - held - down
    if idle:
        yield (waiting, busy + 1, held, down), per_h
    else:
        yield (waiting + 1, busy, held, down), per_h
    if waiting:
        yield (waiting - 1, busy, held, down), busy * rate
        yield (waiting - 1, busy + 1, held, down - 1), down * mends
    else:
        yield (waiting, busy - 1, held, down), busy * rate
        yield (waiting, busy, held, down - 1), down * mends
    yield (waiting, busy - 1, held + 1, down), busy * fails
    yield (waiting, busy, held, down + 1), idle * fails
    yield (waiting, busy + 1, held - 1, down), held * mends
