"""Facts of the machine that matter for a figure, without naming the machine."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path

from study.manifest import ROOT, git_state, versions


def facts() -> dict[str, str]:
    """Date, commit, processor, cores, memory, versions."""
    commit, clean = git_state(ROOT)
    state = "no repository" if commit is None else commit[:12] + ("" if clean else " with changes")
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": state,
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": platform.system(),
        **versions(),
    }


def peak_mb() -> float:
    """Highest resident memory of this process so far, MB; NaN where the system does not say."""
    try:
        import resource
    except ImportError:
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if platform.system() == "Darwin" else peak / 1e3


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()


def _memory() -> str:
    info = Path("/proc/meminfo")
    if not info.exists():
        return "unknown"
    kilobytes = int(info.read_text(encoding="utf-8").split("MemTotal:", 1)[1].split()[0])
    return f"{kilobytes / 2**20:.0f} GiB"
