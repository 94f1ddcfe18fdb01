"""manifest.json: what was run, with what, and how far it got."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

from study.atomic import write_text

Status = Literal["running", "interrupted", "done", "failed"]
PACKAGES = ("simpy", "ortools", "numpy", "pandas", "pyarrow", "scipy", "joblib")
ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that one needs to repeat a run and to trust it."""

    verb: str
    status: Status
    command: tuple[str, ...]
    scenario: str
    seed: int
    replications: int
    hashes: Mapping[str, str]
    settings: Mapping[str, object]
    versions: Mapping[str, str] = field(default_factory=dict)
    commit: str | None = None
    clean: bool | None = None
    started_at: str = ""
    finished_at: str | None = None
    seconds: float | None = None
    results_digest: str | None = None
    problem: str | None = None
    statistics: Mapping[str, object] = field(default_factory=dict)

    def closed(
        self, status: Status, *, results_digest: str | None = None, problem: str | None = None
    ) -> Manifest:
        """The manifest at the end of a run, however it ended."""
        now = datetime.now(UTC)
        begun = datetime.fromisoformat(self.started_at)
        return replace(
            self,
            status=status,
            finished_at=now.isoformat(timespec="seconds"),
            seconds=round((now - begun).total_seconds(), 1),
            results_digest=results_digest,
            problem=problem,
        )

    def write(self, path: Path) -> None:
        """Write as JSON, whole or not at all."""
        write_text(path, json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n")


def opened(
    verb: str,
    scenario: str,
    seed: int,
    replications: int,
    hashes: Mapping[str, str],
    settings: Mapping[str, object],
) -> Manifest:
    """Manifest of a run that begins now."""
    commit, clean = git_state(ROOT)
    return Manifest(
        verb=verb,
        status="running",
        command=_command(sys.argv),
        scenario=scenario,
        seed=seed,
        replications=replications,
        hashes=dict(hashes),
        settings=dict(settings),
        versions=versions(),
        commit=commit,
        clean=clean,
        started_at=datetime.now(UTC).isoformat(timespec="microseconds"),
    )


def read(path: Path) -> Manifest | None:
    """The manifest of a folder, or `None` where there is none that can be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return Manifest(**{**found, "command": tuple(found["command"])})
    except (FileNotFoundError, json.JSONDecodeError, TypeError, KeyError):
        return None


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that make results."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def git_state(root: Path) -> tuple[str | None, bool | None]:
    """Commit and whether the tree is clean; `None` outside a repository or without git."""
    try:
        commit = _git(root, "rev-parse", "HEAD")
        changes = _git(root, "status", "--porcelain")
    except (OSError, subprocess.SubprocessError):
        return None, None
    return commit.strip(), not changes.strip()


def _git(root: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", *words], cwd=root, capture_output=True, text=True, check=True, timeout=20
    )
    return done.stdout


def _command(argv: list[str]) -> tuple[str, ...]:
    return (Path(argv[0]).name, *argv[1:]) if argv else ()
