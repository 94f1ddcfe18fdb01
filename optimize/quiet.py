"""Keeping a solver off standard output, which belongs to results."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

STANDARD_OUTPUT = 1


@contextmanager
def quiet_output() -> Iterator[None]:
    """Send what is written to standard output to nowhere, below Python's own buffer.

    HiGHS prints a line there now and then, whatever it is told.
    """
    sys.stdout.flush()
    try:
        kept = os.dup(STANDARD_OUTPUT)
    except OSError:
        yield
        return
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 a device, not a path
            os.dup2(nowhere.fileno(), STANDARD_OUTPUT)
            yield
    finally:
        os.dup2(kept, STANDARD_OUTPUT)
        os.close(kept)
