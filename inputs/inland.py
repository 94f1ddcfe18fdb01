"""Clearance inland: rows of the process table for boxes under seal, and for the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from domain.calendar import ALWAYS_OPEN
from domain.crossings import CLEAR_INLAND, SEALED
from domain.distribution import Distribution
from domain.network import Node, Process
from inputs.findings import did_you_mean
from inputs.source import Source
from inputs.work import ProcessKey, duration

STEP = "terminal_in"
VALUES = 20
"""Values of which a mixture of two durations is made, each equally likely."""


def inland(
    source: Source, nodes: Mapping[str, Node], processes: Mapping[ProcessKey, Process]
) -> tuple[frozenset[str], dict[ProcessKey, Process]]:
    """The sites, and rows: the terminal without its clearance, and clearance at each site."""
    keys = None if source.file.supervision is None else source.file.supervision.clearance_inland
    if keys is None:
        return frozenset(), {}
    for named in ("nodes", "integrated"):
        for number, name in enumerate(getattr(keys, named)):
            if name not in nodes:
                source.findings.error(
                    source.at("supervision", "clearance_inland", named, number), "unknown_node",
                    found=name, hint=did_you_mean(name, list(nodes)),
                )  # fmt: skip
    found: dict[ProcessKey, Process] = {}
    for key, row in processes.items():
        if key[1] == STEP:
            work = row.work
            sealed = duration(work.kind, work.mean + keys.transit_h, work.sd)
            beside = None
            if row.beside is not None and keys.success_share < 1.0:
                beside = mixture(row.beside, 1.0 - keys.success_share)
            found[key[0], f"{SEALED}{STEP}", key[2], key[3], key[4]] = replace(
                row, process_id=f"{row.process_id}~sealed", work=sealed, beside=beside
            )
    for name in keys.nodes:
        checked = 0.0 if name in keys.integrated else keys.checked_share
        check = mixture(Distribution.fixed(keys.check_h), checked) if checked > 0.0 else None
        found[name, CLEAR_INLAND, "import", "any", "any"] = Process(
            f"{CLEAR_INLAND}@{name}", name, CLEAR_INLAND,
            duration("lognormal", keys.clear_h, keys.clear_h / 3.0), ALWAYS_OPEN, None, None,
            check, 0.0, 0.0, "box", "box",
        )  # fmt: skip
    return frozenset(keys.nodes), found


def mixture(lasting: Distribution, share: float) -> Distribution:
    """Nothing, or with a share a duration: its quantiles, rounded to one in `VALUES`.

    Examples
    --------
    >>> mixture(Distribution.fixed(24.0), 0.3).mean
    7.2
    """
    count = round(share * VALUES)
    some = [lasting.quantile((number + 0.5) / count) for number in range(count)]
    return Distribution.observed([*([0.0] * (VALUES - count)), *some])
