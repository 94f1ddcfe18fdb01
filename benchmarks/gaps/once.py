"""`python -m benchmarks.gaps.once SIZE SEED`: one generated problem solved in this process."""

from __future__ import annotations

import json
import sys
import time

from benchmarks.machine import peak_mb


def once(size: int, seed: int) -> dict[str, object]:
    """Load the solver, generate, solve and count again; the time is that of loading and solving.

    The answer holds cost, bound, gap, wall and CPU seconds, peak MB, the split of the cost and
    what the recount found wrong.
    """
    begun, begun_cpu = time.perf_counter(), time.process_time()
    from optimize.freight.instances import generate
    from optimize.freight.solve import solve

    load_s, load_cpu_s = time.perf_counter() - begun, time.process_time() - begun_cpu
    begun = time.perf_counter()
    problem = generate(size, seed)
    generate_s = time.perf_counter() - begun
    begun, begun_cpu = time.perf_counter(), time.process_time()
    plan = solve(problem)
    wall_s = load_s + time.perf_counter() - begun
    cpu_s = load_cpu_s + time.process_time() - begun_cpu
    memory_mb = peak_mb()
    from domain.freight import count

    books = count(problem, plan)
    wrong = list(books.problems[:5])
    if abs(books.cost_cny - plan.cost_cny) > 1e-6 * max(1.0, abs(plan.cost_cny)):
        wrong.append(f"says {plan.cost_cny} where {books.cost_cny} is counted")
    if plan.bound_cny > books.cost_cny * (1.0 + 1e-9):
        wrong.append(f"bound {plan.bound_cny} above its own cost {books.cost_cny}")
    return {
        "size": size,
        "seed": seed,
        "cost_cny": books.cost_cny,
        "bound_cny": plan.bound_cny,
        "gap": plan.gap,
        "wall_s": wall_s,
        "cpu_s": cpu_s,
        "generate_s": generate_s,
        "peak_mb": memory_mb,
        "status": plan.status,
        "deterministic": plan.deterministic,
        "away_share": books.away_cny / books.cost_cny if books.cost_cny else 0.0,
        "boxes": int(plan.boxes.sum()),
        "options": len(problem.options.own_cny),
        "notes": {name: float(value) for name, value in plan.notes.items()},
        "wrong": wrong,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(once(int(sys.argv[1]), int(sys.argv[2]))) + "\n")
