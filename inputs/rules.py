"""Rule packs of cold chains: files of data/rules, or of a user's own, checked and made ready."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from domain.rules import Limit, RulePack
from domain.stage_kinds import STAGES
from inputs.findings import Findings, Place, did_you_mean, some_of
from inputs.schema_rules import LimitKeys, RulePackFile
from inputs.yaml_file import Document, read_yaml

if TYPE_CHECKING:
    from inputs.source import Source

FOLDER = Path(__file__).resolve().parent.parent / "data" / "rules"
NEEDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "range": (("min_c", "max_c"),),
    "longest_above": (("max_c",), ("hours",)),
    "handover": (("min_c", "max_c"),),
    "record_every": (("minutes",),),
    "keep_records": (("months", "years"),),
    "mkt": (("max_c",), ("window_h",)),
}
"""Of each kind: groups of keys, of each of which one is needed at least."""
MAY = {"range": ("brief_k", "brief_h")}
ALWAYS = ("kind", "clause", "seen", "of", "classes", "products", "stages",
          "tolerance_k")  # fmt: skip


def pack_names() -> tuple[str, ...]:
    """Packs that ship."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def read_packs(names: Iterable[str]) -> tuple[RulePack, ...]:
    """Packs by name, or by the path of a file (ends in .yaml).

    Raises
    ------
    InputError
        With all that is wrong in the names and the files.
    """
    findings = Findings()
    packs = [_read(name, Place("--rules", path=name), findings) for name in dict.fromkeys(names)]
    findings.stop_if_wrong()
    return tuple(pack for pack in packs if pack is not None)


def rule_packs(source: Source) -> tuple[RulePack, ...]:
    """The packs that a scenario names, which ship."""
    packs = []
    for number, name in enumerate(source.file.rules):
        at = source.document.at(("rules", number))
        if name.endswith((".yaml", ".yml")):
            _unknown(name, at, source.findings)
            continue
        packs.append(_read(name, at, source.findings))
    return tuple(dict.fromkeys(pack for pack in packs if pack is not None))


def _read(name: str, at: Place, findings: Findings) -> RulePack | None:
    from inputs.shape import shaped

    own = name.endswith((".yaml", ".yml"))
    if not own and name not in pack_names():
        _unknown(name, at, findings)
        return None
    path = Path(name) if own else FOLDER / f"{name}.yaml"
    shown = name if own else f"data/rules/{name}.yaml"
    read = read_yaml(path, shown, findings)
    file = None if read is None else shaped(read[0], findings, RulePackFile)
    if read is None or file is None:
        return None
    for key, limit in file.limits.items():
        _check(key, limit, read[0], findings)
    limits = tuple(_limit(key, limit) for key, limit in file.limits.items())
    return RulePack(
        path.stem, file.name.zh, file.name.en, limits, file.record_minutes, file.keep_days
    )


def _unknown(name: str, at: Place, findings: Findings) -> None:
    known = pack_names()
    findings.error(
        at, "unknown_rules", found=name, hint=did_you_mean(name, known), choices=some_of(known)
    )


def _check(key: str, limit: LimitKeys, document: Document, findings: Findings) -> None:
    """What pydantic cannot say: which keys a kind needs, and which mean nothing to it."""
    at = ("limits", key)
    given = limit.model_fields_set
    for group in NEEDS[limit.kind]:
        if all(getattr(limit, name) is None for name in group):
            wanted = " or ".join(group)
            findings.error(document.at(at), "rule_wants", kind=limit.kind, wanted=wanted)
    useful = {*ALWAYS, *MAY.get(limit.kind, ())}
    useful |= {name for group in NEEDS[limit.kind] for name in group}
    for name in sorted(given - useful):
        where = document.at((*at, name))
        findings.error(where, "rule_ignores", found=name, kind=limit.kind)
    if limit.min_c is not None and limit.max_c is not None and limit.min_c > limit.max_c:
        where = document.at((*at, "min_c"))
        findings.error(where, "rule_upside_down", low=limit.min_c, high=limit.max_c)
    for number, stage in enumerate(limit.stages):
        if stage not in STAGES:
            findings.error(
                document.at((*at, "stages", number)), "rule_stage", found=stage,
                hint=did_you_mean(stage, STAGES), choices=some_of(STAGES, 40),
            )  # fmt: skip


def _limit(key: str, limit: LimitKeys) -> Limit:
    return Limit(
        key, limit.kind, limit.clause, limit.seen == "yes", limit.of, frozenset(limit.classes),
        frozenset(limit.products), frozenset(limit.stages), limit.min_c, limit.max_c,
        limit.brief_k, limit.brief_h, limit.hours or 0.0, limit.minutes or 0.0, limit.months,
        limit.years, limit.window_h or 0.0, limit.tolerance_k,
    )  # fmt: skip
