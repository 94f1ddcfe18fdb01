"""What a resolved scenario says otherwise than its parent."""

from __future__ import annotations

from dataclasses import dataclass

from inputs.yaml_file import KeyPath, Value, dotted


@dataclass(frozen=True, slots=True)
class Difference:
    """One key: what the parent says and what the scenario says; `None` where it says nothing."""

    path: str
    parent: Value
    own: Value

    def text(self) -> str:
        """One line.

        Examples
        --------
        >>> Difference("period_days", 61, 30).text()
        'period_days: 61 -> 30'
        """
        return f"{self.path}: {_said(self.parent)} -> {_said(self.own)}"


def differences(parent: dict[str, Value], own: dict[str, Value]) -> tuple[Difference, ...]:
    """Keys that differ, in the order of the scenario; lists as a whole."""
    return tuple(_differences(parent, own, ()))


def _differences(
    parent: dict[str, Value], own: dict[str, Value], path: KeyPath
) -> list[Difference]:
    found: list[Difference] = []
    for key in [*own, *(key for key in parent if key not in own)]:
        before, after = parent.get(key), own.get(key)
        if isinstance(before, dict) and isinstance(after, dict):
            found.extend(_differences(before, after, (*path, key)))
        elif isinstance(after, dict) and before is None:
            found.extend(_differences({}, after, (*path, key)))
        elif before != after:
            found.append(Difference(dotted((*path, key)), before, after))
    return found


def _said(value: Value) -> str:
    return "nothing" if value is None else f"{value}"
