"""Fingerprints: of results, to show that they repeat, and of inputs, to refuse mixing runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from study.frames import read_table

PACKAGES = ("domain", "inputs", "sim", "optimize", "study")


def frame_digest(frame: pd.DataFrame) -> str:
    """SHA-256 of the values of a frame: names, order and every bit of every number."""
    state = hashlib.sha256()
    for name in frame.columns:
        values = frame[name].to_numpy()
        state.update(f"{name}:{len(values)}:".encode())
        if values.dtype.kind in "ifb":
            wide = values.astype(np.float64 if values.dtype.kind == "f" else np.int64)
            state.update(wide.tobytes())
        else:
            state.update("\x1f".join(map(str, values)).encode())
    return state.hexdigest()


def tables_digest(folder: Path) -> str:
    """SHA-256 over all result tables of a `tables` folder, by name."""
    state = hashlib.sha256()
    for path in sorted(folder.glob("*.parquet")):
        state.update(f"{path.stem}={frame_digest(read_table(path))};".encode())
    return state.hexdigest()


def settings_digest(settings: Mapping[str, object]) -> str:
    """SHA-256 of plain settings."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True, default=str).encode()).hexdigest()


def code_digest(root: Path, packages: Iterable[str] = PACKAGES) -> str:
    """SHA-256 of the sources that make results; line ends of other systems do not count."""
    state = hashlib.sha256()
    for package in packages:
        for path in sorted((root / package).rglob("*.py")):
            state.update(path.relative_to(root).as_posix().encode())
            state.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return state.hexdigest()
