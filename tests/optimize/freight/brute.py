"""The optimum of a tiny freight problem by trying everything, written apart from `domain.freight`.

Whole items: every choice of options, and for each the fewest boxes plus, where an empty box can be
cheaper than dead freight, every number of boxes more. With divisible items: every choice of the
whole ones and every number of boxes, and a linear program (GLOP) for the shares.
"""

from itertools import product
from math import ceil, inf, isinf

import numpy as np

from domain.freight import FreightPlan

NEAR = 1e-9


def brute(problem):
    """The best plan, its bound being its cost; None where no plan is allowed."""
    view = _View(problem)
    best = None
    for cost, choice, shares, boxes in view.tries():
        if best is None or cost < best[0] - NEAR:
            best = (cost, choice, shares, boxes)
    return None if best is None else view.plan(*best)


class _View:
    """The problem in lists, grouped by what belongs together."""

    def __init__(self, problem):
        items, options, loads = problem.items, problem.options, problem.loads
        self.problem = problem
        self.items = range(len(items.item_id))
        self.loads = range(len(loads.load_id))
        self.options_of = [
            range(int(options.first[i]), int(options.first[i + 1])) for i in self.items
        ]
        self.used = _groups(options.load_first, options.load)
        self.slots_of = _groups(loads.slot_first, loads.slot)
        self.switches_of = _groups(loads.switch_first, loads.switch)
        self.divided = [i for i in self.items if not items.whole[i]]

    def tries(self):
        """Every plan worth trying: cost, whole items' options, shares of the others, boxes."""
        items, options = self.problem.items, self.problem.options
        ways = [
            [None] if i in self.divided
            else [*self.options_of[i], *([] if isinf(items.away_cny[i]) else [-1])]
            for i in self.items
        ]  # fmt: skip
        for choice in product(*ways):
            m3, t, used = [0.0] * len(self.loads), [0.0] * len(self.loads), set()
            paid = 0.0
            for i, option in enumerate(choice):
                if option is None:
                    continue
                paid += items.away_cny[i] if option < 0 else options.own_cny[option]
                for g in self.used[option] if option >= 0 else ():
                    m3[g] += items.m3[i]
                    t[g] += items.t[i]
                    used.add(g)
            for boxes in product(*self._box_counts(m3, t, used)):
                standing = self._standing_cny(boxes)
                if standing is None:
                    continue
                if self.divided:
                    answer = self._shares(boxes, m3, t)
                    if answer is not None:
                        yield paid + standing + answer[0], choice, answer[1], boxes
                elif self._tonnes_fit(boxes, t):
                    yield paid + standing, choice, {}, boxes

    def _box_counts(self, m3, t, used):
        loads, switches = self.problem.loads, self.problem.switches
        for g in self.loads:
            fewest = 1 if g in used else 0
            while fewest * loads.box_m3[g] < m3[g] - NEAR or fewest * loads.box_t[g] < t[g] - NEAR:
                fewest += 1
            least = [switches.least_teu[k] for k in self.switches_of[g]]
            saved = sum(switches.dead_cny_per_teu[k] for k in self.switches_of[g])
            most = fewest
            if saved * loads.box_teu[g] > loads.box_cny[g]:
                most = fewest + ceil(max(least) / loads.box_teu[g])
            if self.divided:
                most = max(most, self._most_filled(g) + most - fewest)
            yield range(fewest, int(min(most, loads.most_boxes[g])) + 1)

    def _most_filled(self, g):
        """Boxes of a load if all that may use it does."""
        items, loads = self.problem.items, self.problem.loads
        may = [i for i in self.items if any(g in self.used[o] for o in self.options_of[i])]
        m3, t = (sum(float(size[i]) for i in may) for size in (items.m3, items.t))
        return max(1 if may else 0, ceil(m3 / loads.box_m3[g]), ceil(t / loads.box_t[g]))

    def _standing_cny(self, boxes):
        """Boxes, trains and dead freight; None where TEU or plugs do not fit."""
        loads, slots, switches = self.problem.loads, self.problem.slots, self.problem.switches
        for s in range(len(slots.slot_id)):
            here = [g for g in self.loads if s in self.slots_of[g]]
            if sum(boxes[g] * loads.box_teu[g] for g in here) > slots.teu[s] + NEAR:
                return None
            if sum(boxes[g] * loads.box_plugs[g] for g in here) > slots.plugs[s] + NEAR:
                return None
        cny = sum(boxes[g] * loads.box_cny[g] for g in self.loads)
        for k in range(len(switches.switch_id)):
            here = [g for g in self.loads if k in self.switches_of[g] and boxes[g]]
            if here:
                teu = sum(boxes[g] * loads.box_teu[g] for g in here)
                missing = max(0.0, switches.least_teu[k] - teu)
                cny += switches.open_cny[k] + missing * switches.dead_cny_per_teu[k]
        return cny

    def _tonnes_left(self, boxes, t):
        loads, slots = self.problem.loads, self.problem.slots
        for s in range(len(slots.slot_id)):
            here = [g for g in self.loads if s in self.slots_of[g]]
            yield slots.t[s] - sum(t[g] + boxes[g] * loads.box_tare_t[g] for g in here)

    def _tonnes_fit(self, boxes, t):
        return all(left >= -NEAR for left in self._tonnes_left(boxes, t))

    def _shares(self, boxes, m3, t):
        """Cheapest shares of the divisible items in given boxes: cost and {option: share}."""
        from ortools.linear_solver import pywraplp

        items, options, loads = self.problem.items, self.problem.options, self.problem.loads
        program = pywraplp.Solver.CreateSolver("GLOP")
        share, owner = {}, {}
        for i in self.divided:
            for o in self.options_of[i]:
                if all(boxes[g] for g in self.used[o]):
                    share[o], owner[o] = program.NumVar(0.0, 1.0, ""), i
            away = program.NumVar(0.0, 0.0 if isinf(items.away_cny[i]) else 1.0, "")
            program.Add(sum(x for o, x in share.items() if owner[o] == i) + away == 1.0)
            program.Objective().SetCoefficient(
                away, 0.0 if isinf(items.away_cny[i]) else float(items.away_cny[i])
            )
        for o, x in share.items():
            program.Objective().SetCoefficient(x, float(options.own_cny[o]))
        users = {g: [o for o in share if g in self.used[o]] for g in self.loads}
        for size, held, limit in ((items.m3, m3, loads.box_m3), (items.t, t, loads.box_t)):
            for g in self.loads:
                room = boxes[g] * float(limit[g]) - held[g]
                program.Add(sum(share[o] * float(size[owner[o]]) for o in users[g]) <= float(room))
        for s, left in enumerate(self._tonnes_left(boxes, t)):
            if left < inf:
                carried = [(o, g) for g in self.loads if s in self.slots_of[g] for o in users[g]]
                program.Add(
                    sum(share[o] * float(items.t[owner[o]]) for o, _ in carried) <= float(left)
                )
        if program.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        found = {o: x.solution_value() for o, x in share.items() if x.solution_value() > NEAR}
        return program.Objective().Value(), found

    def plan(self, cost, choice, shares, boxes):
        """As a plan, options in order."""
        whole = {o: 1.0 for o in choice if o is not None and o >= 0}
        taken = dict(sorted({**whole, **shares}.items()))
        on = np.zeros(len(self.problem.switches.switch_id), dtype=bool)
        for g in self.loads:
            if boxes[g]:
                on[self.switches_of[g]] = True
        return FreightPlan(
            taken=np.array(list(taken), dtype=np.int64),
            share=np.array(list(taken.values()), dtype=np.float64),
            boxes=np.array(boxes, dtype=np.int64),
            on=on,
            cost_cny=float(cost),
            bound_cny=float(cost),
            status="optimal",
        )


def _groups(first, flat):
    return [flat[first[g] : first[g + 1]].tolist() for g in range(len(first) - 1)]
