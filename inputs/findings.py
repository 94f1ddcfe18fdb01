"""What is wrong in a file: where, what was found, how to mend it; all of it at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from inputs.phrases import PHRASES

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: a line and column of a text file, or a row and column of a table.

    `path` is the dotted path of a key, or the name of a table's column.
    """

    file: str
    line: int | None = None
    column: int | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, in the words of the file that the reader edits."""

    severity: Severity
    file: str
    line: int | None
    column: int | None
    path: str
    message: str
    message_zh: str = ""

    def text(self, lang: str = "en") -> str:
        """One line of text.

        Examples
        --------
        >>> at = Place("scenarios/a.yaml", 14, 7, "services.x.origin")
        >>> print(finding("error", at, "unknown_node", found="hezou", hint="").text())
        scenarios/a.yaml:14:7  services.x.origin: no node "hezou"
        >>> row = Place("data/legs.csv", 12, None, "km")
        >>> print(finding("error", row, "not_number", found="十二", rule="0 or more").text())
        data/legs.csv  row 12  column km: "十二" is not a number; km must be 0 or more
        """
        words = self.message_zh if lang == "zh" and self.message_zh else self.message
        where = self._where(lang)
        return f"{where}: {words}" if where else words

    def _where(self, lang: str) -> str:
        if self.file.endswith((".csv", ".xlsx")):
            row, column = ("第 {} 行", "列 {}") if lang == "zh" else ("row {}", "column {}")
            pieces = [self.file]
            if self.line is not None:
                pieces.append(row.format(self.line))
            if self.path:
                pieces.append(column.format(self.path))
            return "  ".join(pieces)
        where = self.file
        if self.line is not None:
            where = f"{where}:{self.line}:{self.column or 1}"
        return f"{where}  {self.path}" if self.path else where


class InputError(ValueError):
    """The input is wrong; `findings` says everything that is, each thing once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(dict.fromkeys(findings))
        super().__init__("\n".join(found.text() for found in self.findings))


@dataclass(slots=True)
class Findings:
    """A growing list of findings; nothing stops before everything was read."""

    items: list[Finding]

    def __init__(self) -> None:
        self.items = []

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.items)

    def error(self, at: Place, phrase: str, **values: object) -> None:
        """Add an error."""
        self.items.append(finding("error", at, phrase, **values))

    def warn(self, at: Place, phrase: str, **values: object) -> None:
        """Add a warning."""
        self.items.append(finding("warning", at, phrase, **values))

    def extend(self, more: Iterable[Finding]) -> None:
        """Add what another check found."""
        self.items.extend(more)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The errors alone."""
        return tuple(item for item in self.items if item.severity == "error")

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """What is not an error."""
        return tuple(item for item in self.items if item.severity != "error")

    def stop_if_wrong(self) -> None:
        """Raise `InputError` with all errors, if there are any."""
        if self.errors:
            raise InputError(self.errors)


def finding(severity: Severity, at: Place, phrase: str, **values: object) -> Finding:
    """A finding from a phrase of `inputs.phrases` in both languages.

    A `rule` of numbers alone needs no `rule_zh`.
    """
    words: Mapping[str, object] = {
        "path": at.path, "hint": "", "rule_zh": values.get("rule"), **values,
    }  # fmt: skip
    en, zh = PHRASES[phrase]
    return Finding(
        severity, at.file, at.line, at.column, at.path, en.format(**words), zh.format(**words)
    )


def strict(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Warnings turned into errors, for `--strict`."""
    return tuple(
        replace(item, severity="error") if item.severity == "warning" else item for item in findings
    )


def did_you_mean(found: str, choices: Sequence[str]) -> str:
    """`` — did you mean "hezhou"?`` where one of the choices is close, else nothing.

    Examples
    --------
    >>> did_you_mean("hezou", ["hezhou", "taiyuan"])
    ' — did you mean "hezhou"?'
    """
    by_lower = {choice.lower(): choice for choice in choices}
    close = get_close_matches(found.lower(), list(by_lower), n=1, cutoff=0.6)
    return f' — did you mean "{by_lower[close[0]]}"?' if close else ""


def some_of(choices: Iterable[str], most: int = 12) -> str:
    """Choices in words, cut after some.

    Examples
    --------
    >>> some_of(["a", "b", "c"], most=2)
    'a, b and 1 more'
    """
    names = list(choices)
    if len(names) <= most:
        return ", ".join(names)
    return f"{', '.join(names[:most])} and {len(names) - most} more"
