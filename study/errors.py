"""What can stop a study, apart from wrong input (`inputs.InputError`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path


class OtherRunError(ValueError):
    """The folder holds a run of other inputs; mixing the two would make neither."""

    def __init__(self, folder: Path, changed: Mapping[str, tuple[str, str]]) -> None:
        self.folder = folder
        self.changed = dict(changed)
        what = "; ".join(f"{name} {old} -> {new}" for name, (old, new) in changed.items())
        super().__init__(
            f"{folder}: holds a run of other inputs and cannot go on ({what}). "
            "Give another --out, or --fresh to remove what is there and start over"
        )


class NotARunError(ValueError):
    """The folder is no run folder, or lacks what was asked of it."""


class NoPathError(ValueError):
    """Consignments that no chain of services serves, with time and capacity ignored."""

    def __init__(self, lanes: Mapping[str, int]) -> None:
        self.lanes = dict(lanes)
        lines = [
            f"{lane}: {count} consignments have no way from door to door and no outsourcing price"
            for lane, count in lanes.items()
        ]
        lines.append("Add a service or a function on the way, or outsource_cny_per_kg in tariffs")
        super().__init__("\n".join(lines))


class NothingToPlanError(ValueError):
    """A plan was asked for where nobody books anything."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path}: the scenario has streams and no consignments, so there is nothing to plan; "
            "`run.py simulate` runs them"
        )


class OpenQuestionError(ValueError):
    """What is open cannot be chosen here, and nothing says it."""

    def __init__(self, what: str, candidates: Sequence[str]) -> None:
        super().__init__(
            f"{what} does not say what is open, and it cannot be chosen for it; fix every "
            f"candidate ({', '.join(candidates)}), e.g. with "
            f"--set planning.opened.{candidates[0]}=STEP or =closed"
        )


class UnknownFigureError(ValueError):
    """A figure was named that the run does not have."""

    def __init__(self, kpi: str, there: Sequence[str]) -> None:
        self.kpi = kpi
        near = get_close_matches(kpi, there, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(there[:40])}"
        super().__init__(f'no figure "{kpi}" in this run; {hint}')


class FigureWithoutValueError(ValueError):
    """The figure to choose by is not there in a replication, so layouts cannot be compared."""

    def __init__(self, kpi: str, layout: str, replication: int) -> None:
        super().__init__(
            f"{kpi} has no value in replication {replication} of {layout}; choose another figure"
        )


class NeedsNoSolverError(ValueError):
    """Demand that is new in every replication was to be planned by a solver, or by an old plan."""

    def __init__(self, scenario: str, wrong: Sequence[str]) -> None:
        super().__init__(
            f"{scenario}: redraw_demand is true, so every replication has an order book of its own "
            f"and is planned anew; {', '.join(wrong)} cannot do that. Use `simulate` or `compare` "
            "with --policy habit or rule, or --set redraw_demand=false"
        )


class LostWorkerError(RuntimeError):
    """Workers were killed again and again, as a machine without memory does."""


class NoPlanError(RuntimeError):
    """Deadlines or capacity forbid a plan for some consignments; the rest was simulated.

    `text` is the result all the same; `why` says what stands against a plan, and the smallest
    change that would make it feasible (`study.no_plan_text`).
    """

    def __init__(
        self, unplanned: Mapping[str, Mapping[str, str]], text: str, why: str = ""
    ) -> None:
        self.text = text
        self.unplanned = {policy: dict(found) for policy, found in unplanned.items()}
        lines = []
        for policy, found in self.unplanned.items():
            for consignment_id, reason in sorted(found.items())[:20]:
                lines.append(f"{policy}: {consignment_id}: {reason}")
            if len(found) > 20:
                lines.append(f"{policy}: and {len(found) - 20} more, see plan.json")
        super().__init__(why or "\n".join(lines))


class UnknownServiceError(ValueError):
    """A service was named that the scenario has not, or that leaves on demand."""

    def __init__(self, service_id: str, there: Sequence[str]) -> None:
        near = get_close_matches(service_id, there, n=1)
        hint = f'did you mean "{near[0]}"?' if near else f"there are {', '.join(there[:40])}"
        super().__init__(f'no dated service "{service_id}" in the scenario; {hint}')
