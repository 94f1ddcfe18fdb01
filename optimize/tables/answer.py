"""The answer to plain tables: figures and frames, and why there is none where there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

FLOWS = (
    "consignment", "service", "origin", "destination", "mode", "quantity", "share",
    "departs_h", "arrives_h", "cost",
)  # fmt: skip
BOXES = ("service", "departs_h", "class", "box", "boxes", "m3", "t", "fill_share", "cost")
OPENED = ("kind", "name", "modules", "fixed_cost", "used", "capacity")
UNSERVED = ("consignment", "share", "quantity", "cost", "reason")
RELAX = ("alternative", "change", "by", "unit", "text")


@dataclass(frozen=True, slots=True)
class Answer:
    """A plan with its proof, or what stands in its way.

    Parameters
    ----------
    status
        `optimal` (the gap is closed), `feasible` (a plan with a stated gap), `infeasible` (ways
        exist, but capacity or deadlines forbid a plan), `no way` (a consignment has no way at
        all), `unknown` (stopped before anything was found).
    cost, bound
        Money; no plan costs less than the bound. NaN where there is no plan.
    flows
        Who goes where: one row per consignment and service, hours since day 0.
    boxes
        Boxes by service, departure, class and type (with a timetable).
    opened
        Services, nodes and hubs that are paid for, with modules and use.
    unserved
        Consignments, or shares of them, that are left out, and why.
    lines
        The cost by kind; they sum to `cost`.
    relax
        For an infeasible problem, the least changes that would make it feasible, by alternative.
    day_zero
        What hour 0 is, where the tables have dates.
    """

    kind: str
    status: str
    cost: float
    bound: float
    seconds: float
    deterministic: bool
    flows: pd.DataFrame
    boxes: pd.DataFrame
    opened: pd.DataFrame
    unserved: pd.DataFrame
    lines: pd.DataFrame
    relax: pd.DataFrame
    day_zero: str | None = None
    notes: Mapping[str, float] = field(default_factory=dict)

    @property
    def gap(self) -> float:
        """(cost - bound) / cost; 0 where both are equal, NaN without a plan."""
        if math.isnan(self.cost):
            return math.nan
        lacks = max(0.0, self.cost - self.bound)
        return 0.0 if lacks == 0.0 else lacks / abs(self.cost) if self.cost else math.inf

    @property
    def exit_code(self) -> int:
        """0 for a plan, 2 where a consignment has no way at all, 3 for capacity and deadlines."""
        return {"optimal": 0, "feasible": 0, "no way": 2, "infeasible": 3}.get(self.status, 1)

    @property
    def why(self) -> str:
        """What stands in the way of a plan, in sentences; empty for a plan that serves all."""
        told: list[str] = []
        for name, reason in zip(self.unserved["consignment"], self.unserved["reason"], strict=True):
            if reason:
                told.append(f"{name}: {reason}")
        for name in sorted(set(self.relax["alternative"])):
            said = self.relax.loc[self.relax["alternative"] == name, "text"]
            told.append(f"{name}: " + "; ".join(str(text) for text in said))
        return "\n".join(told)

    def __str__(self) -> str:
        """One line for a terminal, and the reasons below it."""
        if math.isnan(self.cost):
            return f"{self.kind}: {self.status}\n{self.why}".rstrip()
        return (
            f"{self.kind}: {self.status}, cost {self.cost:,.2f}, bound {self.bound:,.2f}, "
            f"gap {self.gap:.2%}, {self.seconds:.1f} s"
        )


def frame(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """A frame that has its columns even without rows."""
    return pd.DataFrame(list(rows), columns=list(columns))


def planned(
    kind: str,
    bound: float,
    seconds: float,
    *,
    flows: Sequence[Sequence[object]],
    boxes: Sequence[Sequence[object]] = (),
    opened: Sequence[Sequence[object]] = (),
    unserved: Sequence[Sequence[object]] = (),
    lines: Mapping[str, float],
    deterministic: bool = True,
    relative_gap: float = 1e-6,
    day_zero: str | None = None,
    notes: Mapping[str, float] | None = None,
) -> Answer:
    """An answer with a plan; its cost is the sum of the lines, its status follows from the gap."""
    cost = math.fsum(lines.values())
    bound = min(bound, cost)
    closed = cost - bound <= max(relative_gap * abs(cost), 1e-6)
    return Answer(
        kind,
        "optimal" if closed else "feasible",
        cost,
        bound,
        seconds,
        deterministic,
        frame(FLOWS, flows),
        frame(BOXES, boxes),
        frame(OPENED, opened),
        frame(UNSERVED, unserved),
        frame(("line", "cost"), [(name, value) for name, value in lines.items() if value != 0.0]),
        frame(RELAX, ()),
        day_zero,
        dict(notes or {}),
    )


def refused(
    kind: str,
    status: str,
    seconds: float,
    *,
    unserved: Sequence[Sequence[object]] = (),
    relax: Sequence[Sequence[object]] = (),
    bound: float = math.nan,
    deterministic: bool = True,
    day_zero: str | None = None,
) -> Answer:
    """An answer without a plan."""
    return Answer(
        kind,
        status,
        math.nan,
        bound,
        seconds,
        deterministic,
        frame(FLOWS, ()),
        frame(BOXES, ()),
        frame(OPENED, ()),
        frame(UNSERVED, unserved),
        frame(("line", "cost"), ()),
        frame(RELAX, relax),
        day_zero,
    )
