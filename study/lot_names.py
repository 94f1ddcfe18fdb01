"""Names of lots: a part, what customs held or let go of it, and its pieces by box."""

from __future__ import annotations

import re

CUT = re.compile(r"(\.[0-9]+)(?:-held|-released)?(?:/[0-9]+)?$")
"""End of a lot's name: number of its part, what customs held or let go of it, its box."""


def whole_of(lot_id: str) -> str:
    """The lot that a lot was cut from, by its name; itself where it was not cut.

    Examples
    --------
    >>> whole_of("F/2026-11/0001.2/3"), whole_of("F/2026-11/0001.2-held/3"), whole_of("F/1.2")
    ('F/2026-11/0001.2', 'F/2026-11/0001.2', 'F/1.2')
    """
    return CUT.sub(r"\1", lot_id)
