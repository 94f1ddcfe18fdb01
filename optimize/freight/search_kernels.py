"""The inner loops of the neighbourhood search: what a move costs, and ruin, recreate, accept.

Compiled by numba, on arrays, in one thread, with its own random numbers, so that the same input
gives the same plan. A parcel is a whole item or a part of a divisible one. Options of a parcel are
in order of own cost, so that looking for the cheapest may stop early.
"""

# mypy: disable-error-code="no-any-return"
# (numba's functions are untyped to mypy, and so is what they return)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from domain.freight import SLACK, Floats, Ints
from optimize.freight.compiled import kernel

PRICE, M3, T, TEU, TARE, PLUGS, MOST, WEIGHED = range(8)
"""Columns of `Case.box`: a box's price, size and needs; most boxes; whether tonnes are limited."""
IN_M3, IN_T, RIDERS, BOXES = range(4)
"""Columns of `State.fill`."""
AWAY = -1
OUT = -2
"""A parcel that is nowhere yet."""
EPSILON = 1e-7
LEAST_CHANCE = 1e-300
MOST_SKIPPED = 200
CLOSE_ALL = 60
"""Parcels that may be taken out when a whole load or train is closed."""


class Case(NamedTuple):
    """What does not change: parcels, options, loads, slots and switches.

    `fair` is what a parcel's item pays at a load of an option, aligned with `load`; the options
    that may use load g are rider[rider_first[g]:rider_first[g + 1]], as parcels; the loads that
    need switch k are user[user_first[k]:user_first[k + 1]]; `legs` is the most loads of an option.
    """

    parcel_share: Floats
    parcel_m3: Floats
    parcel_t: Floats
    parcel_away: Floats
    option_first: Ints
    option_end: Ints
    own: Floats
    load_first: Ints
    load: Ints
    fair: Floats
    rider_first: Ints
    rider: Ints
    box: Floats
    slot_first: Ints
    slot: Ints
    room: Floats
    switch_first: Ints
    switch: Ints
    held: Ints
    open_cny: Floats
    least_teu: Floats
    dead_cny: Floats
    user_first: Ints
    user: Ints
    legs: int


class State(NamedTuple):
    """Where every parcel is, and what that fills; lists of the parcels of every load, linked.

    `barring` is the last round that has barred a load or a switch.
    """

    option: Ints
    fill: Floats
    taken: Floats
    active: Ints
    teu: Floats
    head: Ints
    after: Ints
    before: Ints
    barred: Ints
    barred_switch: Ints
    mark: Ints
    more: Floats
    more_teu: Floats
    barring: Ints
    random: npt.NDArray[np.uint64]


@kernel
def draw(random: npt.NDArray[np.uint64]) -> float:
    """The next number of a xorshift generator, in [0, 1)."""
    x = random[0]
    x ^= (x << np.uint64(13)) & np.uint64(0xFFFFFFFFFFFFFFFF)
    x ^= x >> np.uint64(7)
    x ^= (x << np.uint64(17)) & np.uint64(0xFFFFFFFFFFFFFFFF)
    random[0] = x
    return np.float64(x >> np.uint64(11)) / 9007199254740992.0


@kernel
def boxes_of(m3: float, t: float, riders: float, box_m3: float, box_t: float) -> float:
    """Boxes for goods, as `domain.freight.boxes_needed`, in floats; at least 1 with any parcel."""
    if riders == 0.0:
        return 0.0
    full = max(m3 / box_m3, t / box_t)
    if full <= 1.0:
        return 1.0
    return np.ceil(full * (1.0 - SLACK))


@kernel
def put(case: Case, state: State, parcel: int, option: int) -> float:
    """Place a parcel on an option (or give it away) and return what that adds in CNY."""
    state.option[parcel] = option
    if option == AWAY:
        return case.parcel_away[parcel]
    cost = case.own[option] * case.parcel_share[parcel]
    m3, t = case.parcel_m3[parcel], case.parcel_t[parcel]
    for e in range(case.load_first[option], case.load_first[option + 1]):
        g = case.load[e]
        state.fill[g, IN_M3] += m3
        state.fill[g, IN_T] += t
        state.fill[g, RIDERS] += 1
        node = parcel * case.legs + (e - case.load_first[option])
        old = state.head[g]
        state.after[node] = old
        state.before[node] = -1
        if old >= 0:
            state.before[old] = node
        state.head[g] = node
        cost += _refill(case, state, g, t)
    return cost


@kernel
def take(case: Case, state: State, parcel: int) -> float:
    """Take a parcel off and return what that saves in CNY."""
    option = state.option[parcel]
    state.option[parcel] = OUT
    if option == AWAY:
        return case.parcel_away[parcel]
    saved = case.own[option] * case.parcel_share[parcel]
    m3, t = case.parcel_m3[parcel], case.parcel_t[parcel]
    for e in range(case.load_first[option], case.load_first[option + 1]):
        g = case.load[e]
        state.fill[g, IN_M3] -= m3
        state.fill[g, IN_T] -= t
        state.fill[g, RIDERS] -= 1
        if state.fill[g, RIDERS] == 0:
            state.fill[g, IN_M3] = 0.0
            state.fill[g, IN_T] = 0.0
        node = parcel * case.legs + (e - case.load_first[option])
        previous, following = state.before[node], state.after[node]
        if previous >= 0:
            state.after[previous] = following
        else:
            state.head[g] = following
        if following >= 0:
            state.before[following] = previous
        saved -= _refill(case, state, g, -t)
    return saved


@kernel
def _refill(case: Case, state: State, g: int, t: float) -> float:
    """Count the boxes of a load again after t tonnes came; return what it adds in CNY."""
    boxes = boxes_of(
        state.fill[g, IN_M3],
        state.fill[g, IN_T],
        state.fill[g, RIDERS],
        case.box[g, M3],
        case.box[g, T],
    )
    extra = boxes - state.fill[g, BOXES]
    if extra == 0.0:
        if case.box[g, WEIGHED] > 0.0:
            for e in range(case.slot_first[g], case.slot_first[g + 1]):
                state.taken[case.slot[e], 1] += t
        return 0.0
    state.fill[g, BOXES] = boxes
    for e in range(case.slot_first[g], case.slot_first[g + 1]):
        s = case.slot[e]
        state.taken[s, 0] += extra * case.box[g, TEU]
        state.taken[s, 1] += t + extra * case.box[g, TARE]
        state.taken[s, 2] += extra * case.box[g, PLUGS]
    cost = extra * case.box[g, PRICE]
    opens = 0
    if boxes == extra:
        opens = 1
    elif boxes == 0.0:
        opens = -1
    for e in range(case.switch_first[g], case.switch_first[g + 1]):
        k = case.switch[e]
        cost -= _running_cny(case, state.active[k], k, state.teu[k])
        state.active[k] += opens
        state.teu[k] += extra * case.box[g, TEU]
        cost += _running_cny(case, state.active[k], k, state.teu[k])
    return cost


@kernel
def _running_cny(case: Case, active: int, k: int, teu: float) -> float:
    """Opening and dead freight of a switch that `active` loads use."""
    if active == 0:
        return 0.0
    return case.open_cny[k] + case.dead_cny[k] * max(0.0, case.least_teu[k] - teu)


@kernel
def _added_by_one(case: Case, state: State, parcel: int, g: int, limit: float) -> float:
    """What a load adds in CNY; inf where it does not fit, or its boxes cost `limit` or more."""
    m3, t = case.parcel_m3[parcel], case.parcel_t[parcel]
    boxes = boxes_of(
        state.fill[g, IN_M3] + m3,
        state.fill[g, IN_T] + t,
        state.fill[g, RIDERS] + 1,
        case.box[g, M3],
        case.box[g, T],
    )
    extra = boxes - state.fill[g, BOXES]
    if extra == 0.0 and case.box[g, WEIGHED] == 0.0:
        return 0.0
    if boxes > case.box[g, MOST] or extra * case.box[g, PRICE] >= limit:
        return np.inf
    for e in range(case.slot_first[g], case.slot_first[g + 1]):
        s = case.slot[e]
        if state.taken[s, 1] + t + extra * case.box[g, TARE] > case.room[s, 1]:
            return np.inf
        if extra > 0.0 and (
            state.taken[s, 0] + extra * case.box[g, TEU] > case.room[s, 0]
            or state.taken[s, 2] + extra * case.box[g, PLUGS] > case.room[s, 2]
        ):
            return np.inf
    cost = extra * case.box[g, PRICE]
    if extra > 0.0:
        for e in range(case.switch_first[g], case.switch_first[g + 1]):
            k = case.switch[e]
            active = max(1, state.active[k])
            cost += _running_cny(case, active, k, state.teu[k] + extra * case.box[g, TEU])
            cost -= _running_cny(case, state.active[k], k, state.teu[k])
    return cost


@kernel
def _added_by_several(
    case: Case, state: State, parcel: int, first: int, end: int, limit: float
) -> float:
    """What several loads add, which may share slots and switches: those are summed first."""
    m3, t = case.parcel_m3[parcel], case.parcel_t[parcel]
    cost = 0.0
    for e in range(first, end):
        g = case.load[e]
        if state.fill[g, RIDERS] == 0:
            cost += case.box[g, PRICE]
    if cost >= limit:
        return np.inf
    cost = 0.0
    for e in range(first, end):
        g = case.load[e]
        boxes = boxes_of(
            state.fill[g, IN_M3] + m3,
            state.fill[g, IN_T] + t,
            state.fill[g, RIDERS] + 1,
            case.box[g, M3],
            case.box[g, T],
        )
        extra = boxes - state.fill[g, BOXES]
        if boxes > case.box[g, MOST]:
            cost = np.inf
        cost += extra * case.box[g, PRICE]
        for f in range(case.slot_first[g], case.slot_first[g + 1]):
            s = case.slot[f]
            state.more[s, 0] += extra * case.box[g, TEU]
            state.more[s, 1] += t + extra * case.box[g, TARE]
            state.more[s, 2] += extra * case.box[g, PLUGS]
        if extra > 0.0:
            for f in range(case.switch_first[g], case.switch_first[g + 1]):
                k = case.switch[f]
                state.more_teu[k] += extra * case.box[g, TEU]
                state.mark[k] = 1
    for e in range(first, end):
        g = case.load[e]
        for f in range(case.slot_first[g], case.slot_first[g + 1]):
            s = case.slot[f]
            for measure in range(3):
                more = state.more[s, measure]
                state.more[s, measure] = 0.0
                if more > 0.0 and state.taken[s, measure] + more > case.room[s, measure]:
                    cost = np.inf
        for f in range(case.switch_first[g], case.switch_first[g + 1]):
            k = case.switch[f]
            if state.mark[k] == 1:
                active = max(1, state.active[k])
                cost += _running_cny(case, active, k, state.teu[k] + state.more_teu[k])
                cost -= _running_cny(case, state.active[k], k, state.teu[k])
                state.mark[k] = 0
                state.more_teu[k] = 0.0
    return cost


@kernel
def is_barred(case: Case, state: State, option: int, stamp: int) -> bool:
    """Whether an option uses a load or a switch that this round has closed."""
    for e in range(case.load_first[option], case.load_first[option + 1]):
        g = case.load[e]
        if state.barred[g] == stamp:
            return True
        for f in range(case.switch_first[g], case.switch_first[g + 1]):
            if state.barred_switch[case.switch[f]] == stamp:
                return True
    return False


@kernel
def cheapest(
    case: Case, state: State, parcel: int, fairness: float, stamp: int, blink: float
) -> int:
    """The option of least own cost and added cost, the latter mixed with its fair part.

    With `fairness` 0 a parcel pays what it adds, with 1 its fair part of every box; `blink` is the
    chance of overlooking an option.
    """
    best, best_cny = AWAY, case.parcel_away[parcel]
    share = case.parcel_share[parcel]
    m3, t = case.parcel_m3[parcel], case.parcel_t[parcel]
    for option in range(case.option_first[parcel], case.option_end[parcel]):
        own = case.own[option] * share
        if own >= best_cny:
            break
        fair = 0.0
        if fairness > 0.0:
            for e in range(case.load_first[option], case.load_first[option + 1]):
                fair += case.fair[e]
            fair *= share * fairness
            if own + fair >= best_cny:
                continue
        limit = np.inf if fairness >= 1.0 else (best_cny - own - fair) / (1.0 - fairness)
        if stamp >= 0 and is_barred(case, state, option, stamp):
            continue
        if blink > 0.0 and draw(state.random) < blink:
            continue
        first, end = case.load_first[option], case.load_first[option + 1]
        if end == first + 1:
            # `_added_by_one` written out: handing all arrays over takes longer than the sum itself
            g = case.load[first]
            boxes = 1.0
            full = max(
                (state.fill[g, IN_M3] + m3) / case.box[g, M3],
                (state.fill[g, IN_T] + t) / case.box[g, T],
            )
            if full > 1.0:
                boxes = np.ceil(full * (1.0 - SLACK))
            extra = boxes - state.fill[g, BOXES]
            if boxes > case.box[g, MOST] or extra * case.box[g, PRICE] >= limit:
                continue
            if extra > 0.0 or case.box[g, WEIGHED] > 0.0:
                fits = True
                more_teu = extra * case.box[g, TEU]
                more_t = t + extra * case.box[g, TARE]
                more_plugs = extra * case.box[g, PLUGS]
                for e in range(case.slot_first[g], case.slot_first[g + 1]):
                    s = case.slot[e]
                    if state.taken[s, 1] + more_t > case.room[s, 1] or (
                        extra > 0.0
                        and (
                            state.taken[s, 0] + more_teu > case.room[s, 0]
                            or state.taken[s, 2] + more_plugs > case.room[s, 2]
                        )
                    ):
                        fits = False
                        break
                if not fits:
                    continue
            adds = extra * case.box[g, PRICE]
            if extra > 0.0 and case.switch_first[g + 1] > case.switch_first[g]:
                adds = _added_by_one(case, state, parcel, g, limit)
        else:
            adds = _added_by_several(case, state, parcel, first, end, limit)
        if adds == np.inf:
            continue
        cny = own + fair + (1.0 - fairness) * adds
        if cny < best_cny:
            best, best_cny = option, cny
    return best


@kernel
def insert_all(case: Case, state: State, order: Ints, fairness: float) -> float:
    """Place parcels one after the other; return the cost that they add."""
    cost = 0.0
    for parcel in order:
        cost += put(case, state, parcel, cheapest(case, state, parcel, fairness, -1, 0.0))
    return cost


@kernel
def sweep(case: Case, state: State, order: Ints, fairness: float) -> float:
    """Take every parcel off and place it anew, one after the other; return what that adds."""
    cost = 0.0
    for parcel in order:
        cost -= take(case, state, parcel)
        cost += put(case, state, parcel, cheapest(case, state, parcel, fairness, -1, 0.0))
    return cost


@kernel
def put_all(case: Case, state: State, option: Ints) -> float:
    """Place every parcel where told, but those that are out; return the cost that they add."""
    cost = 0.0
    for parcel in range(len(option)):
        if option[parcel] == OUT:
            state.option[parcel] = OUT
        else:
            cost += put(case, state, parcel, option[parcel])
    return cost


@kernel
def clear(case: Case, state: State) -> None:
    """Empty everything."""
    state.option[:] = OUT
    state.fill[:] = 0.0
    state.taken[:] = 0.0
    state.active[:] = case.held
    state.teu[:] = 0.0
    state.head[:] = -1
