"""The story of one consignment or part: its units, and the boxes around them while they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from study.epcis.document import Event, Keyed
from study.epcis.names import Names
from study.errors import NotARunError


def lots_of(names: Names, subject: str) -> set[str]:
    """A part or all parts of a consignment, with what they were split and restuffed into.

    Raises
    ------
    NotARunError
        When nothing has that name; offers the nearest.
    """
    lots = names.lots
    found = {name for name, lot in lots.items() if subject in (name, lot.consignment_id)}
    if not found:
        near = get_close_matches(subject, [*names.orders, *lots], n=3)
        hint = f"; did you mean {', '.join(near)}?" if near else ""
        raise NotARunError(f"no consignment or part is called {subject!r}{hint}")
    into = {name: lot.lot_id for lot in lots.values() for name in lot.came}
    todo = sorted(found)
    while todo:
        name = todo.pop()
        after = {*lots[name].pieces, *([into[name]] if name in into else ())} - found
        found |= after
        todo += sorted(after)
    return found


def only(names: Names, subject: str, events: Iterable[Keyed]) -> Iterator[Keyed]:
    """Events of one consignment or part, from events in the order of the records."""
    mine = lots_of(names, subject)
    units = {names.lots[name].sscc for name in mine}
    classes = {names.orders[names.lots[name].consignment_id].lot_class for name in mine}
    held: dict[str, set[str]] = {}
    for keyed in events:
        event = keyed[3]
        if _touches(event, mine, units, classes, held):
            yield keyed
        if event["type"] == "AggregationEvent" and "childEPCs" in event:
            inside = units.intersection(event["childEPCs"])
            around = held.setdefault(event["parentID"], set()) if inside else set()
            if event["action"] == "ADD":
                around |= inside
            else:
                around -= inside


def _touches(
    event: Event,
    mine: set[str],
    units: set[str],
    classes: set[str],
    held: dict[str, set[str]],
) -> bool:
    """Whether an event is of these units, of a box while it holds one, or makes the lot known."""
    who = [*event.get("epcList", ()), *event.get("childEPCs", ())]
    if "parentID" in event:
        who.append(event["parentID"])
    if any(one in units or held.get(one) for one in who):
        return True
    if event.get("coldbridge:shelfLot") in mine:
        return True
    made = event.get("quantityList", ()) if event.get("bizStep") == "commissioning" else ()
    return any(one["epcClass"] in classes for one in made)
