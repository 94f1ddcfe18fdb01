"""Other people's traffic at a finite resource: when its lumps arrive."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b

import numpy as np

from domain.scenario import Background

_BLOCK = 512


def lump_hours(background: Background, seed: int, replication: int) -> Iterator[float]:
    """Arrivals of lumps without end: a Poisson stream over the hours of the profile.

    The stream is made of gaps at unit rate, divided by the rate: more traffic brings every lump
    earlier and changes no other draw. Seeded by name, in blocks, since no key is needed.
    """
    rate_per_day = background.per_day / background.lump
    if rate_per_day <= 0.0:
        return
    name = f"{seed}:{replication}:background:{background.node_id}:{background.step}"
    digest = blake2b(name.encode(), digest_size=8).digest()
    generator = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))
    opening = background.opening
    days = 0.0
    while True:
        blocks = days + np.cumsum(generator.standard_exponential(_BLOCK))
        days = float(blocks[-1])
        for elapsed in (blocks * (24.0 / rate_per_day)).tolist():
            yield elapsed if opening.always_open else opening.next_open_h(elapsed)
