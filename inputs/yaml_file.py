"""Reads YAML with the place of every key: no tags, no code, no key twice, nothing too large."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from inputs.findings import Findings, Place
from inputs.tables import decoded, read_bytes

MOST_BYTES = 2 * 2**20
MOST_VALUES = 50_000
DEEPEST = 40

KeyPath = tuple[str | int, ...]
Value = Any
"""What YAML can say: maps with text keys, lists, text, numbers, true or false, nothing."""

_PLAIN_TAGS = {
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "merge")
}


@dataclass(slots=True)
class Document:
    """Values, and the place of each key and list item by its path."""

    values: dict[str, Value] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)

    def at(self, path: KeyPath) -> Place:
        """Where a path stands; where it is missing, its nearest parent."""
        for length in range(len(path), -1, -1):
            place = self.places.get(path[:length])
            if place is not None:
                return Place(place.file, place.line, place.column, dotted(path))
        return Place("", path=dotted(path))


def dotted(path: KeyPath) -> str:
    """A path as people write it.

    Examples
    --------
    >>> dotted(("faults", 0, "hours"))
    'faults[0].hours'
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def read_yaml(path: Path, shown: str, findings: Findings) -> tuple[Document, bytes] | None:
    """A file as a document, with its bytes; `None` where it cannot be read at all."""
    data = read_bytes(path, shown, MOST_BYTES, findings)
    if data is None:
        return None
    text = decoded(data, shown, findings)
    if text is None:
        return None
    document = parse_yaml(text, shown, findings)
    return None if document is None else (document, data)


def parse_yaml(text: str, shown: str, findings: Findings) -> Document | None:
    """Text as a document; `None` with findings where it is no map of keys."""
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        words = " ".join(str(part) for part in (error.context, error.problem) if part)
        findings.error(Place(shown, line, column), "yaml_syntax", found=words)
        return None
    except (YAMLError, ValueError) as error:
        findings.error(Place(shown, 1, 1), "yaml_syntax", found=" ".join(str(error).split()))
        return None
    except RecursionError:
        findings.error(
            Place(shown, 1, 1), "too_large", found="very deep", unit="nesting", limit=DEEPEST
        )
        return None
    if root is None:
        findings.error(Place(shown, 1, 1), "empty_file", needs="the keys of a scenario")
        return None
    if not isinstance(root, MappingNode):
        findings.error(_place(root, shown, ()), "not_a_map", found=_kind(root))
        return None
    reader = _Reader(shown, findings)
    before = len(findings.errors)
    values = reader.value(root, ())
    if len(findings.errors) > before and reader.stopped:
        return None
    return Document(values, reader.places)


def scalar(text: str) -> Value:
    """A value as YAML would read it, for `--set path=value`."""
    findings = Findings()
    document = parse_yaml(f"value: {text}\n", "--set", findings)
    if document is None or findings.errors:
        return text
    return document.values["value"]


def _place(node: Node, shown: str, path: KeyPath) -> Place:
    mark = node.start_mark
    return Place(shown, mark.line + 1, mark.column + 1, dotted(path))


def _kind(node: Node) -> str:
    if isinstance(node, MappingNode):
        return "a map"
    return "a list" if isinstance(node, SequenceNode) else "text"


class _Reader:
    """Turns nodes into values; aliases are followed, but only up to a size."""

    def __init__(self, shown: str, findings: Findings) -> None:
        self.shown, self.findings = shown, findings
        self.places: dict[KeyPath, Place] = {}
        self.count = 0
        self.stopped = False

    def value(self, node: Node, path: KeyPath) -> Value:
        """Value of a node; places are noted on the way."""
        self.count += 1
        if self.stopped:
            return None
        if self.count > MOST_VALUES or len(path) > DEEPEST:
            self.stopped = True
            unit, limit = ("values", MOST_VALUES) if len(path) <= DEEPEST else ("levels", DEEPEST)
            self.findings.error(
                _place(node, self.shown, path), "too_large", found=f"over {limit}", unit=unit,
                limit=limit,
            )  # fmt: skip
            return None
        self.places.setdefault(path, _place(node, self.shown, path))
        if _tag(node) not in _PLAIN_TAGS:
            self.findings.error(_place(node, self.shown, path), "yaml_tag", found=_tag(node))
            return None
        if isinstance(node, MappingNode):
            return self._map(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, i)) for i, item in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, path)

    def _map(self, node: MappingNode, path: KeyPath) -> dict[str, Value]:
        values: dict[str, Value] = {}
        first: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            at = _place(key_node, self.shown, (*path, key))
            if key in first:
                self.findings.error(at, "duplicate_yaml_key", found=key, first=first[key])
                continue
            first[key] = key_node.start_mark.line + 1
            self.places[*path, key] = at
            values[key] = self.value(value_node, (*path, key))
        return values

    def _scalar(self, node: ScalarNode, path: KeyPath) -> Value:
        text, tag = str(node.value), _tag(node).rsplit(":", 1)[-1]
        if tag == "null":
            return None
        if tag == "bool":
            return text.lower() == "true"
        try:
            if tag == "int":
                return int(text.replace("_", ""), 0 if text[:2].lower() in {"0x", "0o"} else 10)
            if tag == "float":
                return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
        except ValueError:
            self.findings.error(
                _place(node, self.shown, path), "wrong_type", found=f'"{text}"', wanted="a number",
                wanted_zh="数字",
            )  # fmt: skip
        return text


def _tag(node: Node) -> str:
    return str(node.tag)
