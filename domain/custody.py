"""Who holds goods in each stage: the party that must answer for them.

A stage of waiting, looking or rebooking changes no hands: customs look at goods where they stand,
and whoever held them before holds them meanwhile. Parties are roles at a place or of a service, as
`domain.tariff` names those who are paid.
"""

from __future__ import annotations

from typing import Final

from domain.stage_kinds import PAPER_STAGES
from domain.supervision import LOOKS

SHIPPER, CARRIER, HUB, TERMINAL, CONSIGNEE, WAREHOUSE = (
    "shipper", "carrier", "hub", "terminal", "consignee", "warehouse",
)  # fmt: skip
ROLES: Final = (SHIPPER, CARRIER, HUB, TERMINAL, CONSIGNEE, WAREHOUSE)
BY_SERVICE: Final = frozenset(
    {"fetch", "round", "trunk", "deliver", "ride", "held", "blocked", "aboard"}
)
"""Stages in the hands of the carrier of the service."""
BY_STAGE: Final = {
    **dict.fromkeys(
        ("gather", "await_trunk", "receive", "await_wave", "sort", "overflow", "store", "stuff",
         "strip"),
        HUB,
    ),
    **dict.fromkeys(
        ("terminal_out", "await_departure", "left_at_border", "border", "cross", "restuff",
         "terminal_in", "transfer_in", "clear_inland"),
        TERMINAL,
    ),
    "await_result": CONSIGNEE,
}  # fmt: skip
"""Who has the goods in a stage at a place; stages in neither change no hands."""
UNCHANGED: Final = frozenset(
    {
        "await_truck",
        "await_round",
        "brought",
        "await_slot",
        "await_gate",
        "no_show",
        "inspect",
        *LOOKS,
    }
)
"""Stages in which whoever had the goods has them still."""
ROOM_STAGES: Final = frozenset({"receive", "await_wave", "sort", "overflow", "store"})
"""Stages in which loose goods stand in a room of a node with other goods."""
BESIDE: Final = frozenset({"inspect", *LOOKS})
"""Stages of loose goods that run beside their storage."""
DELIVERED, SHELF = "delivered", "shelf"
"""Stages that the run does not write: with the customer, and on the shelf of a warehouse."""


def holder(stage: str, node_id: str, service_id: str) -> str:
    """Who takes goods over in a stage, as `role:place` or `carrier:service`; empty: nobody does.

    Examples
    --------
    >>> holder("ride", "HZ_HUB", "XRD06"), holder("store", "HZ_HUB", ""), holder("x_ray", "P", "")
    ('carrier:XRD06', 'hub:HZ_HUB', '')
    """
    if stage in BY_SERVICE:
        return f"{CARRIER}:{service_id}" if service_id else ""
    role = BY_STAGE.get(stage)
    return f"{role}:{node_id}" if role else ""


def is_physical(stage: str, box_id: str) -> bool:
    """Whether the goods themselves are in a stage, rather than their papers or a sample of them."""
    return stage not in PAPER_STAGES and not (box_id == "" and stage in BESIDE)


def role_of(holder_id: str) -> str:
    """Role of a holder by its name.

    Examples
    --------
    >>> role_of("carrier:XRD:06")
    'carrier'
    """
    return holder_id.partition(":")[0]
