"""Draws of a long series of causes: the i-th value is a pure function of (cause of series, i).

For streams of many lots one hash per draw is too dear. Here the hash of (seed, replication, stream,
key) keys a Philox counter generator (Salmon et al. 2011, SC'11), and the number of the cause is its
counter; so a value depends on nothing but its key and its number, whoever asks, in whatever order.
"""

from __future__ import annotations

import numpy as np
from numpy.random import Philox

from domain.draws import GRID_PER_H, Chance, KeyPart
from domain.times import Floats, Times

BLOCK = 1024
MOST_BLOCKS = 16
"""Blocks that a series keeps: causes come in order, or nearly so."""
_CELL = 2.0**-52


class DrawSeries:
    """Values of one series, made block by block when asked for.

    Parameters
    ----------
    times
        What the values are; `None` for uniform draws in (0, 1).
    snap
        Round to the time grid of 2^-36 h.

    Attributes
    ----------
    blocks
        Values made last, by number of the block: value n is `blocks[n // BLOCK][n % BLOCK]`.
        Hot paths look there before they ask; what is not there is made again.
    """

    __slots__ = ("_key", "_nominal", "_snap", "_times", "blocks")

    def __init__(
        self,
        chance: Chance,
        times: Times | None,
        stream: str,
        *key: KeyPart,
        snap: bool = True,
    ) -> None:
        self._key = chance.series_key(stream, *key)
        self._times = times
        self._snap = snap and times is not None
        self._nominal = chance.nominal and times is not None and not times.listed
        self.blocks: dict[int, list[float]] = {}

    def __getitem__(self, number: int) -> float:
        """The value of a cause.

        Raises
        ------
        LookupError
            Beyond the end of a list.
        """
        at = number // BLOCK
        block = self.blocks.get(at)
        if block is None:
            if len(self.blocks) == MOST_BLOCKS:
                del self.blocks[next(iter(self.blocks))]
            block = self.blocks[at] = self._made(at).tolist()
        return block[number % BLOCK]

    def array(self, first: int, count: int) -> Floats:
        """Values of the causes first, first + 1, ...; fewer than `count` where a list ends."""
        begin, end = first // BLOCK, (first + count - 1) // BLOCK
        made = np.concatenate([self._made(at) for at in range(begin, end + 1)])
        skipped = first - begin * BLOCK
        return made[skipped : skipped + count]

    def _made(self, at: int) -> Floats:
        values = self._uniform(at)
        if self._times is not None:
            if self._nominal:
                values = np.full(BLOCK, self._times.mean)
            else:
                values = self._times.values(values, at * BLOCK)
        if self._snap:
            values = np.rint(np.maximum(values, 0.0) * GRID_PER_H) / GRID_PER_H
        return values

    def _uniform(self, at: int) -> Floats:
        # One step of the counter gives four numbers of 64 bits.
        raw = Philox(key=self._key, counter=at * (BLOCK // 4)).random_raw(BLOCK)
        uniform: Floats = ((raw >> np.uint64(12)).astype(np.float64) + 0.5) * _CELL
        return uniform
