"""Units of work on several processes, so that a killed one loses nothing that was finished."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from joblib import Parallel, delayed, parallel_config
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import TerminatedWorkerError

from study.errors import LostWorkerError

Job = TypeVar("Job")
Done = TypeVar("Done")

TRIES = 3


def run_units(
    function: Callable[[Job], Done],
    jobs: Sequence[Job],
    workers: int,
    unfinished: Callable[[Job], bool],
) -> Iterator[Done]:
    """Run every job once, in any order of finishing.

    Parameters
    ----------
    unfinished
        Whether a job still has to be done; asked again when a worker was killed, since workers
        write what they finish themselves.

    Raises
    ------
    LostWorkerError
        When workers are killed `TRIES` times.
    """
    if workers <= 1:
        for job in jobs:
            yield _at_once(function, job)
        return
    waiting = list(jobs)
    for _ in range(TRIES):
        try:
            with parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
                yield from Parallel(return_as="generator_unordered", batch_size=1)(
                    delayed(_in_worker)(function, job, os.getpid()) for job in waiting
                )
            return
        except TerminatedWorkerError:
            waiting = [job for job in waiting if unfinished(job)]
        except KeyboardInterrupt:
            stop_workers()
            raise
    message = (
        f"workers were killed {TRIES} times, {len(waiting)} units of work are left; the machine is "
        "probably short of memory: try --workers 1. The same command goes on where it stopped"
    )
    raise LostWorkerError(message)


def stop_workers() -> None:
    """End the worker processes at once."""
    get_reusable_executor().shutdown(wait=True, kill_workers=True)


def _in_worker(function: Callable[[Job], Done], job: Job, main_pid: int) -> Done:
    """Leave Ctrl-C to the main process, which stops the workers."""
    if os.getpid() != main_pid:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    return _at_once(function, job)


def _at_once(function: Callable[[Job], Done], job: Job) -> Done:
    """Do a unit without stopping for the garbage collector, then clear up: 15 to 20 % faster.

    What was there before (scenario, offers) is set aside, so that clearing up is short.
    """
    gc.freeze()
    gc.disable()
    try:
        return function(job)
    finally:
        gc.enable()
        gc.collect()
