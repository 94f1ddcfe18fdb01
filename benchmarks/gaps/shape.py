"""`python -m benchmarks.gaps.shape`: what generated problems look like, tuning seeds, by size.

Rooms are judged by the plan of a short search: a slot is full when another FEU, 10 t or another
plug would not fit, counted over the slots that the plan uses.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from dataclasses import dataclass, fields, replace

import numpy as np

from domain.freight import Floats, FreightPlan, FreightProblem, count
from optimize.freight.instances import extent, generate
from optimize.freight.search import Search

SIZES, SEEDS = (100, 1_000, 10_000), (1, 2, 3)
FEU_TEU, FEU_T = 2.0, 10.0
MOST_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Figures of one problem and of a plan for it."""

    seconds: float
    megabytes: float
    options_per_item: float
    most_options: float
    two_loads: float
    loads: float
    slots: float
    switches: float
    full_teu: float
    full_t: float
    full_plugs: float
    full: float
    limits_cost: float
    outsourced: float
    boxes: float
    fill: float
    restuffed: float
    trains: float


def shape(size: int, seed: int) -> Shape:
    """Generate, plan with rooms and without, and measure."""
    begun = time.perf_counter()
    problem = generate(size, seed)
    seconds = time.perf_counter() - begun
    options, loads, slots = problem.options, problem.loads, problem.slots
    plan = _plan(problem)
    cost = count(problem, plan).cost_cny
    many = np.full(len(slots.teu), np.inf)
    wide = replace(problem, slots=replace(slots, teu=many, t=many, plugs=many))
    used, left = _left(problem, plan)
    full_teu, full_t = left[0][used] < FEU_TEU, left[1][used] < FEU_T
    full_plugs = left[2][used] < 1.0
    filled = plan.boxes > 0
    m3, t = _carried(problem, plan)
    fill = np.maximum(m3 / loads.box_m3, t / loads.box_t)[filled].sum() / plan.boxes.sum()
    each = np.diff(options.first)
    two = np.diff(options.load_first) > 1
    trains = problem.switches.least_teu > 0.0
    return Shape(
        seconds=seconds,
        megabytes=_megabytes(problem),
        options_per_item=float(each.mean()),
        most_options=float(each.max()),
        two_loads=float(two.mean()),
        loads=len(loads.box_cny),
        slots=len(slots.teu),
        switches=len(problem.switches.open_cny),
        full_teu=float(full_teu.mean()),
        full_t=float(full_t.mean()),
        full_plugs=float(full_plugs.mean()),
        full=float((full_teu | full_t | full_plugs).mean()),
        limits_cost=1.0 - count(wide, _plan(wide)).cost_cny / cost,
        outsourced=1.0 - len(plan.taken) / size,
        boxes=float(plan.boxes.sum()),
        fill=float(fill),
        restuffed=float(two[plan.taken].mean()),
        trains=float(plan.on[trains].mean()),
    )


def _plan(problem: FreightProblem) -> FreightPlan:
    """A greedy plan and a short search from it."""
    search = Search(problem)
    search.greedy()
    hot_cny = 0.1 * float(np.median(problem.items.away_cny))
    search.run(min(MOST_ROUNDS, 10 * len(problem.items.m3)), hot_cny, 0.02 * hot_cny)
    return search.plan()


def _carried(problem: FreightProblem, plan: FreightPlan) -> tuple[Floats, Floats]:
    items, options = problem.items, problem.options
    many = options.load_first[plan.taken + 1] - options.load_first[plan.taken]
    at = np.concatenate(
        [options.load[options.load_first[o] : options.load_first[o + 1]] for o in plan.taken]
    )
    owner = np.repeat(problem.item_of_option[plan.taken], many)
    size = len(problem.loads.box_cny)
    return np.bincount(at, items.m3[owner], size), np.bincount(at, items.t[owner], size)


def _left(problem: FreightProblem, plan: FreightPlan) -> tuple[np.ndarray, list[Floats]]:
    """Slots in use, and what is left of their TEU, tonnes and plugs."""
    loads, slots = problem.loads, problem.slots
    at = np.repeat(np.arange(len(loads.box_cny)), np.diff(loads.slot_first))
    size = len(slots.teu)
    t = _carried(problem, plan)[1] + plan.boxes * loads.box_tare_t
    taken = [
        np.bincount(loads.slot, amount[at], size)
        for amount in (plan.boxes * loads.box_teu, t, plan.boxes * loads.box_plugs)
    ]
    rooms = (slots.teu, slots.t, slots.plugs)
    return taken[0] > 0.0, [room - one for room, one in zip(rooms, taken, strict=True)]


def _megabytes(problem: FreightProblem) -> float:
    arrays = (
        getattr(part, one.name)
        for part in (problem.items, problem.options, problem.loads, problem.slots)
        for one in fields(part)
    )
    return sum(one.nbytes for one in arrays if isinstance(one, np.ndarray)) / 1e6


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def main() -> None:
    """Means over the seeds, as a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gaps.shape", description=__doc__)
    parser.add_argument("--sizes", default=",".join(map(str, SIZES)))
    parser.add_argument("--seeds", default=",".join(map(str, SEEDS)))
    asked = parser.parse_args()
    sizes, seeds = ([int(word) for word in text.split(",")] for text in (asked.sizes, asked.seeds))
    sys.stdout.write("| | " + " | ".join(f"{size:,}" for size in sizes) + " |\n")
    sys.stdout.write("|" + "---|" * (len(sizes) + 1) + "\n")
    for name in ("nodes", "services", "days", "mean_m3"):
        cells = [f"{getattr(extent(size), name):g}" for size in sizes]
        sys.stdout.write(f"| {name} | " + " | ".join(cells) + " |\n")
    shapes = [[shape(size, seed) for seed in seeds] for size in sizes]
    for one in fields(Shape):
        cells = [
            _short(statistics.fmean(getattr(each, one.name) for each in some)) for some in shapes
        ]
        sys.stdout.write(f"| {one.name} | " + " | ".join(cells) + " |\n")


if __name__ == "__main__":
    main()
