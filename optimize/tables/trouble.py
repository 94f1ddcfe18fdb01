"""What is wrong in plain tables: table, row, column, what was found and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Trouble:
    """One problem; `row` counts from 0 as in the frame, or is the line of a CSV file."""

    table: str
    row: int | str | None
    column: str
    message: str

    def text(self) -> str:
        """One line.

        Examples
        --------
        >>> Trouble("services", 3, "capacity", '"ten" is not a number').text()
        'services  row 3  column capacity: "ten" is not a number'
        """
        pieces = [self.table]
        if self.row is not None:
            pieces.append(f"row {self.row}")
        if self.column:
            pieces.append(f"column {self.column}")
        return f"{'  '.join(pieces)}: {self.message}"


class TableError(ValueError):
    """The tables are wrong; `troubles` says everything that is."""

    def __init__(self, troubles: Sequence[Trouble]) -> None:
        self.troubles = tuple(troubles)
        super().__init__("\n".join(trouble.text() for trouble in self.troubles))


class Troubles(list[Trouble]):
    """A growing list; nothing stops before everything was read."""

    def add(self, table: str, row: int | str | None, column: str, message: str) -> None:
        """Add one."""
        self.append(Trouble(table, row, column, message))

    def stop_if_any(self) -> None:
        """Raise `TableError` with all of them."""
        if self:
            raise TableError(self)


def did_you_mean(found: str, choices: Sequence[str]) -> str:
    """`` — did you mean "Qinzhou"?`` where one of the choices is close, else nothing.

    Examples
    --------
    >>> did_you_mean("capcity", ["capacity", "cost"])
    ' — did you mean "capacity"?'
    """
    by_lower = {choice.lower(): choice for choice in choices}
    close = get_close_matches(found.lower(), list(by_lower), n=1, cutoff=0.6)
    return f' — did you mean "{by_lower[close[0]]}"?' if close else ""


def some_of(choices: Sequence[str], most: int = 12) -> str:
    """Choices in words, cut after some."""
    shown = ", ".join(choices[:most])
    return f"{shown} and {len(choices) - most} more" if len(choices) > most else shown or "none"
