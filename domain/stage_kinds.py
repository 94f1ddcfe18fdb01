"""The kinds of stages that goods go through."""

from domain.documents import DOCUMENT_STAGES
from domain.supervision import LOOKS

STAGES = (
    "await_round",
    "round",
    "brought",
    "gather",
    "await_trunk",
    "await_truck",
    "trunk",
    "fetch",
    *DOCUMENT_STAGES,
    "receive",
    "await_wave",
    "sort",
    "declare",
    "transit",
    "status_change",
    "overflow",
    "store",
    "stuff",
    "aboard",
    "inspect",
    "no_show",
    *LOOKS,
    "await_gate",
    "await_slot",
    "terminal_out",
    "await_departure",
    "held",
    "left_at_border",
    "ride",
    "blocked",
    "border",
    "cross",
    "terminal_in",
    "transfer_in",
    "clear_inland",
    "restuff",
    "strip",
    "deliver",
    "await_result",
)
"""Every kind of stage between ready and delivered, in the order in which they can occur."""
PAPER_STAGES = frozenset({*DOCUMENT_STAGES, "declare", "status_change", "transit"})
"""Stages of papers: the goods are elsewhere, or stand still, meanwhile."""
ON_THE_ROAD = frozenset({"fetch", "held", "round", "brought", "trunk"})
"""Stages of loose goods in trucks, which keep cold goods cold, on their way to the hub."""
