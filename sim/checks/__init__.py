"""What must hold after every run: nothing appears, nothing is lost, nothing is overfull.

Each module counts its subject again from the movements, and holds what the engine kept against
that. Nothing here is asked while goods move.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.stream_records import StreamRecords
from domain.timetable import DepartureKey
from sim.checks.bookings import check_bookings, check_free_days
from sim.checks.boxes import check_boxes
from sim.checks.broken import BrokenRunError
from sim.checks.collection import check_collections
from sim.checks.departures import check_departures
from sim.checks.evidence import evidence_of
from sim.checks.gate_window import check_windows
from sim.checks.given import check_given
from sim.checks.hubs import check_hubs
from sim.checks.journeys import check_journeys
from sim.checks.lots import check_lots
from sim.checks.money import check_energy, check_money
from sim.checks.papers import check_papers
from sim.checks.queues import check_servers, check_trucks
from sim.checks.restuffed import check_restuffed
from sim.checks.sharing import check_sharing
from sim.checks.shelves import check_shelves
from sim.checks.stream_evidence import StreamEvidence, stream_evidence
from sim.checks.stream_loads import Carried, carried_lots
from sim.checks.stream_money import check_stream_money
from sim.checks.streams import check_streams
from sim.checks.tallies import check_tallies
from sim.checks.wagon_sets import check_sets
from sim.checks.warehouses import check_warehouses
from sim.checks.when_full import check_when_full
from sim.checks.yards import check_yards
from sim.story import setting
from sim.world import World


def check_run(world: World, streams: StreamRecords | None = None) -> None:
    """Raise at the first breach, with the smallest story that shows it.

    Parameters
    ----------
    streams
        What was recorded of the streams, where the scenario has some.

    Raises
    ------
    BrokenRunError
        Which rule, by how much, and what happened to the culprit.
    """
    try:
        if streams is None:
            _check(world, {}, None)
        else:
            seen = stream_evidence(
                world.scenario, streams, limited=world.limited, over=not world.agenda.calls
            )
            check_streams(seen)
            check_shelves(world.scenario, streams)
            _check(world, carried_lots(seen), seen)
            check_stream_money(world, streams)
    except BrokenRunError as broken:
        raise BrokenRunError(f"{setting(world)}: {broken.rule}", broken.story) from None


def _check(
    world: World, carried: Mapping[DepartureKey, Carried], streams: StreamEvidence | None
) -> None:
    """Hold booked goods and the resources that they share with streams."""
    seen = evidence_of(world)
    check_lots(seen)
    check_restuffed(seen)
    check_papers(seen)
    check_journeys(seen)
    check_boxes(seen)
    check_sharing(seen)
    most_teu = check_departures(seen, carried, streams)
    check_bookings(seen)
    check_free_days(seen)
    check_when_full(seen)
    check_sets(seen)
    check_windows(seen)
    check_given(seen)
    check_energy(seen)
    check_money(seen, most_teu)
    check_servers(seen)
    check_trucks(seen)
    check_hubs(seen)
    check_collections(seen)
    check_yards(seen)
    check_tallies(seen)
    check_warehouses(seen.world)


__all__ = ["BrokenRunError", "check_run"]
