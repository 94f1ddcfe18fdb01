"""Whose fault an error is, the exit code for it, and what to say."""

from __future__ import annotations

import errno
import traceback
from dataclasses import dataclass

from inputs.findings import InputError
from sim.checks import BrokenRunError
from study.compare_job import MixedLayoutsError, SameNameError
from study.errors import (
    FigureWithoutValueError,
    LostWorkerError,
    NeedsNoSolverError,
    NoPathError,
    NoPlanError,
    NotARunError,
    NothingToPlanError,
    OpenQuestionError,
    OtherRunError,
    UnknownFigureError,
    UnknownServiceError,
)
from study.event_trace import RecordedBreachError, ReplayDiffersError, TraceFileError
from study.plan_folder import PlanFolderError

OURS, WRONG_INPUT, NO_PLAN = 1, 2, 3
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_PERMISSION = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
OF_THE_INPUT = (
    NoPathError, OtherRunError, NotARunError, NothingToPlanError, OpenQuestionError,
    PlanFolderError, SameNameError, MixedLayoutsError, UnknownFigureError,
    FigureWithoutValueError, TraceFileError, NeedsNoSolverError, UnknownServiceError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Exit code, words for the error stream, and results that stand all the same."""

    code: int
    message: str
    result: str = ""


def judge(
    error: Exception, lang: str, also_wrong_input: tuple[type[Exception], ...] = ()
) -> Verdict:
    """Judge an error that ended a command; `also_wrong_input` are errors of other packages."""
    if isinstance(error, InputError):
        found = "\n".join(finding.text(lang) for finding in error.findings)
        return Verdict(WRONG_INPUT, found)
    if isinstance(error, (*OF_THE_INPUT, *also_wrong_input)):
        return Verdict(WRONG_INPUT, str(error))
    if isinstance(error, NoPlanError):
        return Verdict(NO_PLAN, str(error), error.text)
    if isinstance(error, LostWorkerError):
        return Verdict(OURS, f"the machine's fault: {error}")
    if isinstance(error, OSError):
        return Verdict(OURS, _machine(error))
    if isinstance(error, MemoryError):
        return Verdict(OURS, "the machine's fault: out of memory; try --workers 1")
    if isinstance(error, (BrokenRunError, RecordedBreachError)):
        return Verdict(OURS, f"our fault, please report it: a run broke a rule\n{error}")
    if isinstance(error, ReplayDiffersError):
        return Verdict(OURS, str(error))
    told = "".join(traceback.format_exception(error))
    return Verdict(OURS, f"our fault, please report it:\n{told}")


def _machine(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno in DISK_FULL:
        return f"the machine's fault: the disk is full{where}; make room, the same command goes on"
    if error.errno in NO_PERMISSION:
        return f"the machine's fault: no permission{where}; choose another --out"
    return f"the machine's fault: {error.strerror or error}{where}"
