"""From the options of a command to the settings of a study."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from cli.exits import refuse
from cli.options import Keep, Lang, Procedure

if TYPE_CHECKING:
    from study.settings import Best, Settings, Until

MOST_REPLICATIONS = 100_000


def settings_of(
    verb: str,
    out: Path,
    *,
    seed: int | None = None,
    replications: str = "1",
    workers: int = 1,
    sets: list[str] | None = None,
    overrides: list[str] | None = None,
    levers: list[str] | None = None,
    strict: bool = False,
    lang: Lang = Lang.en,
    quiet: bool = False,
    allow_outside: bool = False,
    keep_tables: Keep = Keep.first,
    fresh: bool = False,
    policies: tuple[str, ...] | None = None,
    plan_from: Path | None = None,
    measure: int = 4,
    tune: int = 2,
    until: list[str] | None = None,
    most: int | None = None,
    best: Best | None = None,
) -> Settings:
    """Settings of a command; left out: every policy."""
    from study.settings import POLICIES, Settings

    if replications != "auto" and (until or most is not None):
        refuse("--until and --most go with --replications auto")

    return Settings(
        verb=verb,
        out=out,
        seed=seed,
        replications=_count(replications),
        workers=workers,
        sets=tuple(sets or ()),
        overrides=laid_over(overrides, levers),
        strict=strict,
        lang=lang.value,
        quiet=quiet,
        allow_outside=allow_outside,
        keep_all_tables=keep_tables is Keep.all,
        fresh=fresh,
        policies=policies or POLICIES,
        measure_replications=measure,
        tune_replications=tune,
        plan_from=plan_from,
        until=tuple(_until(text) for text in until or ()),
        most=most,
        best=best,
    )


def laid_over(overrides: list[str] | None, levers: list[str] | None) -> tuple[str, ...]:
    """Named overrides, then levers."""
    from inputs.levers import LEVER

    return (*(overrides or ()), *(f"{LEVER}{name}" for name in levers or ()))


def best_of(
    kpi: str | None,
    by: Procedure,
    delta: float | None,
    *,
    confidence: float,
    maximise: bool,
    budget: int | None,
    replications: str,
) -> Best | None:
    """How to choose the best layout; `None` where that is not asked for."""
    from study.settings import FEWEST_FIRST, Best

    if kpi is None:
        if delta is not None or maximise or budget is not None:
            refuse("--delta, --maximise and --budget go with --best KPI")
        return None
    if by is Procedure.kn and (delta is None or not 0.0 < delta < math.inf):
        refuse(
            f"--best {kpi} --by kn needs --delta X above 0: the smallest difference that matters"
        )
    if delta is not None and not 0.0 <= delta < math.inf:
        refuse(f"--delta {delta:g}: a difference is 0 or more")
    if replications == "auto":
        refuse(
            "--best finds the number of replications; --replications N is that of the first stage"
        )
    if (_count(replications) or 0) < FEWEST_FIRST:
        refuse(f"--best needs a first stage of {FEWEST_FIRST} replications or more")
    return Best(kpi, by.value, delta or 0.0, confidence, maximise, budget)


def _until(text: str) -> Until:
    """`KPI` or `KPI=SHARE`."""
    from study.settings import UNTIL_SHARE, Until

    kpi, equals, written = text.partition("=")
    try:
        share = float(written) if equals else UNTIL_SHARE
    except ValueError:
        share = math.nan
    if not kpi or not 0.0 < share < math.inf:
        refuse(f'--until "{text}": write KPI or KPI=SHARE, the share above 0, e.g. 0.05')
    return Until(kpi, share)


def _count(text: str) -> int | None:
    """Number of replications; `None` for auto."""
    if text == "auto":
        return None
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_REPLICATIONS:
        refuse(
            f'--replications: "{text}" is neither auto nor a whole number '
            f"from 1 to {MOST_REPLICATIONS}"
        )
    return int(text)
