"""The run folder: where everything lies, what is finished, and what may go on.

`parts/` holds finished units: one folder per (policy, replication) and one JSON file per
measurement. A unit appears by a rename when it is whole, so a run that was stopped at any
instant goes on with what is missing.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from domain.tables.registry import Table
from domain.tables.results import COMPARISON, KPIS, RESULT_TABLES
from study import manifest as manifests
from study.atomic import write_folder, write_text
from study.digest import frame_digest, tables_digest
from study.errors import NotARunError, OtherRunError
from study.frames import csv_text, read_table, write_table
from study.manifest import Manifest

OURS = frozenset(
    {
        "manifest.json",
        "scenario.yaml",
        "kpis.csv",
        "comparison.csv",
        "report.html",
        "results.xlsx",
        "tables",
        "charts",
        "parts",
        "plan",
        "export",
        "trace",
    }
)
"""What a run folder may hold and `--fresh` may remove; plan_<policy> and layouts besides."""
PARTLY_OURS = ("plan_", "layout_")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Paths of one run."""

    root: Path

    @property
    def manifest_path(self) -> Path:
        """manifest.json."""
        return self.root / "manifest.json"

    @property
    def tables(self) -> Path:
        """Result tables."""
        return self.root / "tables"

    def plan(self, policy: str) -> Path:
        """Folder of a policy's plan: `plan` for the optimised one."""
        return self.root / ("plan" if policy == "plan" else f"plan_{policy}")

    def unit(self, policy: str, replication: int) -> Path:
        """Folder of one finished replication."""
        return self.root / "parts" / policy / str(replication)

    def measurement(self, name: str) -> Path:
        """File of one finished measurement on set A."""
        return self.root / "parts" / "measured" / f"{name}.json"

    def manifest(self) -> Manifest:
        """The manifest; `NotARunError` where there is none."""
        found = manifests.read(self.manifest_path)
        if found is None:
            message = f"{self.root}: no manifest.json that can be read; is this a run folder?"
            raise NotARunError(message)
        return found

    def table(self, name: str) -> pd.DataFrame:
        """A result table; `NotARunError` where the run did not get so far."""
        path = self.tables / f"{name}.parquet"
        if not path.exists():
            message = f"{path}: no such table; the run is {self.manifest().status}"
            raise NotARunError(message)
        return read_table(path)


def begin(root: Path, wanted: Manifest, *, fresh: bool) -> RunFolder:
    """Open a folder for a run that begins or goes on.

    Raises
    ------
    OtherRunError
        When it holds a run of other inputs.
    NotARunError
        When it holds files that are no run's.
    """
    folder = RunFolder(root)
    before = manifests.read(folder.manifest_path)
    if before is None:
        _refuse_strangers(root)
    elif fresh:
        remove(folder)
    else:
        changed = {
            name: (before.hashes.get(name, "none")[:12], value[:12])
            for name, value in wanted.hashes.items()
            if before.hashes.get(name) != value
        }
        if changed:
            raise OtherRunError(root, changed)
    root.mkdir(parents=True, exist_ok=True)
    for draft in sorted(root.rglob(".*.tmp")):
        _discard(draft)
    wanted.write(folder.manifest_path)
    return folder


def remove(folder: RunFolder) -> None:
    """Remove an earlier run, and nothing that a run does not make."""
    for path in sorted(folder.root.iterdir()):
        if path.name in OURS or path.name.startswith(PARTLY_OURS):
            _discard(path)


def write_unit(
    folder: RunFolder,
    policy: str,
    replication: int,
    tables: Mapping[str, pd.DataFrame],
    facts: Mapping[str, object],
) -> None:
    """Keep one finished replication: its tables, and how much work it was."""

    def fill(draft: Path) -> None:
        for name, frame in tables.items():
            write_table(RESULT_TABLES[name], frame, draft / f"{name}.parquet")
        write_text(draft / "facts.json", json.dumps(facts))

    write_folder(folder.unit(policy, replication), fill)


def read_facts(folder: RunFolder, policy: str, replication: int) -> dict[str, float]:
    """How much work a replication was: events, lots, CPU seconds."""
    path = folder.unit(policy, replication) / "facts.json"
    facts: dict[str, float] = json.loads(path.read_text(encoding="utf-8"))
    return facts


def assemble(
    folder: RunFolder,
    policies: Iterable[str],
    replications: Iterable[int],
    extra: Mapping[str, tuple[Table, pd.DataFrame]],
) -> None:
    """Make `tables/` of the finished units, in the order of policies and replications."""
    order = [(policy, number) for policy in policies for number in replications]
    for name, table in RESULT_TABLES.items():
        paths = [folder.unit(*unit) / f"{name}.parquet" for unit in order]
        frames = [read_table(path) for path in paths if path.exists()]
        if frames:
            write_table(
                table, pd.concat(frames, ignore_index=True), folder.tables / f"{name}.parquet"
            )
    for name, (table, frame) in extra.items():
        write_table(table, frame, folder.tables / f"{name}.parquet")


def write_summaries(folder: RunFolder, kpis: pd.DataFrame, comparison: pd.DataFrame) -> None:
    """kpis.csv and comparison.csv, and the same as tables."""
    write_text(folder.root / "kpis.csv", csv_text(kpis))
    write_text(folder.root / "comparison.csv", csv_text(comparison))
    write_table(KPIS, kpis, folder.tables / "kpis.parquet")
    write_table(COMPARISON, comparison, folder.tables / "comparison.parquet")


def results_digest(folder: RunFolder) -> str:
    """Fingerprint of all result tables."""
    return tables_digest(folder.tables)


def table_digests(folder: RunFolder) -> dict[str, str]:
    """Fingerprint of each table, to find the one that differs."""
    return {
        path.stem: frame_digest(read_table(path))
        for path in sorted(folder.tables.glob("*.parquet"))
    }


def _refuse_strangers(root: Path) -> None:
    if root.is_file():
        message = f"{root}: is a file; --out wants a folder"
        raise NotARunError(message)
    if not root.is_dir():
        return
    strangers = [
        p.name
        for p in sorted(root.iterdir())
        if p.name not in OURS and not p.name.startswith((*PARTLY_OURS, "."))
    ]
    if strangers:
        message = (
            f"{root}: holds {', '.join(strangers[:5])} and no manifest.json; "
            "--out wants a new or empty folder"
        )
        raise NotARunError(message)


def _discard(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
