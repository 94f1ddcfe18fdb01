"""Two hubs whose dry boxes belong to owners, with a train on which empties can come home."""

from dataclasses import replace

from domain.box_owners import EmptyLane, Fleet, OwnerTerms
from domain.plan import Hop
from domain.tiers import Tier
from domain.timetable import Timetable
from tests.worlds import TEXTILES, consignment, train, two_hubs, two_hubs_network

DAY_H = 24.0
HOME = EmptyLane("home", "DEPOT", "HUB", (Hop("BACK", 0, 1),))
OUT = EmptyLane("out", "HUB", "DEPOT", (Hop("RAIL", 0, 1),))


def railway(hub=2, **changes):
    """Cheap by the use, taken back at the depot for nothing."""
    terms = OwnerTerms(
        "railway", "40HC", "railway", {"HUB": hub}, {"DEPOT": 0.0, "HUB": 0.0},
        use_cny=200.0, cny_per_day=20.0, free_days=2.0,
        demurrage=(Tier(1.0, 80.0), Tier(3.0, 160.0)), detention=(Tier(3.0, 30.0),),
        elsewhere_cny=900.0,
    )  # fmt: skip
    return replace(terms, **changes)


def own(hub=1, **changes):
    """The shipper's own: nothing to pay."""
    terms = OwnerTerms("own", "40HC", "own", {"HUB": hub}, {"DEPOT": 0.0, "HUB": 0.0})
    return replace(terms, **changes)


def one_way(use_cny=2_500.0):
    """Had at the hub without limit, and left at the depot."""
    return OwnerTerms(
        "lessor", "40HC", "lease", {}, {"DEPOT": 300.0}, frozenset({"HUB"}), use_cny=use_cny,
        cny_per_day=10.0,
    )  # fmt: skip


def orders(units=(20, 20, 20, 20), every_h=60.0, **changes):
    """Textiles by the box, known a week ahead."""
    return [
        consignment(
            number, TEXTILES, units=count, ready_h=12.0 + every_h * number,
            due_h=12.0 + every_h * number + 260.0,
            known_at_h=max(0.0, every_h * number - 168.0), **changes,
        )
        for number, count in enumerate(units)
    ]  # fmt: skip


def owned(terms=None, book=None, *, lanes=(HOME,), empty_share=0.3, rail_teu=12.0, **changes):
    """The world; lorries are left out, so that everything goes by rail."""
    network = two_hubs_network()
    services = dict(network.services)
    services["RAIL"] = train("RAIL", ("HUB", "GATE", "DEPOT"), 96.0, teu=rail_teu)
    services["BACK"] = train("BACK", ("DEPOT", "GATE", "HUB"), 72.0, teu=8.0, feu=5_000.0)
    network = replace(network, services=services)
    terms = (railway(), own()) if terms is None else terms
    times = Timetable(
        {
            "RAIL": tuple(DAY_H * d + 22.0 for d in range(90)),
            "BLOCK": (),
            "BACK": tuple(DAY_H * d + 10.0 for d in range(90)),
        }
    )
    return two_hubs(
        network=network, consignments=orders() if book is None else book, timetable=times,
        fleet=Fleet(tuple(terms), tuple(lanes), empty_share), **changes,
    )  # fmt: skip
