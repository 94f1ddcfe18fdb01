"""What each step costs, who pays whom. One small function per cost line and cause.

The planner, `verify` and the simulation call the same functions, each with its own hours.
Amounts are CNY; a negative amount is received.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import NamedTuple

from domain.cargo import Consignment
from domain.hubs import Rooms, Sorting, Yard
from domain.network import BoxType, ClearanceRule, InspectionRule, Process, Service
from domain.plan import Hop
from domain.supervision import Supervision
from domain.tiers import Tier, tiered_cny

COST_LINES = (
    "transport",
    "box_use",
    "handling",
    "clearance",
    "inspection",
    "storage",
    "demurrage",
    "energy",
    "carbon",
    "duty",
    "tax_rebate",
    "capital",
    "lateness",
    "value_lost",
    "disposal",
    "repositioning",
    "dead_freight",
    "facility",
    "subsidy",
)
HEAVY_BOX_KG = 15_000.0
"""A 20-ft box above this weight fills a truck and pays the FEU price (network.md 5.1)."""
TRUCK_KG, TRUCK_M3 = 26_000.0, 92.0
HOURS_PER_YEAR = 8_760.0


class Charge(NamedTuple):
    """One amount on one cost line. A tuple, since they are made by the hundred thousand."""

    line: str
    payer: str
    payee: str
    cny: float


@dataclass(frozen=True, slots=True)
class Tariff:
    """Prices that belong to no single service, box or process. All in the file tariffs.csv.

    But for `yard_tiers`: what a day in the yard of a place costs a box without an owner, by steps,
    instead of the box type's rate; and `disposal_cny_per_t`, the price of destroying goods whose
    life is over when they are delivered; `None`: they are taken at what they are worth.
    """

    receive_cny_per_t: float
    stuffing_cny_per_box: float
    strip_cny_per_box: float
    storage_cny_per_m3_day: float
    cold_storage_cny_per_m3_day: float
    storage_free_h: float
    capital_rate_per_year: float
    electricity_cny_per_kwh: float
    life_value_share: float
    demurrage_free_h: float
    carbon_cny_per_t: float
    subsidy_cny_per_feu: float
    yard_tiers: Mapping[str, tuple[Tier, ...]] = field(default_factory=dict)
    disposal_cny_per_t: float | None = None


NO_ITEMS = ("yard_tiers", "disposal_cny_per_t")
ITEMS = tuple(item.name for item in fields(Tariff) if item.name not in NO_ITEMS)
"""Names of the prices in tariffs.csv."""


def loose_freight(service: Service, kg: float, m3: float, *, full_loads: bool) -> Charge:
    """Loose goods by road, per kg; goods that fill trucks pay the truck's price per kg if less.

    Linear in the goods, so that lots of one consignment pay the same apart as together.
    """
    rates = []
    if service.price_cny_per_kg is not None:
        rates.append(service.price_cny_per_kg)
    if full_loads and service.price_cny_per_feu is not None and kg > 0.0:
        truck_kg = min(TRUCK_KG, TRUCK_M3 * kg / m3) if m3 > 0.0 else TRUCK_KG
        rates.append(service.price_cny_per_feu / truck_kg)
    return Charge("transport", "shipper", "carrier", min(rates, default=0.0) * kg)


def collected(cny: float) -> Charge:
    """A share of a round or of a trunk truck of a consolidation station."""
    return Charge("transport", "shipper", "carrier", cny)


def box_freight(service: Service, hop: Hop, box: BoxType, cargo_kg: float) -> Charge:
    """One box over the legs of a hop; part-journeys pay by length. By weight: what it holds."""
    factor = (service.reefer_factor or 1.0) if box.reefer else 1.0
    share = service.km_share(hop.first_leg, hop.last_leg)
    if service.by_weight:
        cny = (service.price_cny_per_kg or 0.0) * cargo_kg * factor * share
        return Charge("transport", "shipper", "carrier", cny)
    heavy = service.mode == "road" and cargo_kg > HEAVY_BOX_KG
    whole = box.teu >= 2.0 or heavy
    price = service.price_cny_per_feu if whole else service.price_cny_per_teu
    if price is None:
        other = service.price_cny_per_teu if whole else service.price_cny_per_feu
        price = (other or 0.0) * (max(box.teu, 1.0) if whole else 1.0)
    return Charge("transport", "shipper", "carrier", price * factor * share)


def dead_freight(service: Service, loaded_teu: float) -> Charge:
    """What the network pays for a train path run below its least load."""
    missing = max(0.0, service.least_load_teu - loaded_teu)
    price = service.price_cny_per_teu
    if price is None:
        price = (service.price_cny_per_feu or 0.0) / 2.0
    return Charge(
        "dead_freight", "network", "carrier", missing * price * service.dead_freight_share
    )


def no_show(service: Service, hop: Hop, box: BoxType, cargo_kg: float) -> Charge | None:
    """What is owed for a slot that was booked and not used, as a part of its freight."""
    share = 0.0 if service.sailing is None else service.sailing.no_show_fee_share
    cny = share * box_freight(service, hop, box, cargo_kg).cny
    return Charge("dead_freight", "shipper", "carrier", cny) if cny > 0.0 else None


def receiving(tariff: Tariff, kg: float) -> Charge:
    """Unloading and taking in at a stuffing node."""
    return Charge("handling", "shipper", "hub", tariff.receive_cny_per_t * kg / 1000.0)


def storage(tariff: Tariff, m3: float, hours: float, *, cold: bool) -> Charge:
    """Floor or cold room from receipt to stuffing, beyond the free hours."""
    rate = tariff.cold_storage_cny_per_m3_day if cold else tariff.storage_cny_per_m3_day
    days = max(0.0, hours - tariff.storage_free_h) / 24.0
    return Charge("storage", "shipper", "hub", rate * m3 * days)


def sorting(sorter: Sorting, parcels: int) -> Charge:
    """Sorting of parcels at a hub."""
    return Charge("handling", "shipper", "hub", sorter.cny_per_parcel * parcels)


def spill(rooms: Rooms, kg: float, hours: float) -> Charge:
    """What goods pay that find no room: the other store, or guarding them outside."""
    cny = rooms.spill_cny_per_t_day * kg / 1000.0 * hours / 24.0
    return Charge("storage", "shipper", "hub", cny)


def gate_wait(yard: Yard, hours: float) -> Charge:
    """The truck of a box that waits outside a full yard."""
    return Charge("storage", "shipper", "carrier", yard.wait_cny_per_h * hours)


def declaration(rule: ClearanceRule, order: Consignment, *, listed: bool = False) -> Charge:
    """Fee of one declaration; of a parcel list, with its share of the summary, where `listed`."""
    fee_cny = order.list_fee_cny if listed and order.list_fee_cny is not None else rule.fee_cny
    return Charge("clearance", "shipper", "broker", fee_cny)


def inspection(rule: InspectionRule) -> Charge:
    """Moving, opening and closing goods for customs."""
    return Charge("inspection", "shipper", "terminal", rule.cost_cny)


def look(process: Process) -> Charge:
    """What a look of customs costs the declaration that it is for."""
    return Charge("inspection", "shipper", "terminal", process.cost_cny)


def penalty(rules: Supervision) -> Charge:
    """What is paid for goods that a look found not to be in order."""
    return Charge("inspection", "shipper", "customs", rules.penalty_cny)


def stuffing(tariff: Tariff, box: BoxType) -> Charge:
    """Putting goods into one box."""
    cny = tariff.stuffing_cny_per_box if box.handling_cny is None else box.handling_cny
    return Charge("handling", "shipper", "hub", cny)


def stripping(tariff: Tariff, box: BoxType) -> Charge:
    """Taking goods out of one box."""
    cny = tariff.strip_cny_per_box if box.handling_cny is None else box.handling_cny
    return Charge("handling", "shipper", "hub", cny)


def node_handling(process: Process, box: BoxType) -> Charge | None:
    """A terminal's charge for one box, or `None` where the price already holds it."""
    if process.cost_cny == 0.0 or process.cost_unit not in ("teu", "box"):
        return None
    amount = process.cost_cny * (box.teu if process.cost_unit == "teu" else 1.0)
    return Charge("handling", "shipper", "terminal", amount)


def demurrage(tariff: Tariff, box: BoxType, waited_h: float, place: str) -> Charge | None:
    """A box in the yard of a place beyond its free hours before a departure."""
    tiers = tariff.yard_tiers.get(place)
    if tiers is not None:
        cny = tiered_cny(tiers, waited_h)
        return Charge("demurrage", "shipper", "terminal", cny) if cny > 0.0 else None
    days = max(0.0, waited_h - tariff.demurrage_free_h) / 24.0
    if days == 0.0:
        return None
    return Charge("demurrage", "shipper", "terminal", box.demurrage_cny_per_day * days)


def box_use(box: BoxType, hours: float) -> Charge:
    """Rent of a box from the start of stuffing to the end of stripping."""
    return Charge("box_use", "shipper", "box_owner", box.rent_cny_per_day * hours / 24.0)


def box_return(box: BoxType) -> Charge:
    """Handing an empty box back away from home."""
    return Charge("repositioning", "shipper", "box_owner", box.return_fee_cny)


def lease_in(box: BoxType) -> Charge:
    """Bringing in a box where the pool is empty; the network bears it."""
    return Charge("repositioning", "network", "box_owner", box.lease_in_cny)


def energy(tariff: Tariff, box: BoxType, powered_h: float) -> Charge | None:
    """Electricity or diesel of a reefer, by time under power."""
    if not box.reefer:
        return None
    kwh = box.plug_kw * powered_h
    return Charge("energy", "shipper", "carrier", kwh * tariff.electricity_cny_per_kwh)


def carbon(tariff: Tariff, kgco2e: float) -> Charge | None:
    """What emissions cost at the carbon price, or `None` where they have none."""
    if tariff.carbon_cny_per_t == 0.0:
        return None
    return Charge("carbon", "network", "fund", tariff.carbon_cny_per_t * kgco2e / 1000.0)


def capital(tariff: Tariff, value_cny: float, hours: float) -> Charge:
    """Interest on the goods' value from ready to delivered."""
    interest = value_cny * tariff.capital_rate_per_year * hours / HOURS_PER_YEAR
    return Charge("capital", "shipper", "bank", interest)


def lateness(consignment: Consignment, kg: float, delivered_h: float) -> Charge | None:
    """What the customer deducts for each tonne and day after the due time."""
    days = max(0.0, delivered_h - consignment.due_h) / 24.0
    if days == 0.0:
        return None
    amount = consignment.late_cost_cny_per_t_day * kg / 1000.0 * days
    return Charge("lateness", "shipper", "customer", amount)


def value_lost(
    tariff: Tariff,
    consignment: Consignment,
    value_cny: float,
    hours: float,
    life_used: float | None,
) -> Charge:
    """Loss of value on the way: by life used where the goods have kinetics, else by time."""
    if life_used is None:
        share = consignment.value_loss_per_day * hours / 24.0
    else:
        share = tariff.life_value_share * (life_used - consignment.life_used_before)
    return Charge("value_lost", "shipper", "nobody", value_cny * min(share, 1.0))


def is_spoiled(tariff: Tariff, life_used: float | None) -> bool:
    """Whether goods are refused at the door, as their life is over."""
    return tariff.disposal_cny_per_t is not None and life_used is not None and life_used >= 1.0


def spoiled(
    tariff: Tariff, consignment: Consignment, units: int, at_h: float
) -> tuple[Charge, Charge, Charge]:
    """Units refused at the door: their whole value, its interest, and their disposal."""
    interest, value = lost(tariff, consignment, units, at_h)
    kg = units * consignment.kg_per_unit
    cny = (tariff.disposal_cny_per_t or 0.0) * kg / 1000.0
    return interest, value, Charge("disposal", "shipper", "disposer", cny)


def lost(
    tariff: Tariff, consignment: Consignment, units: int, at_h: float
) -> tuple[Charge, Charge]:
    """Units that are lost on the way: their whole value, which nobody insures, and its interest."""
    value = consignment.value_cny * units / consignment.units
    hours = at_h - consignment.ready_h
    return capital(tariff, value, hours), Charge("value_lost", "shipper", "nobody", value)


def outsourced(consignment: Consignment, kg: float) -> tuple[Charge, ...]:
    """Giving goods away door to door; `ValueError` where the scenario has no price for it."""
    if consignment.outsource_cny_per_kg is None:
        raise ValueError(f"{consignment.consignment_id} may not be outsourced")
    charges = (
        Charge("transport", "shipper", "outsourcer", consignment.outsource_cny_per_kg * kg),
        Charge("value_lost", "shipper", "nobody", consignment.outsource_loss_cny_per_kg * kg),
    )
    emitted = consignment.outsource_carbon_cny_per_kg
    return (*charges, Charge("carbon", "network", "fund", emitted * kg)) if emitted else charges
