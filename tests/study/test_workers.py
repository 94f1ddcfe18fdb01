import os
import signal
from pathlib import Path

import pytest

from study.errors import LostWorkerError
from study.workers import run_units


def write(path: Path) -> str:
    path.write_text("done", encoding="utf-8")
    return path.name


def die_once(path: Path) -> str:
    mark = path.with_suffix(".died")
    if path.name == "2.txt" and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return write(path)


def always_die(path: Path) -> str:
    os.kill(os.getpid(), signal.SIGKILL)
    return ""


@pytest.mark.parametrize("workers", [1, 2])
def test_every_unit_is_done_once(tmp_path, workers):
    jobs = [tmp_path / f"{i}.txt" for i in range(5)]
    done = list(run_units(write, jobs, workers, lambda p: not p.exists()))
    assert sorted(done) == [job.name for job in jobs]


@pytest.mark.slow
def test_killed_worker_loses_no_finished_unit(tmp_path):
    jobs = [tmp_path / f"{i}.txt" for i in range(6)]
    list(run_units(die_once, jobs, 2, lambda p: not p.exists()))
    assert all(job.exists() for job in jobs)


@pytest.mark.slow
def test_workers_that_always_die_are_the_machines_fault(tmp_path):
    jobs = [tmp_path / f"{i}.txt" for i in range(2)]
    with pytest.raises(LostWorkerError, match="short of memory"):
        list(run_units(always_die, jobs, 2, lambda p: not p.exists()))
