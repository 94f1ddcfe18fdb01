"""The whole freight problem as a path model for a MIP solver, or the part of it that is still open.

Sets. Items i that are free, options o kept of them, loads g that those use, switches k of those.
Variables. x_o: share of the item on the option (binary for whole items); a_i: share outsourced;
y_g: boxes, whole; z_k: switched on; miss_k: TEU below the least load.
Minimise own cost of x + outsourcing of a + box price of y + opening of z + dead freight of miss,
subject to every_item, box_volume, box_weight, open_boxes, room (TEU, t, plugs), switch_on and
least_load; `domain.freight` has them as formulas.

open_boxes is strong linking: the share of an item on a load, times the boxes that the item needs
there alone (whole items), is at most y_g. One row per item and load takes in all options of the
item that use the load; one per item and switch does the same for z_k.

What is held (items that are not free) stays on its loads as a constant.
The bound is the solver's, for the options kept and the items held: a bound on the whole problem
only if neither restricts it, or if a price has shown that what was left out cannot pay.
"""

from __future__ import annotations

import math
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from domain.freight import Flags, FreightPlan, FreightProblem, count
from optimize.freight.exact_rows import (
    TOLERANCE,
    Columns,
    Held,
    Rows,
    box_contents,
    every_item,
    least_load,
    make_columns,
    open_boxes,
    room,
    switch_on,
)
from optimize.freight.settle import (
    boxes_for,
    goods_on,
    pairs_of,
    settle,
    shaved,
    switched_on,
)
from optimize.quiet import quiet_output

if TYPE_CHECKING:
    from ortools.math_opt.python import mathopt

STANDARD_ERROR = 2
NODE_LIMIT = 20_000
RELATIVE_GAP = 1e-6
LEAST_SHARE = 1e-8
"""Of a divisible item on an option; less is not taken."""


class SolverInterrupted(KeyboardInterrupt):
    """The solver was stopped; `plan` is the best that it had, with its bound."""

    def __init__(self, plan: FreightPlan) -> None:
        super().__init__("the solver was stopped")
        self.plan = plan


def solve_exactly(
    problem: FreightProblem,
    *,
    keep: Flags | None = None,
    free: Flags | None = None,
    start: FreightPlan | None = None,
    relative_gap: float = RELATIVE_GAP,
    node_limit: int = NODE_LIMIT,
    solver: str = "HIGHS",
    stop: Callable[[], bool] | None = None,
) -> FreightPlan:
    """The best plan over the options of `keep` for the items of `free`, with the solver's bound.

    Parameters
    ----------
    keep
        Per option; `None` keeps all.
    free
        Per item; the others keep what `start` has for them. `None` frees all.
    start
        A feasible plan, handed to the solver and returned if nothing better is found.
    solver
        "HIGHS" or "GSCIP"; only the latter can be stopped and asked what it has.
    stop
        Asked ten times a second whether to stop.

    Returns
    -------
    FreightPlan
        Status "optimal" (within `relative_gap`), "feasible", "infeasible", or "open" when the
        limit came before any plan; the last two have no options taken and cost inf.

    Raises
    ------
    ValueError
        With `free` but no `start`.
    SolverInterrupted
        On Ctrl-C or when `stop` says so, with what was found.
    KeyboardInterrupt
        On Ctrl-C, where the solver cannot be asked.
    """
    from ortools.math_opt.python import mathopt

    if free is not None and start is None:
        raise ValueError("items can be held only where a start says where they are")
    if start is not None and math.isinf(start.cost_cny):
        start = None
    owner = problem.item_of_option
    chosen = np.ones(len(owner), dtype=bool) if keep is None else keep.copy()
    freed = np.ones(len(problem.items.m3), dtype=bool) if free is None else free
    chosen &= freed[owner]
    held = _held(problem, freed, start)
    columns = make_columns(problem, chosen, freed, held)
    rows = Rows()
    every_item(problem, columns, rows, freed)
    box_contents(problem, columns, rows, held)
    open_boxes(problem, columns, rows)
    room(problem, columns, rows, held)
    switch_on(problem, columns, rows)
    least_load(problem, columns, rows, held)
    model = _model(columns, rows, problem.name)
    hints = [] if start is None else [_hint(columns, start, model)]
    parameters = mathopt.SolveParameters(node_limit=node_limit, relative_gap_tolerance=relative_gap)
    kind = mathopt.SolverType[solver]
    if kind == mathopt.SolverType.HIGHS:
        parameters.highs.double_options["primal_feasibility_tolerance"] = TOLERANCE
        parameters.highs.double_options["mip_feasibility_tolerance"] = TOLERANCE
    else:
        parameters.gscip.real_params["numerics/feastol"] = TOLERANCE
    model_params = mathopt.ModelSolveParameters(solution_hints=hints)
    with quiet_output(), _quiet_errors():
        result, cut = _heeding(model, kind, parameters, model_params, stop)
    if result is None:
        raise KeyboardInterrupt
    constant_cny = _constant(problem, columns, held, freed)
    answer = _answer(problem, columns, held, start, result, constant_cny)
    if cut:
        raise SolverInterrupted(answer)
    return answer


@contextmanager
def _quiet_errors() -> Iterator[None]:
    """Keep off standard error what SCIP says whenever it may be interrupted (two false alarms)."""
    sys.stderr.flush()
    kept = os.dup(STANDARD_ERROR)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 a device, not a path
            os.dup2(nowhere.fileno(), STANDARD_ERROR)
            yield
    finally:
        os.dup2(kept, STANDARD_ERROR)
        os.close(kept)


def _heeding(
    model: mathopt.Model,
    kind: mathopt.SolverType,
    parameters: mathopt.SolveParameters,
    model_parameters: mathopt.ModelSolveParameters,
    stop: Callable[[], bool] | None,
) -> tuple[mathopt.SolveResult | None, bool]:
    """Solve in a thread of its own, so that Ctrl-C is heard; whether it was, with the result."""
    from ortools.math_opt.python import mathopt
    from ortools.util.python import solve_interrupter

    interrupter = solve_interrupter.SolveInterrupter()
    answers: list[mathopt.SolveResult | Exception] = []

    def work() -> None:
        try:
            answers.append(
                mathopt.solve(
                    model, kind, params=parameters, model_params=model_parameters,
                    interrupter=interrupter,
                )
            )  # fmt: skip
        except Exception as error:  # noqa: BLE001 handed on to the thread that asked
            answers.append(error)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    cut = False
    try:
        while thread.is_alive():
            thread.join(0.1)
            if stop is not None and not cut and stop():
                cut = True
                interrupter.interrupt()
    except KeyboardInterrupt:
        cut = True
        interrupter.interrupt()
        if kind == mathopt.SolverType.GSCIP:
            thread.join()
    if not answers:
        return None, True
    if isinstance(answers[0], Exception):
        raise answers[0]
    return answers[0], cut


def _held(problem: FreightProblem, freed: Flags, start: FreightPlan | None) -> Held:
    if start is None:
        taken, share = np.zeros(0, dtype=np.int64), np.zeros(0)
    else:
        stays = ~freed[problem.item_of_option[start.taken]]
        taken, share = start.taken[stays], start.share[stays]
    m3, t, used = goods_on(problem, taken, share)
    boxes = boxes_for(problem, m3, t, used)
    return Held(taken, share, m3, t, boxes, switched_on(problem, boxes))


def _model(columns: Columns, rows: Rows, name: str) -> mathopt.Model:
    """The columns and rows as a model, built in arrays because there may be a million of them."""
    from ortools.math_opt import model_pb2
    from ortools.math_opt.python import mathopt

    proto = model_pb2.ModelProto(name=name)
    proto.variables.ids.extend(range(len(columns.cost)))
    proto.variables.lower_bounds.extend(columns.least.tolist())
    proto.variables.upper_bounds.extend(columns.most.tolist())
    proto.variables.integers.extend(columns.whole.tolist())
    priced = np.nonzero(columns.cost)[0]
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(columns.cost[priced].tolist())
    proto.linear_constraints.ids.extend(range(rows.rows))
    proto.linear_constraints.lower_bounds.extend(np.concatenate(rows.lower).tolist())
    proto.linear_constraints.upper_bounds.extend(np.concatenate(rows.upper).tolist())
    key = np.concatenate(rows.row) * len(columns.cost) + np.concatenate(rows.column)
    place, at = np.unique(key, return_inverse=True)
    value = np.bincount(at, weights=np.concatenate(rows.value), minlength=len(place))
    place, value = place[value != 0.0], value[value != 0.0]
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend((place // len(columns.cost)).tolist())
    matrix.column_ids.extend((place % len(columns.cost)).tolist())
    matrix.coefficients.extend(value.tolist())
    return mathopt.Model.from_model_proto(proto)


def _hint(columns: Columns, start: FreightPlan, model: mathopt.Model) -> mathopt.SolutionHint:
    """The start as values of the whole columns; the solver works out the others."""
    from ortools.math_opt.python import mathopt

    value = np.zeros(len(columns.cost))
    at = columns.at_option[start.taken]
    value[at[at >= 0]] = start.share[at >= 0]
    value[columns.at_load[columns.loads]] = start.boxes[columns.loads]
    value[columns.at_switch[columns.switches]] = start.on[columns.switches]
    hinted = np.nonzero(columns.whole)[0].tolist()
    return mathopt.SolutionHint(
        variable_values={model.get_variable(column): float(value[column]) for column in hinted}
    )


def _answer(
    problem: FreightProblem,
    columns: Columns,
    held: Held,
    start: FreightPlan | None,
    result: mathopt.SolveResult,
    constant_cny: float,
) -> FreightPlan:
    """The better of the solver's plan and the start, with the bound capped by its cost."""
    from ortools.math_opt.python import mathopt

    reason = result.termination.reason
    best = start
    if result.has_primal_feasible_solution():
        found = _plan(problem, columns, held, result)
        if not count(problem, found).problems and (best is None or found.cost_cny < best.cost_cny):
            best = found
    nothing = reason == mathopt.TerminationReason.INFEASIBLE
    if best is None:
        best = replace(settle(problem, np.zeros(0, dtype=np.int64), np.zeros(0)), cost_cny=math.inf)
        return replace(best, status="infeasible" if nothing else "open")
    proven = reason == mathopt.TerminationReason.OPTIMAL
    bound = result.termination.objective_bounds.dual_bound + constant_cny
    if nothing:
        bound = -math.inf
    return replace(
        best,
        status="optimal" if proven else "feasible",
        bound_cny=min(bound, best.cost_cny),
        notes={"columns": float(len(columns.cost)), "options_kept": float(len(columns.options))},
    )


def _plan(
    problem: FreightProblem, columns: Columns, held: Held, result: mathopt.SolveResult
) -> FreightPlan:
    """The solver's values as a plan: whole things rounded, hair's breadths of goods dropped."""
    proto = result.solutions[0].primal_solution
    assert proto is not None
    value = np.zeros(len(columns.cost))
    for variable, number in proto.variable_values.items():
        value[variable.id] = number
    boxes = held.boxes.copy()
    boxes[columns.loads] = np.rint(value[columns.at_load[columns.loads]]).astype(np.int64)
    x = value[columns.at_option[columns.options]]
    x = np.where(columns.whole[: len(x)], np.rint(x), x)
    used = x > LEAST_SHARE
    owner = problem.item_of_option[columns.options[used]]
    sums = np.zeros(len(problem.items.m3))
    np.add.at(sums, owner, x[used])
    away = np.zeros(len(sums))
    away[columns.away] = value[columns.at_away[columns.away]]
    rest = np.where(away > LEAST_SHARE, away, 0.0)
    share = (
        x[used] / np.where(problem.items.whole, 1.0, np.maximum(sums + rest, LEAST_SHARE))[owner]
    )
    taken = np.concatenate((held.taken, columns.options[used]))
    share = np.concatenate((held.share, share))
    on = np.zeros(len(problem.switches.open_cny), dtype=bool)
    on[columns.switches] = value[columns.at_switch[columns.switches]] > 0.5
    share = shaved(problem, taken, share, boxes)
    return settle(problem, taken, share, boxes=boxes, on=on)


def _constant(problem: FreightProblem, columns: Columns, held: Held, freed: Flags) -> float:
    """What is held costs in any case, in CNY: all that has no column."""
    items, loads, switches = problem.items, problem.loads, problem.switches
    left = np.where(freed, 0.0, 1.0)
    np.subtract.at(left, problem.item_of_option[held.taken], held.share)
    gone = np.nonzero(left > 1e-7)[0]
    teu = np.zeros(len(switches.open_cny))
    position, row = pairs_of(loads.switch_first, np.arange(len(held.boxes)))
    np.add.at(teu, loads.switch[position], (held.boxes * loads.box_teu)[row])
    outside = held.boxes.copy()
    outside[columns.loads] = 0
    on = held.on.copy()
    on[columns.switches] = False
    dead = np.maximum(0.0, switches.least_teu - teu)[on] * switches.dead_cny_per_teu[on]
    return math.fsum((
        *(held.share * problem.options.own_cny[held.taken]).tolist(),
        *(items.away_cny[gone] * left[gone]).tolist(),
        *(loads.box_cny[outside > 0] * outside[outside > 0]).tolist(),
        *switches.open_cny[on].tolist(),
        *dead.tolist(),
    ))  # fmt: skip
