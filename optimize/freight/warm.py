"""`python -m optimize.freight.warm`: compile the planner's kernels once, for all later runs.

numba keeps what it has compiled beside the source files, so the first plan of a new checkout does
not wait for it.
"""

from __future__ import annotations

from optimize.freight.instances import generate
from optimize.freight.solve import Effort, solve

LITTLE = Effort(turns=1, bound_rounds=2, sweeps=1, search_rounds=20, chunk=20, exact_options=0)


def warm() -> None:
    """Call every kernel, on a small problem."""
    solve(generate(100, 1), effort=LITTLE)


if __name__ == "__main__":
    warm()
