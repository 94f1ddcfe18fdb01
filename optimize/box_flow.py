"""Whose box each journey takes and which empties are moved: a flow of boxes at least cost.

Sets. Pools (owner, place, box type) with what comes to them for certain; needs n (boxes of a type
stuffed at a place and hour, stripped elsewhere later); empty moves k that may still leave; slots.
Variables. x_on: boxes of need n that owner o provides (or the lessor); m_ok: boxes of owner o on
move k; s: boxes that stand in a pool after each thing that happens there. All whole.
Minimise hire of x + cost of m, subject to every need met, s = s before + what comes - what goes
with s >= 0 (a box stands, travels full or travels empty: flow is conserved), and room for the moves
in TEU and t per slot. Leasing in is always possible, so there is always an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.box_owners import LEASED, Pool
from domain.plan import BoxJourney
from optimize.lane import Slot
from optimize.quiet import quiet_output

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

HALF = 0.5


@dataclass(frozen=True, slots=True)
class Need:
    """Some boxes of one journey. `hire_cny` is per box and owner; it holds `LEASED` always.

    `stays` are owners whose boxes stand at `to_id` from `back_h` on; those of others are gone.
    """

    name: str
    box_type: str
    from_id: str
    to_id: str
    at_h: float
    back_h: float
    boxes: int
    hire_cny: Mapping[str, float]
    stays: frozenset[str]


@dataclass(frozen=True, slots=True)
class MoveOption:
    """A way for empties of one type that can still be taken: leaving and arriving, per box."""

    journey: BoxJourney
    arrive_h: float
    cny: float
    teu: float
    t: float
    slots: tuple[Slot, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    """Boxes that come to a pool for certain, or leave it (less than 0)."""

    pool: Pool
    at_h: float
    boxes: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The answer: boxes of each need by owner, boxes of each option by owner."""

    owners: tuple[Mapping[str, int], ...]
    moves: tuple[Mapping[str, int], ...]
    cost_cny: float


def box_flow(
    coming: Sequence[Coming],
    needs: Sequence[Need],
    options: Sequence[MoveOption],
    room: Mapping[Slot, tuple[float, float]],
) -> Flow:
    """Solve it; `room` is what is left in TEU and t of the slots that are limited.

    Raises
    ------
    ValueError
        Where more is sure to leave a pool than stands there.
    """
    from ortools.math_opt.python import mathopt

    model = mathopt.Model(name="box_flow")
    owners_at: dict[str, set[str]] = {}
    for one in coming:
        owners_at.setdefault(one.pool[2], set()).add(one.pool[0])
    x = [
        {
            owner: model.add_integer_variable(lb=0.0, ub=float(need.boxes))
            for owner in sorted(need.hire_cny)
        }
        for need in needs
    ]
    m = [
        {
            owner: model.add_integer_variable(lb=0.0)
            for owner in sorted(owners_at.get(option.journey.route.box_type, ()))
        }
        for option in options
    ]
    for need, provided in zip(needs, x, strict=True):
        model.add_linear_constraint(mathopt.fast_sum(provided.values()) == float(need.boxes))
    _pools(model, coming, list(zip(needs, x, strict=True)), list(zip(options, m, strict=True)))
    _slots(model, options, m, room)
    model.minimize(
        mathopt.fast_sum(
            [
                *(
                    need.hire_cny[owner] * variable
                    for need, provided in zip(needs, x, strict=True)
                    for owner, variable in provided.items()
                ),
                *(
                    option.cny * variable
                    for option, carried in zip(options, m, strict=True)
                    for variable in carried.values()
                ),
            ]
        )
    )
    parameters = mathopt.SolveParameters(relative_gap_tolerance=0.0, absolute_gap_tolerance=0.0)
    with quiet_output():
        result = mathopt.solve(model, mathopt.SolverType.HIGHS, params=parameters)
    if not result.has_primal_feasible_solution():
        raise ValueError("more boxes are sure to leave a pool than stand there")
    found = result.variable_values()
    return Flow(
        tuple({o: round(found[v]) for o, v in one.items() if found[v] > HALF} for one in x),
        tuple({o: round(found[v]) for o, v in one.items() if found[v] > HALF} for one in m),
        result.objective_value(),
    )


def _pools(
    model: mathopt.Model,
    coming: Sequence[Coming],
    needs: Sequence[tuple[Need, Mapping[str, mathopt.Variable]]],
    options: Sequence[tuple[MoveOption, Mapping[str, mathopt.Variable]]],
) -> None:
    """Nothing is taken from a pool that does not stand there; what comes at an hour comes first."""
    happens: dict[Pool, list[tuple[float, int, mathopt.LinearTypes]]] = {}

    def note(pool: Pool, at_h: float, sign: int, change: mathopt.LinearTypes) -> None:
        happens.setdefault(pool, []).append((at_h, -sign, change))

    for one in coming:
        note(one.pool, one.at_h, 1 if one.boxes > 0 else -1, float(one.boxes))
    for need, provided in needs:
        for owner, variable in provided.items():
            if owner in need.stays:
                note((owner, need.from_id, need.box_type), need.at_h, -1, -1.0 * variable)
                note((owner, need.to_id, need.box_type), need.back_h, 1, 1.0 * variable)
    for option, carried in options:
        route = option.journey.route
        for owner, variable in carried.items():
            begin = (owner, route.stuff_node, route.box_type)
            note(begin, option.journey.stuff_at_h, -1, -1.0 * variable)
            note((owner, route.strip_node, route.box_type), option.arrive_h, 1, 1.0 * variable)
    for pool in sorted(happens):
        before: mathopt.LinearTypes = 0.0
        rows = sorted(happens[pool], key=lambda row: row[:2])
        last = max((n for n, row in enumerate(rows) if row[1] > 0), default=-1)
        for number, (_, sign, change) in enumerate(rows[: last + 1]):
            before = before + change
            if sign > 0 or number == last:
                stands = model.add_variable(lb=0.0)
                model.add_linear_constraint(stands - before == 0.0)
                before = 1.0 * stands


def _slots(
    model: mathopt.Model,
    options: Sequence[MoveOption],
    m: Sequence[Mapping[str, mathopt.Variable]],
    room: Mapping[Slot, tuple[float, float]],
) -> None:
    """Empties ride in what others have left."""
    from ortools.math_opt.python import mathopt

    users: dict[Slot, list[int]] = {}
    for number, option in enumerate(options):
        for slot in option.slots:
            if slot in room:
                users.setdefault(slot, []).append(number)
    for slot in sorted(users):
        for each, left in zip(("teu", "t"), room[slot], strict=True):
            if left < float("inf"):
                used = mathopt.fast_sum(
                    getattr(options[number], each) * variable
                    for number in users[slot]
                    for variable in m[number].values()
                )
                model.add_linear_constraint(used <= max(0.0, left))


def provided(flow: Flow, needs: Sequence[Need]) -> dict[str, list[str]]:
    """Owners of the boxes of each need, in the order of their numbers."""
    found: dict[str, list[str]] = {}
    for need, by in zip(needs, flow.owners, strict=True):
        line = [owner for owner in sorted(by) for _ in range(by[owner])]
        found[need.name] = line + [LEASED] * (need.boxes - len(line))
    return found
