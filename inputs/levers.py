"""Levers: the measures of the zones' plans as scenario keys, one file each under levers/.

`--lever KEY` lays the keys of a lever over a scenario as `--override` lays a named set; lists of a
lever are added to those of the scenario, so that levers compose.
"""

from __future__ import annotations

import copy
from functools import lru_cache
from pathlib import Path

from inputs.findings import Findings, Place, did_you_mean, some_of
from inputs.schema_levers import LeverFile
from inputs.yaml_file import Document, KeyPath, Value, read_yaml

FOLDER = Path(__file__).resolve().parent.parent / "levers"
BASES = FOLDER / "bases"
ZONES = ("hezhou", "taiyuan")
LEVER = "lever:"
"""Begins the name of an override that is a lever: `lever:KEY` or `lever:KEY=off`."""
STATES = ("on", "off")


def lever_keys(zone: object = None) -> tuple[str, ...]:
    """Keys of the levers of a zone, or of both."""
    zones = (zone,) if zone in ZONES else ZONES
    return tuple(
        f"{one}_{path.stem}" for one in zones for path in sorted((FOLDER / str(one)).glob("*.yaml"))
    )


def lever_path(key: str) -> Path:
    """The file of a lever."""
    zone, _, name = key.partition("_")
    return FOLDER / zone / f"{name}.yaml"


@lru_cache(maxsize=256)
def read_lever(key: str) -> tuple[LeverFile, Document]:
    """A lever, and its file with the places of its keys.

    Raises
    ------
    InputError
        With all that is wrong in the file.
    """
    from inputs.shape import shaped

    findings = Findings()
    path = lever_path(key)
    shown = path.relative_to(FOLDER.parent).as_posix()
    read = read_yaml(path, shown, findings)
    file = None if read is None else shaped(read[0], findings, LeverFile)
    findings.stop_if_wrong()
    assert read is not None
    assert file is not None
    return file, read[0]


def lever_named(
    name: str, zone: object, findings: Findings
) -> tuple[str, dict[str, Value], dict[KeyPath, Place]] | None:
    """State, keys and places of `KEY` or `KEY=off`, or `None` with a finding."""
    key, equals, state = name.partition("=")
    state = state if equals else "on"
    at = Place(f"--lever {name}")
    known = lever_keys(zone)
    if key not in known:
        findings.error(
            at, "unknown_lever", found=key, hint=did_you_mean(key, known),
            choices=some_of(known) or "none",
        )  # fmt: skip
        return None
    if state not in STATES:
        findings.error(at, "bad_lever", found=name, key=key)
        return None
    _, document = read_lever(key)
    return state, document.values.get(state) or {}, document.places


def with_lists_added(base: Value, new: Value) -> Value:
    """The new value, with the items of the base before its own wherever both have a list.

    Examples
    --------
    >>> with_lists_added({"a": [1], "b": {"c": [2]}}, {"a": [3, 1], "b": {"c": [4]}})
    {'a': [1, 3], 'b': {'c': [2, 4]}}
    """
    if isinstance(base, list) and isinstance(new, list):
        return [*copy.deepcopy(base), *(item for item in new if item not in base)]
    if isinstance(base, dict) and isinstance(new, dict):
        return {
            key: with_lists_added(base[key], value) if key in base else value
            for key, value in new.items()
        }
    return new
