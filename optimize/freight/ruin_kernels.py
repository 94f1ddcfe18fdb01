"""The search itself: some parcels are taken out and put back, and the change kept or undone.

Three kinds of ruin: related by time and place (parcels that could share a load, wherever they are);
a box, a load or a train closed; parcels at random. See `optimize.freight.search_kernels`.
"""

# mypy: disable-error-code="no-any-return"
# (numba's functions are untyped to mypy, and so is what they return)

from __future__ import annotations

import numpy as np

from domain.freight import Flags, Ints
from optimize.freight.compiled import kernel
from optimize.freight.search_kernels import (
    AWAY,
    CLOSE_ALL,
    EPSILON,
    LEAST_CHANCE,
    MOST_SKIPPED,
    RIDERS,
    Case,
    State,
    cheapest,
    draw,
    put,
    take,
)


@kernel
def _out(parcel: int, out: Ints, n: int, stamp: int, seen: Ints) -> int:
    """Note a parcel to be taken out, once."""
    if n < len(out) and seen[parcel] != stamp:
        seen[parcel] = stamp
        out[n] = parcel
        return n + 1
    return n


@kernel
def _riders_of(
    case: Case, state: State, g: int, most: int, out: Ints, n: int, stamp: int, seen: Ints
) -> int:
    """Note up to `most` parcels of a load, from a place in its list onwards."""
    node = state.head[g]
    skip = int(draw(state.random) * min(MOST_SKIPPED, max(0, int(state.fill[g, RIDERS]) - most)))
    while skip > 0:
        node = state.after[node]
        skip -= 1
    while node >= 0 and most > 0:
        n = _out(node // case.legs, out, n, stamp, seen)
        node = state.after[node]
        most -= 1
    return n


@kernel
def _random_load(case: Case, state: State, parcel: int) -> int:
    """A load of any option of a parcel, or -1."""
    options = case.option_end[parcel] - case.option_first[parcel]
    if options == 0:
        return -1
    option = case.option_first[parcel] + int(draw(state.random) * options)
    legs = case.load_first[option + 1] - case.load_first[option]
    if legs == 0:
        return -1
    return case.load[case.load_first[option] + int(draw(state.random) * legs)]


@kernel
def _own_load(case: Case, state: State, parcel: int) -> int:
    """A load that a parcel is on, or -1."""
    option = state.option[parcel]
    if option == AWAY:
        return -1
    legs = case.load_first[option + 1] - case.load_first[option]
    if legs == 0:
        return -1
    return case.load[case.load_first[option] + int(draw(state.random) * legs)]


@kernel
def _related(
    case: Case, state: State, parcel: int, size: int, out: Ints, stamp: int, seen: Ints
) -> int:
    """Parcels that could share a load, from a place in its list of riders onwards."""
    n = _out(parcel, out, 0, stamp, seen)
    g = _random_load(case, state, parcel)
    if g < 0:
        return n
    first, many = case.rider_first[g], case.rider_first[g + 1] - case.rider_first[g]
    at = int(draw(state.random) * many)
    for _ in range(min(size, many)):
        n = _out(case.rider[first + at], out, n, stamp, seen)
        at += 1
        if at == many:
            at = 0
    return n


@kernel
def _close_load(
    case: Case, state: State, parcel: int, size: int, out: Ints, stamp: int, seen: Ints
) -> int:
    """All parcels of a load if they are few, else some of them; it may be barred for the round."""
    g = _own_load(case, state, parcel)
    if g < 0:
        return _out(parcel, out, 0, stamp, seen)
    if state.fill[g, RIDERS] <= CLOSE_ALL:
        n = _riders_of(case, state, g, CLOSE_ALL, out, 0, stamp, seen)
        if draw(state.random) < 0.5:
            state.barred[g] = stamp
            state.barring[0] = stamp
    else:
        n = _riders_of(case, state, g, size, out, 0, stamp, seen)
    if draw(state.random) < 0.5:
        other = _random_load(case, state, parcel)
        if other >= 0 and other != g:
            n = _riders_of(case, state, other, size, out, n, stamp, seen)
    return n


@kernel
def _close_switch(
    case: Case, state: State, parcel: int, size: int, out: Ints, stamp: int, seen: Ints
) -> int:
    """All parcels of a train, if they are few; it is barred for the round."""
    g = _own_load(case, state, parcel)
    if g < 0 or case.switch_first[g] == case.switch_first[g + 1]:
        return _close_load(case, state, parcel, size, out, stamp, seen)
    many = case.switch_first[g + 1] - case.switch_first[g]
    k = case.switch[case.switch_first[g] + int(draw(state.random) * many)]
    riders = 0
    for e in range(case.user_first[k], case.user_first[k + 1]):
        riders += int(state.fill[case.user[e], RIDERS])
    if riders > len(out):
        return _close_load(case, state, parcel, size, out, stamp, seen)
    n = 0
    for e in range(case.user_first[k], case.user_first[k + 1]):
        n = _riders_of(case, state, case.user[e], len(out), out, n, stamp, seen)
    state.barred_switch[k] = stamp
    state.barring[0] = stamp
    return n


@kernel
def _ruin(
    case: Case, state: State, size: int, switching: float, out: Ints, stamp: int, seen: Ints
) -> int:
    """Choose parcels to take out; return how many."""
    parcels = len(case.parcel_m3)
    parcel = int(draw(state.random) * parcels)
    kind = draw(state.random)
    if kind < 0.45:
        return _related(case, state, parcel, size, out, stamp, seen)
    if kind < 0.45 + switching:
        return _close_switch(case, state, parcel, size, out, stamp, seen)
    if kind < 0.92:
        return _close_load(case, state, parcel, size, out, stamp, seen)
    n = _out(parcel, out, 0, stamp, seen)
    for _ in range(size // 3):
        n = _out(int(draw(state.random) * parcels), out, n, stamp, seen)
    return n


@kernel
def _arrange(case: Case, state: State, out: Ints, n: int) -> None:
    """Shuffle what was taken out, or put it in order of size, largest first."""
    for i in range(n - 1, 0, -1):
        j = int(draw(state.random) * (i + 1))
        out[i], out[j] = out[j], out[i]
    if draw(state.random) < 0.5:
        for i in range(1, n):
            parcel = out[i]
            j = i - 1
            while j >= 0 and case.parcel_m3[out[j]] < case.parcel_m3[parcel]:
                out[j + 1] = out[j]
                j -= 1
            out[j + 1] = parcel


@kernel
def anneal(
    case: Case,
    state: State,
    cost: float,
    rounds: int,
    hot: float,
    cold: float,
    size: int,
    switching: float,
    stamp: int,
    out: Ints,
    old: Ints,
    seen: Ints,
    best: Ints,
    changed: Ints,
    is_changed: Flags,
) -> tuple[float, float, int, int]:
    """Ruin and recreate for a number of rounds; return cost, least cost, changes kept.

    A change is kept if it saves, or by chance if it costs no more than a few times the
    temperature (CNY), which falls from `hot` to `cold` by a constant factor. `best` holds the
    options of the start, and in the end those of the least cost met.
    """
    least, kept, dirty = cost, 0, 0
    cooling = (cold / hot) ** (1.0 / max(1, rounds))
    heat = hot
    for _ in range(rounds):
        stamp += 1
        heat *= cooling
        n = _ruin(case, state, size, switching, out, stamp, seen)
        _arrange(case, state, out, n)
        saved = 0.0
        for i in range(n):
            old[i] = state.option[out[i]]
            saved += take(case, state, out[i])
        allowed = saved - heat * np.log(max(draw(state.random), LEAST_CHANCE))
        mood = draw(state.random)
        fairness = 0.0 if mood < 0.35 else draw(state.random) * (1.0 if mood > 0.75 else 0.5)
        blink = 0.0 if draw(state.random) < 0.5 else 0.05
        bar = stamp if state.barring[0] == stamp else -1
        spent, placed = 0.0, 0
        while placed < n and spent <= allowed:
            parcel = out[placed]
            option = cheapest(case, state, parcel, fairness, bar, blink)
            spent += put(case, state, parcel, option)
            placed += 1
        if placed < n or spent > allowed:
            for i in range(placed - 1, -1, -1):
                take(case, state, out[i])
            for i in range(n - 1, -1, -1):
                put(case, state, out[i], old[i])
            continue
        cost += spent - saved
        kept += 1
        for i in range(n):
            if state.option[out[i]] != old[i] and not is_changed[out[i]]:
                is_changed[out[i]] = True
                changed[dirty] = out[i]
                dirty += 1
        if cost < least - EPSILON:
            least = cost
            for i in range(dirty):
                best[changed[i]] = state.option[changed[i]]
                is_changed[changed[i]] = False
            dirty = 0
    for i in range(dirty):
        is_changed[changed[i]] = False
    return cost, least, kept, stamp
