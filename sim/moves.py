"""A row of the table of movements, by position: what the checks of a run count from."""

from __future__ import annotations

from typing import Final, TypeAlias

from domain.documents import DOCUMENT_STAGES
from domain.supervision import LOOKS

Move: TypeAlias = tuple[
    str, str, str, str, str, str, str, float | None, float, float, float, float | None,
    float | None, str, float,
]  # fmt: skip
"""One stage of a lot or a box; positions below."""
SUBJECT: Final = 0
WHO: Final = 1
BOX: Final = 2
STAGE: Final = 3
NODE: Final = 4
TO: Final = 5
SERVICE: Final = 6
SCHEDULED: Final = 7
START: Final = 8
OPENS: Final = 9
END: Final = 10
LIFE_USED: Final = 12
PROCESS: Final = 13
UNPLUGGED: Final = 14

LOOKED: Final = frozenset(LOOKS)
"""Looks under supervision."""
PAPERS: Final = frozenset({"declare", "status_change", "transit", "inspect", *LOOKED})
"""Stages of loose goods that run beside their storage."""
DOCUMENTS: Final = frozenset(DOCUMENT_STAGES)
"""Stages of their papers, beside their collection."""
