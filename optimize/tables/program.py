"""A mixed-integer program as arrays, handed to OR-Tools MathOpt in one piece."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from optimize.quiet import quiet_output

TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """Counts of work, and a safety stop by the clock that makes a plan not repeatable."""

    relative_gap: float = 1e-6
    nodes: int | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the solver found; `values` is None without a solution."""

    status: str
    values: npt.NDArray[np.float64] | None
    objective: float
    bound: float
    seconds: float
    deterministic: bool = True
    reduced: npt.NDArray[np.float64] | None = None
    """Reduced costs, of a relaxation."""


@dataclass(slots=True)
class Program:
    """Columns and rows, minimised.

    `strong` rows are valid inequalities that the model is right without; they are added at the
    start while they are few, by rounds of separation where they are many.
    """

    name: str
    cost: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    integer: list[bool] = field(default_factory=list)
    row_low: list[float] = field(default_factory=list)
    row_high: list[float] = field(default_factory=list)
    row_cols: list[Sequence[int]] = field(default_factory=list)
    row_coefs: list[Sequence[float]] = field(default_factory=list)
    strong: list[tuple[int, int, float]] = field(default_factory=list)
    """(a, b, k): the column a is at most k times the column b."""
    offset: float = 0.0

    def column(
        self, cost: float = 0.0, low: float = 0.0, high: float = math.inf, integer: bool = False
    ) -> int:
        """Add a variable."""
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        self.integer.append(integer)
        return len(self.cost) - 1

    def row(
        self, low: float, high: float, columns: Sequence[int], coefficients: Sequence[float]
    ) -> int:
        """Add low <= sum of coefficient times column <= high; columns may repeat."""
        if len(set(columns)) != len(columns):
            merged: dict[int, float] = {}
            for column, value in zip(columns, coefficients, strict=True):
                merged[column] = merged.get(column, 0.0) + value
            columns, coefficients = list(merged), list(merged.values())
        self.row_low.append(low)
        self.row_high.append(high)
        self.row_cols.append(columns)
        self.row_coefs.append(coefficients)
        return len(self.row_low) - 1

    def proto(self, relaxed: bool, strong: Sequence[int]) -> object:
        """The model in MathOpt's own form, with some of the strong rows."""
        from ortools.math_opt import model_pb2

        model = model_pb2.ModelProto(name=self.name)
        n = len(self.cost)
        model.variables.ids.extend(range(n))
        model.variables.lower_bounds.extend(self.low)
        model.variables.upper_bounds.extend(self.high)
        model.variables.integers.extend([False] * n if relaxed else self.integer)
        used = [(j, c) for j, c in enumerate(self.cost) if c != 0.0]
        model.objective.offset = self.offset
        model.objective.linear_coefficients.ids.extend(j for j, _ in used)
        model.objective.linear_coefficients.values.extend(c for _, c in used)
        m = len(self.row_low)
        model.linear_constraints.ids.extend(range(m + len(strong)))
        model.linear_constraints.lower_bounds.extend(self.row_low)
        model.linear_constraints.upper_bounds.extend(self.row_high)
        model.linear_constraints.lower_bounds.extend([-math.inf] * len(strong))
        model.linear_constraints.upper_bounds.extend([0.0] * len(strong))
        rows: list[int] = []
        cols: list[int] = []
        coefs: list[float] = []
        for i in range(m):
            order = sorted(zip(self.row_cols[i], self.row_coefs[i], strict=True))
            rows.extend([i] * len(order))
            cols.extend(j for j, _ in order)
            coefs.extend(v for _, v in order)
        for i, number in enumerate(strong):
            a, b, k = self.strong[number]
            pair = sorted([(a, 1.0), (b, -k)])
            rows.extend([m + i] * 2)
            cols.extend(j for j, _ in pair)
            coefs.extend(v for _, v in pair)
        matrix = model.linear_constraint_matrix
        matrix.row_ids.extend(rows)
        matrix.column_ids.extend(cols)
        matrix.coefficients.extend(coefs)
        return model

    def solve(
        self,
        limits: Limits,
        *,
        relaxed: bool = False,
        solver: str = "HIGHS",
        strong: Sequence[int] | None = None,
    ) -> Outcome:
        """Solve it; all strong rows unless some are named."""
        import datetime as dt

        from ortools.math_opt.python import mathopt

        started = time.perf_counter()
        proto = self.proto(relaxed, range(len(self.strong)) if strong is None else strong)
        model = mathopt.Model.from_model_proto(proto)
        parameters = mathopt.SolveParameters(
            relative_gap_tolerance=None if relaxed else limits.relative_gap,
            absolute_gap_tolerance=None if relaxed else 1e-9,
            node_limit=None if relaxed else limits.nodes,
            time_limit=None if limits.seconds is None else dt.timedelta(seconds=limits.seconds),
            threads=1 if solver == "GSCIP" else None,
        )
        with quiet_output():
            result = mathopt.solve(model, mathopt.SolverType[solver], params=parameters)
        reason = result.termination.reason.name.lower()
        seconds = time.perf_counter() - started
        bound = result.termination.objective_bounds.dual_bound
        stopped = getattr(result.termination, "limit", None)
        timed = stopped is not None and stopped.name == "TIME"
        if not result.has_primal_feasible_solution():
            return Outcome(reason, None, math.inf, bound, seconds, not timed)
        values = result.variable_values()
        array = np.array([values[variable] for variable in model.variables()])
        reduced = None
        if relaxed and result.has_dual_feasible_solution():
            prices = result.reduced_costs()
            reduced = np.array([prices[variable] for variable in model.variables()])
        value = result.objective_value()
        return Outcome(reason, array, value, bound, seconds, not timed, reduced)
