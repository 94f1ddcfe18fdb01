"""What a table of the project is: its columns with unit, zh and en title, and meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Dtype = Literal["str", "int", "float", "bool", "date", "datetime"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. An `optional` cell may be empty; `choices` are the only values allowed."""

    name: str
    dtype: Dtype
    unit: str
    title_zh: str
    title_en: str
    meaning: str
    optional: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its `key`: the columns whose values name a row and never repeat."""

    name: str
    title_zh: str
    title_en: str
    meaning: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def __post_init__(self) -> None:
        """Refuse two columns of one name, and a key that is no column."""
        names = self.column_names
        if len(set(names)) < len(names):
            message = f"table {self.name}: a column is declared twice"
            raise ValueError(message)
        unknown = [name for name in self.key if name not in names]
        if unknown:
            message = f"table {self.name}: key {', '.join(unknown)} is not a column"
            raise ValueError(message)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in the order of the file."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; `KeyError` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        message = f"table {self.name} has no column {name!r}"
        raise KeyError(message)


_DECLARED: dict[str, Table] = {}


def declare(*tables: Table) -> Mapping[str, Table]:
    """Make tables known by name; `ValueError` where two different ones share a name."""
    for declared in tables:
        if _DECLARED.setdefault(declared.name, declared) != declared:
            message = f"table {declared.name} is declared twice, differently"
            raise ValueError(message)
    return MappingProxyType({declared.name: declared for declared in tables})


def table(name: str) -> Table:
    """The declared table of that name, e.g. `nodes`.

    Raises
    ------
    KeyError
        When no module that was imported declares it.
    """
    try:
        return _DECLARED[name]
    except KeyError:
        message = f"no table {name!r}; there are {', '.join(sorted(_DECLARED))}"
        raise KeyError(message) from None


def text(
    name: str,
    title_zh: str,
    title_en: str,
    meaning: str,
    *,
    optional: bool = False,
    choices: tuple[str, ...] = (),
) -> Column:
    """A column of words or ids."""
    return Column(name, "str", "", title_zh, title_en, meaning, optional, choices=choices)


def number(
    name: str,
    unit: str,
    title_zh: str,
    title_en: str,
    meaning: str,
    *,
    optional: bool = False,
    minimum: float | None = 0.0,
    maximum: float | None = None,
) -> Column:
    """A column of decimal numbers; not negative unless `minimum` says otherwise."""
    return Column(name, "float", unit, title_zh, title_en, meaning, optional, minimum, maximum)


def count(
    name: str,
    unit: str,
    title_zh: str,
    title_en: str,
    meaning: str,
    *,
    optional: bool = False,
    minimum: float = 0.0,
    maximum: float | None = None,
) -> Column:
    """A column of whole numbers."""
    return Column(name, "int", unit, title_zh, title_en, meaning, optional, minimum, maximum)


def share(
    name: str, title_zh: str, title_en: str, meaning: str, *, optional: bool = False
) -> Column:
    """A column of parts of one, 0 to 1."""
    return Column(name, "float", "1", title_zh, title_en, meaning, optional, 0.0, 1.0)


def provenance() -> tuple[Column, Column]:
    """The columns that every input file has: where a row is from, and how sure it is."""
    return (
        text(
            "source",
            "来源",
            "Source",
            "Where the row is from; for our own rows the rule that made it.",
        ),
        text(
            "verified",
            "已核实",
            "Verified",
            "yes: the main number was found in the source; no: an estimate of the reference pack; "
            "assumed: made by a rule of ours.",
            choices=("yes", "no", "assumed", "secondary", "cross-checked"),
        ),
    )
