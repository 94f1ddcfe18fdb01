"""Files that are either whole or not there: temporary name, flush to disk, rename."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path


def temporary(path: Path) -> Path:
    """Name beside `path` that no other process uses."""
    return path.with_name(f".{path.name}.{os.getpid()}.tmp")


def write_with(path: Path, write: Callable[[Path], None]) -> None:
    """Let `write` fill a temporary file, then put it in the place of `path`.

    What is there and is no file of its own, a pipe or a device, is written to as it is.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        write(path)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = temporary(path)
    try:
        write(draft)
        _flush(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole, with line feeds on every system."""
    write_with(path, lambda draft: _write_lines(draft, text))


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole, as it is."""
    write_with(path, lambda draft: _write_content(draft, content))


def write_folder(path: Path, fill: Callable[[Path], None]) -> None:
    """Let `fill` write into a temporary folder, then rename it to `path`.

    A folder that is there already stays: somebody else finished the same work.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = temporary(path)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    try:
        fill(draft)
        for file in sorted(draft.iterdir()):
            _flush(file)
        if not path.exists():
            draft.rename(path)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write_lines(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_content(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
