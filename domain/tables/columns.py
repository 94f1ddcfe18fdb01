"""Short ways to declare the columns that result tables share."""

from __future__ import annotations

from domain.tables.registry import Column


def text(name: str, zh: str, en: str, meaning: str) -> Column:
    """A name or an identity."""
    return Column(name, "str", "", zh, en, meaning)


def hours(name: str, zh: str, en: str, meaning: str, *, optional: bool = False) -> Column:
    """Hours since the scenario's start, or a number of them."""
    return Column(name, "float", "h", zh, en, meaning, optional=optional)


def number(
    name: str, unit: str, zh: str, en: str, meaning: str, *, optional: bool = False
) -> Column:
    """A number with its unit."""
    return Column(name, "float", unit, zh, en, meaning, optional=optional)


def whole(name: str, zh: str, en: str, meaning: str, *, optional: bool = False) -> Column:
    """A count, or a number in an order."""
    return Column(name, "int", "", zh, en, meaning, optional=optional)


POLICY = text(
    "policy", "策略", "policy", "habit, rule, plan or foresight; none where nothing is planned"
)
REPLICATION = whole("replication", "重复号", "replication", "number of the replication")
RUN = (POLICY, REPLICATION)
"""What every row of a run begins with."""
