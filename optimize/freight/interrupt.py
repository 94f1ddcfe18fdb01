"""Ctrl-C as a wish to stop, heard between steps of work.

An exception in the middle of a kernel's compilation may be swallowed there, and the work would go
on as if nothing had been asked for. So the first Ctrl-C only leaves a mark; a second one raises.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@dataclass(slots=True)
class Wish:
    """Whether a stop was asked for."""

    made: bool = False


@contextmanager
def listening() -> Iterator[Wish]:
    """Take Ctrl-C as a wish while inside; elsewhere than in the main thread nothing changes."""
    wish = Wish()
    if threading.current_thread() is not threading.main_thread():
        yield wish
        return
    before = signal.getsignal(signal.SIGINT)

    def heard(_number: int, _frame: FrameType | None) -> None:
        if wish.made:
            raise KeyboardInterrupt
        wish.made = True

    signal.signal(signal.SIGINT, heard)
    try:
        yield wish
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if before is None else before)
