"""From the options of a command to the settings of a study."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from cli.exits import refuse
from cli.options import Keep, Lang

if TYPE_CHECKING:
    from study.settings import Settings

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
) -> Settings:
    """Settings of a command; left out: every policy."""
    from study.settings import POLICIES, Settings

    return Settings(
        verb=verb,
        out=out,
        seed=seed,
        replications=_count(replications),
        workers=workers,
        sets=tuple(sets or ()),
        overrides=tuple(overrides or ()),
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
    )


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
