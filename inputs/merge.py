"""A scenario file with its parents, its named overrides and `--set`: maps merge, lists replace."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from inputs.findings import Findings, Place, did_you_mean, some_of
from inputs.levers import LEVER, lever_named, with_lists_added
from inputs.yaml_file import Document, KeyPath, Value, read_yaml, scalar

OWN_KEYS = ("extends", "overrides")
"""Keys that say how a file is put together; they are no part of what it resolves to."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario put together. `parent` is what its parent alone resolves to, if it has one.

    `whole` is False where some ancestor could not be read; `variants` are the scenario with each
    of its named overrides alone, so that those that were not asked for are checked too.
    """

    document: Document
    parent: dict[str, Value] | None
    digest_bytes: tuple[tuple[str, bytes], ...]
    whole: bool
    variants: tuple[Document, ...]


def resolve(
    path: Path,
    findings: Findings,
    *,
    overrides: Sequence[str] = (),
    sets: Sequence[str] = (),
    allow_outside: bool = False,
    also_inside: Sequence[Path] = (),
) -> Resolved | None:
    """Read a scenario with all that it extends.

    Parameters
    ----------
    overrides
        Names of overrides of the file; `lever:KEY` is a lever of the project.
    also_inside
        Folders besides the scenario's own in which a parent may lie.
    """
    inside = (path.resolve().parent, *(folder.resolve() for folder in also_inside))
    before = len(findings.errors)
    chain = _chain(path, _shown(path), (), findings, None if allow_outside else inside)
    if chain is None:
        return None
    merged, parent = Document(), None
    for number, (document, _) in enumerate(chain):
        if number == len(chain) - 1 and number > 0:
            parent = {k: v for k, v in merged.values.items() if k not in OWN_KEYS}
            parent = copy.deepcopy(parent)
        lay_over(merged, document.values, document.places, ())
    whole = len(findings.errors) == before
    named = merged.values.get("overrides") or {}
    variants = _variants(merged, named)
    for name in overrides:
        if name.startswith(LEVER):
            _lever(merged, name.removeprefix(LEVER), findings)
        else:
            _override(merged, named, name, findings)
    for text in sets:
        _set(merged, text, findings)
    for key in OWN_KEYS:
        merged.values.pop(key, None)
    return Resolved(merged, parent, tuple(raw for _, raw in chain), whole, variants)


def _variants(merged: Document, named: Value) -> tuple[Document, ...]:
    found = []
    for name in named if isinstance(named, dict) else ():
        if isinstance(named[name], dict):
            one = Document(copy.deepcopy(merged.values), dict(merged.places))
            lay_over(one, named[name], merged.places, ("overrides", name))
            for key in OWN_KEYS:
                one.values.pop(key, None)
            found.append(one)
    return tuple(found)


def lay_over(
    target: Document, values: dict[str, Value], places: dict[KeyPath, Place], under: KeyPath
) -> None:
    """Merge values into a document: maps key by key, anything else replaces."""
    _merge(target, target.values, values, places, (), under)


def _merge(
    target: Document,
    base: dict[str, Value],
    new: dict[str, Value],
    places: dict[KeyPath, Place],
    path: KeyPath,
    under: KeyPath,
) -> None:
    if (place := places.get((*under, *path))) is not None:
        target.places[path] = place
    for key, value in new.items():
        here = (*path, key)
        if isinstance(value, dict) and isinstance(base.get(key), dict):
            _merge(target, base[key], value, places, here, under)
            continue
        _forget(target.places, here)
        base[key] = copy.deepcopy(value)
        begin = (*under, *here)
        for known, place in places.items():
            if known[: len(begin)] == begin:
                target.places[known[len(under) :]] = place


def _forget(places: dict[KeyPath, Place], path: KeyPath) -> None:
    for known in [known for known in places if known[: len(path)] == path]:
        del places[known]


def _shown(path: Path) -> str:
    """A path as the reader would write it: relative to where they are, if it lies below."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _chain(
    path: Path,
    shown: str,
    seen: tuple[Path, ...],
    findings: Findings,
    inside: tuple[Path, ...] | None,
) -> list[tuple[Document, tuple[str, bytes]]] | None:
    """The file and its ancestors, oldest first."""
    read = read_yaml(path, shown, findings)
    if read is None:
        return None
    document, data = read
    own = [(document, (path.name, data))]
    parent = document.values.get("extends")
    if parent is None:
        return own
    at = document.at(("extends",))
    if not isinstance(parent, str):
        findings.error(
            at,
            "wrong_type",
            found=repr(parent),
            wanted="the name of one file",
            wanted_zh="一个文件名",
        )
        return own
    found = inside_path(path.parent, parent, at, findings, inside)
    if found is None:
        return own
    if found in (*seen, path.resolve()):
        names = " > ".join(step.name for step in (*seen, path.resolve(), found))
        findings.error(at, "cycle", found=names)
        return own
    if not found.is_file():
        near = (
            sorted(file.name for file in found.parent.glob("*.yaml"))
            if found.parent.is_dir()
            else []
        )
        findings.error(
            at, "unknown_id", what="file", what_zh="文件", found=parent,
            hint=did_you_mean(found.name, near),
        )  # fmt: skip
        return own
    above = _chain(found, _shown(found), (*seen, path.resolve()), findings, inside)
    return None if above is None else above + own


def inside_path(
    folder: Path, text: str, at: Place, findings: Findings, inside: tuple[Path, ...] | None
) -> Path | None:
    """A path written in a file, if it may be followed: relative, and inside one of the folders."""
    if inside is not None and (PurePosixPath(text).is_absolute() or PureWindowsPath(text).drive):
        findings.error(at, "absolute", found=text)
        return None
    found = (folder / text).resolve()
    if inside is not None and not any(found.is_relative_to(limit) for limit in inside):
        findings.error(at, "outside", found=text, limit=inside[0].name)
        return None
    return found


def _override(merged: Document, named: Value, name: str, findings: Findings) -> None:
    known = list(named) if isinstance(named, dict) else []
    if name not in known or not isinstance(named[name], dict):
        findings.error(
            Place(f"--override {name}"), "unknown_override", found=name,
            hint=did_you_mean(name, known), choices=some_of(known) or "none",
        )  # fmt: skip
        return
    lay_over(merged, named[name], dict(merged.places), ("overrides", name))


def _lever(merged: Document, name: str, findings: Findings) -> None:
    found = lever_named(name, merged.values.get("zone"), findings)
    if found is not None:
        state, values, places = found
        added = {
            key: with_lists_added(merged.values.get(key), value) for key, value in values.items()
        }
        lay_over(merged, added, places, (state,))


def _set(merged: Document, text: str, findings: Findings) -> None:
    path, equals, value = text.partition("=")
    at = Place(f"--set {text}")
    if not equals or not path.strip() or not all(path.split(".")):
        findings.error(at, "bad_set", found=text)
        return
    steps = path.strip().split(".")
    new: Value = scalar(value)
    for step in reversed(steps):
        new = {step: new}
    places: dict[KeyPath, Place] = {
        tuple(steps[:n]): Place(at.file, path=path) for n in range(1, len(steps) + 1)
    }
    lay_over(merged, new, places, ())
