"""Which words of the Core Business Vocabulary 2.0 each stage of the journey is told with."""

from __future__ import annotations

from typing import Final, NamedTuple

from domain.documents import DOCUMENT_STAGES
from domain.supervision import LABORATORY, LOOKS

START, OPENS, END = "start", "opens", "end"
"""When in a stage: the goods come, work begins, work is done."""


class Step(NamedTuple):
    """One event of a stage: when in it, its business step and disposition."""

    when: str
    biz_step: str
    disposition: str


_LOOK: Final = (
    Step(OPENS, "inspecting", "container_open"), Step(END, "inspecting", "container_closed"),
)  # fmt: skip
RIDES: Final = frozenset({"ride", "fetch", "deliver", "round", "brought", "trunk"})
"""Stages that depart from one place and arrive at another."""
DECLARED: Final = frozenset({"declare", "status_change", "transit", "clear_inland"})
"""Stages that make a document of customs which the goods then go under."""
BESIDE: Final = frozenset({*DOCUMENT_STAGES, *DECLARED, "inspect", *LOOKS, "await_result"})
"""Stages whose rows say nothing about which box the goods are in."""
STAGE_STEPS: Final[dict[str, tuple[Step, ...]]] = {
    **dict.fromkeys(
        ("await_round", "await_trunk", "await_truck", "await_gate"),
        (Step(START, "staging_outbound", "in_progress"),),
    ),
    "gather": (Step(END, "receiving", "in_progress"),),
    "receive": (Step(END, "receiving", "in_progress"),),
    "await_wave": (Step(START, "storing", "in_progress"),),
    "sort": (Step(OPENS, "picking", "in_progress"),),
    "overflow": (Step(START, "storing", "in_progress"),),
    "store": (Step(START, "storing", "in_progress"),),
    "inspect": _LOOK,
    **dict.fromkeys(LOOKS, _LOOK),
    LABORATORY: (
        Step(OPENS, "sampling", "in_progress"), Step(END, "inspecting", "in_progress"),
    ),
    "no_show": (Step(START, "staging_outbound", "in_progress"),),
    "await_slot": (Step(START, "staging_outbound", "in_progress"),),
    "terminal_out": (Step(END, "loading", "in_progress"),),
    "await_departure": (Step(START, "staging_outbound", "in_progress"),),
    "held": (Step(START, "holding", "in_progress"),),
    "left_at_border": (Step(START, "holding", "in_progress"),),
    "blocked": (Step(START, "holding", "in_transit"),),
    "border": (Step(END, "entering_exiting", "in_transit"),),
    "cross": (Step(END, "entering_exiting", "in_transit"),),
    "terminal_in": (Step(END, "unloading", "in_progress"),),
    "transfer_in": (Step(END, "receiving", "in_progress"),),
    "await_result": (Step(START, "holding", "in_progress"),),
    "recover": (Step(END, "holding", "in_progress"),),
    **dict.fromkeys(DOCUMENT_STAGES, ()),
    "stuff": (),
    "restuff": (),
    "strip": (),
    "aboard": (),
}  # fmt: skip
"""Events of a stage that stays at one place; those of boxes and rides are made in `story`."""
UNKNOWN: Final = (Step(END, "other", "in_progress"),)
"""A kind of stage that this table does not have yet."""
STOCK_STEPS: Final[dict[str, tuple[str, str]]] = {
    "opening": ("storing", "sellable_accessible"),
    "unload": ("storing", "sellable_accessible"),
    "restock": ("storing", "sellable_accessible"),
    "display_in": ("stocking", "sellable_accessible"),
    "term_in": ("storing", "sellable_accessible"),
    "set_aside": ("picking", "in_progress"),
    "display_out": ("picking", "in_progress"),
    "term_out": ("removing", "in_progress"),
    "write_off": ("destroying", "destroyed"),
    "destroyed": ("destroying", "destroyed"),
    "pick": ("packing", "in_progress"),
    "sort": ("other", "in_progress"),
    "collect": ("departing", "in_transit"),
    "dispatch": ("departing", "in_transit"),
    "last_mile": ("retail_selling", "retail_sold"),
    "counter": ("retail_selling", "retail_sold"),
    "direct": ("retail_selling", "retail_sold"),
    "mail": ("retail_selling", "retail_sold"),
    "return_ride": ("arriving", "returned"),
    "triage": ("inspecting", "returned"),
    "sold_off": ("shipping", "non_sellable_other"),
    "sent_home": ("shipping", "returned"),
    "truck": ("transporting", "in_transit"),
}
"""Movements of stock, each at its end; orders, lost sales, days and papers move nothing."""
