"""States of a node other than base: peak, crisis, closed. Paths are made before events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.draws import Chance, Distribution, snap_h
from domain.scenario import RegimeRule

HOURS_PER_YEAR = 8_760.0


@dataclass(frozen=True, slots=True)
class Spell:
    """A stretch [from_h, to_h) of a regime; `slow_factor` is `None` where the node is closed."""

    from_h: float
    to_h: float
    slow_factor: float | None


@dataclass(frozen=True, slots=True)
class RegimePath:
    """The spells of one node in one replication."""

    spells: tuple[Spell, ...] = ()

    def open_h(self, at_h: float) -> float:
        """First instant at or after an hour at which the node is not closed."""
        for spell in self.spells:
            if spell.slow_factor is None and spell.from_h <= at_h < spell.to_h:
                at_h = spell.to_h
        return at_h

    def slow_factor(self, at_h: float) -> float:
        """Multiple of slot and work times at an hour; the worst of overlapping spells."""
        factor = 1.0
        for spell in self.spells:
            if spell.slow_factor is not None and spell.from_h <= at_h < spell.to_h:
                factor = max(factor, spell.slow_factor)
        return factor


BASE = RegimePath()


def regime_paths(
    rules: Sequence[RegimeRule], chance: Chance, cap_h: float
) -> dict[str, RegimePath]:
    """Spells per node until the cap; in nominal mode every node stays at base."""
    if chance.nominal:
        return {}
    spells: dict[str, list[Spell]] = {}
    for rule in rules:
        spells.setdefault(rule.node_id, []).extend(_spells(rule, chance, cap_h))
    return {
        node_id: RegimePath(tuple(sorted(found, key=lambda s: (s.from_h, s.to_h))))
        for node_id, found in spells.items()
    }


def _spells(rule: RegimeRule, chance: Chance, cap_h: float) -> list[Spell]:
    if rule.from_h is not None and rule.to_h is not None:
        return [Spell(rule.from_h, rule.to_h, rule.slow_factor)]
    found: list[Spell] = []
    if rule.per_year <= 0.0:
        return found
    gap = Distribution.exponential(HOURS_PER_YEAR / rule.per_year)
    length = Distribution.exponential(rule.mean_h)
    t, number = 0.0, 0
    while True:
        t += chance.duration_h(gap, "regime_gap", rule.node_id, rule.regime, number)
        if t >= cap_h:
            return found
        end = snap_h(
            t + chance.duration_h(length, "regime_length", rule.node_id, rule.regime, number)
        )
        found.append(Spell(t, end, rule.slow_factor))
        t, number = end, number + 1
