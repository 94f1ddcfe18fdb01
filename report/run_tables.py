"""A run folder as the charts read it: manifest, KPIs, comparison, plans and result tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from domain.tables.plans import PLAN_BOXES, PLAN_DEPARTURES, PLAN_PARTS
from domain.tables.registry import Table
from domain.tables.results import COMPARISON, KPIS, RESULT_TABLES

POLICY_ORDER = ("habit", "rule", "plan", "foresight")
PLAN_FILES: Mapping[str, Table] = {
    "parts.csv": PLAN_PARTS,
    "boxes.csv": PLAN_BOXES,
    "departures.csv": PLAN_DEPARTURES,
}
IN_PARQUET = tuple(
    name
    for name in RESULT_TABLES
    if name not in {"kpis", "comparison", "parts", "plan_boxes", "plan_departures"}
)


class RunFolderError(ValueError):
    """A run folder that cannot be read; `findings` say where, what, and what to do."""

    def __init__(self, findings: Sequence[str]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(self.findings))


class TableMissingError(RunFolderError):
    """A table that a chart needs is not in the run folder, or has no rows."""


class TableEmptyError(TableMissingError):
    """A table that a chart needs is there and has no rows: nothing of the kind happened."""


@dataclass(frozen=True, slots=True)
class RunTables:
    """One run folder. Result tables are read when asked for, and kept."""

    folder: Path
    manifest: Mapping[str, Any]
    kpis: pd.DataFrame
    comparison: pd.DataFrame
    start: datetime | None
    titles: Mapping[str, str] = field(default_factory=dict)
    _kept: dict[str, pd.DataFrame] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """Name of the folder: what captions call the run."""
        return self.folder.resolve().name.removeprefix("layout_")

    def title(self, lang: str) -> str:
        """Name of the scenario in a language, else that of the folder."""
        return str(self.titles.get(lang) or self.name)

    def has(self, *names: str) -> bool:
        """Whether all these result tables are there."""
        return all(self._path(name).is_file() for name in names)

    def filled(self, *names: str) -> bool:
        """Whether all these result tables are there and have rows."""
        return self.has(*names) and all(len(self.table_or_empty(name)) for name in names)

    def table(self, name: str) -> pd.DataFrame:
        """A result table with every declared column.

        Raises
        ------
        TableMissingError
            If the file is not there or has no rows.
        RunFolderError
            If columns are missing: the run was made by another version.
        """
        found = self.table_or_empty(name)
        if found.empty:
            raise TableEmptyError([f"{self._path(name)}: has no rows"])
        return found

    def table_or_empty(self, name: str) -> pd.DataFrame:
        """A result table with every declared column, also where it has no rows.

        Raises
        ------
        TableMissingError, RunFolderError
            If the file is not there, or columns are missing.
        """
        found = self._kept.get(name)
        if found is None:
            path = self._path(name)
            if not path.is_file():
                raise TableMissingError([f"{path}: not there; run again, or keep more tables"])
            found = pd.read_parquet(path)
            _check_columns(path, found, RESULT_TABLES[name])
            self._kept[name] = found
        return found

    def records(self, name: str) -> pd.DataFrame:
        """Rows of the lowest replication that the table keeps: what one replication looked like."""
        frame = self.table(name)
        kept: pd.DataFrame = frame[frame["replication"] == frame["replication"].min()]
        return kept

    def plans(self) -> tuple[Path, ...]:
        """Folders of plans, in order of name."""
        return tuple(sorted(path.parent for path in self.folder.glob("plan*/plan.json")))

    def plan_table(self, plan: Path, file: str) -> pd.DataFrame:
        """A table of a plan folder, by the name of its file."""
        path = plan / file
        return _read_csv(path, PLAN_FILES[file])

    def layouts(self) -> tuple[RunTables, ...]:
        """Run folders of the layouts that a comparison holds, in the order of its KPI table."""
        order = {name: rank for rank, name in enumerate(self.scenarios())}
        found = [read_run(path.parent) for path in self.folder.glob("layout_*/manifest.json")]
        return tuple(sorted(found, key=lambda one: (order.get(one.name, len(order)), one.name)))

    def policies(self) -> tuple[str, ...]:
        """Policies of the KPI table, in the order of charts."""
        return order_policies(self.kpis["policy"])

    def scenarios(self) -> tuple[str, ...]:
        """Scenarios of the KPI table, in the order of the file."""
        return tuple(dict.fromkeys(self.kpis["scenario"]))

    def chosen_policy(self, name: str) -> str:
        """The policy a single-policy chart shows: the plan where there is one."""
        there = order_policies(self.table(name)["policy"])
        return "plan" if "plan" in there else there[-1]

    def _path(self, name: str) -> Path:
        return self.folder / "tables" / f"{name}.parquet"


def read_run(folder: Path, *, executed: bool = True) -> RunTables:
    """Open a run folder and check that it is one.

    Parameters
    ----------
    executed
        Whether it must have figures; what was planned alone has none.

    Raises
    ------
    RunFolderError
        Naming everything that is missing or cannot be read.
    """
    findings: list[str] = []
    if not folder.is_dir():
        raise RunFolderError([f"{folder}: no such folder; give one made by `run.py run --out`"])
    for file in ("manifest.json", "kpis.csv") if executed else ("manifest.json",):
        if not (folder / file).is_file():
            findings.append(f"{folder / file}: not there; is {folder} a run folder?")
    if findings:
        raise RunFolderError(findings)
    manifest = _read_json(folder / "manifest.json")
    figures = folder / "kpis.csv"
    kpis = (
        _read_csv(figures, KPIS)
        if figures.is_file()
        else pd.DataFrame(columns=list(KPIS.column_names))
    )
    compared = folder / "comparison.csv"
    comparison = (
        _read_csv(compared, COMPARISON)
        if compared.is_file()
        else pd.DataFrame(columns=list(COMPARISON.column_names))
    )
    scenario = _read_scenario(folder)
    titles = scenario.get("name")
    return RunTables(
        folder, manifest, kpis, comparison, _start(scenario, manifest),
        titles if isinstance(titles, dict) else {},
    )  # fmt: skip


def order_policies(found: pd.Series | pd.Index) -> tuple[str, ...]:
    """Distinct policies: the known ones in their order, then others by name."""
    names = {str(name) for name in found.unique()}
    known = [name for name in POLICY_ORDER if name in names]
    return (*known, *sorted(names.difference(POLICY_ORDER)))


def _read_json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise RunFolderError([f"{path}: not JSON ({error}); run again"]) from error
    if not isinstance(found, dict):
        raise RunFolderError([f"{path}: holds no object; run again"])
    return found


def _read_csv(path: Path, declared: Table) -> pd.DataFrame:
    texts = {c.name: str for c in declared.columns if c.dtype == "str"}
    try:
        frame = pd.read_csv(path, dtype=texts, keep_default_na=True)
    except (OSError, ValueError) as error:
        raise RunFolderError([f"{path}: cannot be read ({error}); run again"]) from error
    _check_columns(path, frame, declared)
    for name in texts:
        frame[name] = frame[name].fillna("")
    return frame


def _check_columns(path: Path, frame: pd.DataFrame, declared: Table) -> None:
    missing = [name for name in declared.column_names if name not in frame.columns]
    if missing:
        raise RunFolderError(
            [f"{path}: no column {', '.join(missing)}; made by another version? Run again"]
        )


def _read_scenario(folder: Path) -> Mapping[str, Any]:
    """The resolved scenario of a run; empty where the folder holds none."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    path = folder / "scenario.yaml"
    if not path.is_file():
        return {}
    try:
        found = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except YAMLError as error:
        raise RunFolderError([f"{path}: cannot be read ({error})"]) from error
    return found if isinstance(found, dict) else {}


def _start(scenario: Mapping[str, Any], manifest: Mapping[str, Any]) -> datetime | None:
    """Start of the scenario: from the manifest, else from the resolved scenario."""
    text: object = manifest.get("start", scenario.get("start"))
    if text is None:
        return None
    try:
        start = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return start.replace(tzinfo=None)
