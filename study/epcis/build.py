"""One EPCIS event: its fields in their usual order, local time with its zone, and the place."""

from __future__ import annotations

from typing import Any

from domain import gs1
from study.epcis.document import Event
from study.epcis.names import Names

_LISTS = ("bizTransactionList", "sourceList", "destinationList", "sensorElementList", "ilmd")


def build(
    names: Names,
    kind: str,
    hour: float,
    node_id: str,
    fields: dict[str, Any],
    *,
    biz_step: str = "",
    disposition: str = "",
    nowhere: bool = False,
) -> Event:
    """Put an event together.

    Parameters
    ----------
    node_id
        Where it happens, and whose clock it is told by.
    fields
        What is its own: who or how many, lists, extensions.
    nowhere
        The place only gives the clock: it happens at none that has a name.
    """
    when, offset = names.when(hour, node_id)
    event: Event = {"type": kind, "eventTime": when, "eventTimeZoneOffset": offset}
    event |= {name: one for name, one in fields.items() if name not in _LISTS and ":" not in name}
    if biz_step:
        event["bizStep"] = biz_step
    if disposition:
        event["disposition"] = disposition
    if not nowhere:
        event["readPoint"] = {"id": gs1.place(node_id)}
        event["bizLocation"] = {"id": gs1.place(node_id)}
    event |= {name: fields[name] for name in _LISTS if fields.get(name)}
    return event | {name: one for name, one in fields.items() if ":" in name}
