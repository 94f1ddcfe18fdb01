"""`verify`: the plans of a run folder, recomputed without the solver."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from domain.outlook import Outlook
from domain.scenario import Scenario
from study.errors import NotARunError
from study.outlook import WAITS, outlook_from
from study.plan_folder import read_plan
from study.planned_warehouses import warehouses_of
from study.run_folder import RunFolder

CENT_CNY = 0.01


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found about one plan."""

    policy: str
    text: str
    problems: tuple[str, ...]


def verify_run(root: Path, scenario: Scenario) -> tuple[Checked, ...]:
    """Recompute every plan of a run folder.

    Raises
    ------
    NotARunError
        When there is no plan.
    """
    from optimize.verify import verify

    folder = RunFolder(root)
    outlook = _outlook(folder)
    found = []
    for path in sorted(root.glob("plan*/plan.json")):
        plan = read_plan(path.parent)
        verdict = verify(scenario, plan, outlook)
        stated = "-" if plan.cost_cny is None else f"{plan.cost_cny:,.2f}"
        expected = "-" if verdict.expected_cny is None else f"{verdict.expected_cny:,.2f}"
        bound = "-" if plan.bound_cny is None else f"{plan.bound_cny:,.2f}"
        text = (
            f"{plan.policy}: {'feasible' if verdict.feasible else 'NOT feasible'}, "
            f"{len(plan.parts)} parts, cost at nominal pace {verdict.planned_cny:,.2f} CNY, "
            f"expected {expected} CNY, stated {stated} CNY, bound {bound} CNY"
        )
        problems = list(verdict.problems)
        shelves = warehouses_of(scenario, plan, verdict.account, outlook)
        if shelves is not None and verdict.feasible:
            text += f", warehouses {shelves.expected_cny:,.2f} CNY beside it"
            about = json.loads(path.read_text(encoding="utf-8")).get("warehouses", {})
            said = about.get("expected_cny", shelves.expected_cny)
            if abs(said - shelves.expected_cny) > CENT_CNY:
                problems.append(f"warehouses {said:.2f} CNY are stated, not found")
        found.append(Checked(plan.policy, text, tuple(problems)))
    if not found:
        message = f"{root}: no plan*/plan.json; the run is {folder.manifest().status}"
        raise NotARunError(message)
    return tuple(found)


def _outlook(folder: RunFolder) -> Outlook | None:
    """What the plans could expect; `None` where the run does not say."""
    manifest = folder.manifest()
    if not (folder.tables / f"{WAITS.name}.parquet").exists():
        return None
    count = manifest.settings.get("measure_replications", 0)
    assert isinstance(count, int)
    return outlook_from(folder.table(WAITS.name), manifest.seed, count)
