"""Chance: each draw is a pure function of its cause, and durations lie on one grid.

A draw is one 64-bit BLAKE2b hash of (seed, replication, stream, key), to be turned by an inverse
distribution (`domain.distribution`). There is no state, so adding a train, a node or a worker
changes no other draw. Keys name causes: (consignment, node, process, visit), (service, scheduled
time), (node, day); never a counter.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from typing import Final

from domain.distribution import Distribution

__all__ = [
    "GRID_PER_H",
    "Chance",
    "Distribution",
    "KeyPart",
    "draw_h",
    "draw_u",
    "snap_h",
]

KeyPart = str | int | float

GRID_PER_H: Final = 2.0**36
"""Durations are multiples of 2^-36 h (about 0.05 microseconds): sums below 2^17 h are exact."""

_CELL: Final = 2.0**-52


def snap_h(hours: float) -> float:
    """Duration or instant on the grid of 2^-36 h.

    Raises
    ------
    ValueError, OverflowError
        For a number that is not finite.

    Examples
    --------
    >>> snap_h(0.1) + snap_h(0.2) == snap_h(0.3)
    True
    """
    return round(hours * GRID_PER_H) / GRID_PER_H


def _other_part(part: object) -> str:
    """Encode a key part whose type is a subclass or a number of another library."""
    if isinstance(part, str):
        text = str.__str__(part)
        return f"s{len(text)}:{text}"
    if isinstance(part, float):
        return f"f{(float(part) + 0.0).hex()};"
    try:
        return f"i{operator.index(part)};"  # type: ignore[arg-type]
    except TypeError:
        message = (
            f"a key part of a draw is a str, int or float, not {type(part).__name__}: {part!r}"
        )
        raise TypeError(message) from None


@lru_cache(maxsize=65_536)
def _exact(number: float) -> str:
    """A float by its exact bits; kept, because an hour is the cause of many draws."""
    return f"f{(number + 0.0).hex()};"


def _encode(parts: tuple[KeyPart, ...]) -> str:
    """Write parts so that different parts never give the same text.

    Text carries its length, numbers a tag and an end mark; a float is its exact bits in hexadecimal
    (minus zero is zero, because the instants are equal).
    """
    text = ""
    for part in parts:
        kind = type(part)
        if kind is str:
            text += f"s{len(part)}:{part}"  # type: ignore[arg-type]
        elif kind is int:
            text += f"i{part};"
        elif kind is float:
            text += _exact(part)
        else:
            text += _other_part(part)
    return text


@lru_cache(maxsize=4096)
def _prefix(seed: int, replication: int, stream: str) -> str:
    return _encode((operator.index(seed), operator.index(replication), stream))


def _hash_u(text: str) -> float:
    """Centre of one of 2^52 equal cells of (0, 1): never 0, never 1."""
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
    return ((number >> 12) + 0.5) * _CELL


def draw_u(seed: int, replication: int, stream: str, *key: KeyPart) -> float:
    """Uniform draw in the open interval (0, 1), a pure function of its arguments.

    Parameters
    ----------
    stream
        What is drawn, e.g. `"late"`.
    key
        The cause, e.g. a service id and its scheduled hour. 1 and 1.0 are different keys.

    Examples
    --------
    >>> draw_u(1, 0, "late", "X8020", 24.0) == draw_u(1, 0, "late", "X8020", 24.0)
    True
    """
    return _hash_u(_prefix(seed, replication, stream) + _encode(key))


def draw_h(
    distribution: Distribution, seed: int, replication: int, stream: str, *key: KeyPart
) -> float:
    """Duration drawn from `distribution`, on the grid and never negative."""
    return snap_h(max(0.0, distribution.quantile(draw_u(seed, replication, stream, *key))))


class Chance:
    """All that is left to chance in one replication.

    Parameters
    ----------
    nominal
        Durations at their mean and chance events off, as the planner assumes.
    """

    __slots__ = ("_prefixes", "nominal", "replication", "seed")

    def __init__(self, seed: int, replication: int, *, nominal: bool = False) -> None:
        self.seed = seed
        self.replication = replication
        self.nominal = nominal
        self._prefixes: dict[str, str] = {}

    def u(self, stream: str, *key: KeyPart) -> float:
        """Uniform draw in (0, 1), the same as `draw_u`; drawn in nominal mode too."""
        prefix = self._prefixes.get(stream)
        if prefix is None:
            prefix = self._prefixes[stream] = _prefix(self.seed, self.replication, stream)
        return _hash_u(prefix + _encode(key))

    def numbered_u(self, stream: str, *key: KeyPart) -> Callable[[int], float]:
        """Uniform draws of causes that differ in a last number: n gives `u(stream, *key, n)`."""
        text = _prefix(self.seed, self.replication, stream) + _encode(key)
        return lambda number: _hash_u(f"{text}i{number};")

    def series_key(self, stream: str, *key: KeyPart) -> int:
        """128-bit key of a series of draws (`domain.draw_series`), a pure function of its cause."""
        text = _prefix(self.seed, self.replication, stream) + _encode(key)
        return int.from_bytes(blake2b(text.encode(), digest_size=16).digest(), "big")

    def duration_h(self, distribution: Distribution, stream: str, *key: KeyPart) -> float:
        """Duration on the grid, never negative; the mean in nominal mode."""
        if self.nominal:
            return snap_h(max(0.0, distribution.nominal))
        return snap_h(max(0.0, distribution.quantile(self.u(stream, *key))))

    def happens(self, probability: float, stream: str, *key: KeyPart) -> bool:
        """Whether a chance event happens; never in nominal mode."""
        return not self.nominal and probability > 0.0 and self.u(stream, *key) < probability
