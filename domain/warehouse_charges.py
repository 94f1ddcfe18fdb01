"""What warehouses cost. One small function per cost and cause; amounts are CNY.

The owner of the stock pays, since the goods have left their consignment. Consignments pay their own
way to the warehouse; what they lose of value on the way is theirs.
"""

from __future__ import annotations

from domain.tariff import Charge
from domain.warehouse import DAY_H, STOCK_OWNER, Channel, Shelf, Warehouse, WayHome

DAYS_PER_YEAR = 365.0


def inbound(place: Warehouse, shelf: Shelf, pieces: int) -> Charge:
    """Unloading and putting on the shelf."""
    cny = place.inbound_cny_per_m3 * shelf.piece_m3 * pieces
    return Charge("handling", STOCK_OWNER, "warehouse", cny)


def storage_cny_per_m3_day(place: Warehouse, age_days: float) -> float:
    """Price of the tier of an age; before the first tier storage is free.

    Examples
    --------
    >>> from domain.warehouse import Tier
    >>> place = Warehouse("W", "N", "overseas", 1.0, tiers=(Tier(30.0, 3.0), Tier(90.0, 6.0)))
    >>> [storage_cny_per_m3_day(place, age) for age in (0.0, 29.9, 30.0, 90.0)]
    [0.0, 0.0, 3.0, 6.0]
    """
    price = 0.0
    for tier in place.tiers:
        if age_days >= tier.from_days:
            price = tier.cny_per_m3_day
    return price


def storage_day(place: Warehouse, shelf: Shelf, pieces: int, age_h: float) -> Charge:
    """A lot that stands there at the end of a day."""
    cny = storage_cny_per_m3_day(place, age_h / DAY_H) * shelf.piece_m3 * pieces
    return Charge("storage", STOCK_OWNER, "warehouse", cny)


def overflow_day(place: Warehouse, m3: float) -> Charge:
    """What stands in the hall nearby at the end of a day."""
    cny = place.overflow_cny_per_m3_day * max(0.0, m3 - place.capacity_m3)
    return Charge("storage", STOCK_OWNER, "warehouse", cny)


def capital_day(rate_per_year: float, place: Warehouse, shelf: Shelf, pieces: int) -> Charge:
    """A day's interest on goods, and on the guarantee that lies with customs for them."""
    value = shelf.piece_cny * pieces * (1.0 + place.deposit_share)
    return Charge("capital", STOCK_OWNER, "bank", value * rate_per_year / DAYS_PER_YEAR)


def aging_day(shelf: Shelf, pieces: int) -> Charge:
    """A day's loss of value on the shelf: fashion, models, seasons."""
    return Charge(
        "value_lost", STOCK_OWNER, "nobody", shelf.loss_per_day * shelf.piece_cny * pieces
    )


def fixed_day(place: Warehouse) -> Charge:
    """Rent and staff of a day, whatever comes."""
    return Charge("facility", STOCK_OWNER, "warehouse", place.fixed_cny_per_day)


def pick(place: Warehouse, orders: int) -> Charge:
    """Picking and packing."""
    return Charge("handling", STOCK_OWNER, "warehouse", place.pick_cny_per_order * orders)


def demonstration(place: Warehouse, orders: int) -> Charge:
    """What a public or demonstration warehouse gets for each order that it serves."""
    return Charge("subsidy", STOCK_OWNER, "state", -place.subsidy_cny_per_order * orders)


def release(place: Warehouse, orders: int) -> Charge:
    """The declaration of each order of bonded goods."""
    return Charge("clearance", STOCK_OWNER, "broker", place.release_cny_per_order * orders)


def last_mile(channel: Channel, orders: int) -> Charge:
    """To the door or the shop."""
    return Charge("transport", STOCK_OWNER, "carrier", channel.last_mile_cny * orders)


def sale_tax(channel: Channel, orders: int) -> Charge:
    """Tax due when the goods are sold."""
    cny = channel.tax_share * channel.piece_cny * orders
    return Charge("duty", STOCK_OWNER, "state", cny)


def lost_sale(shelf: Shelf, orders: int) -> Charge:
    """The margin of orders that found nothing and did not wait."""
    cny = shelf.margin_share * shelf.piece_cny * orders
    return Charge("value_lost", STOCK_OWNER, "nobody", cny)


def waiting(shelf: Shelf, orders: int, hours: float) -> Charge:
    """What buyers who wait for stock are given for it."""
    cny = shelf.wait_cny_per_day * orders * hours / DAY_H
    return Charge("lateness", STOCK_OWNER, "customer", cny)


def transfer(shelf: Shelf, pieces: int) -> Charge:
    """From the shelf that fills it, by truck."""
    return Charge("transport", STOCK_OWNER, "carrier", shelf.transfer_cny_per_piece * pieces)


def return_ride(channel: Channel, pieces: int) -> Charge:
    """From the buyer to the warehouse."""
    return Charge("transport", STOCK_OWNER, "carrier", channel.return_cny * pieces)


def triage(place: Warehouse, pieces: int) -> Charge:
    """Opening, looking, deciding."""
    return Charge("handling", STOCK_OWNER, "warehouse", place.triage_cny_per_piece * pieces)


def sent_home(shelf: Shelf, pieces: int) -> Charge:
    """The way home of pieces worth it, at a price per kg."""
    cny = shelf.home_cny_per_kg * shelf.piece_kg * pieces
    return Charge("transport", STOCK_OWNER, "carrier", cny)


def home_look(way: WayHome, pieces: int) -> Charge:
    """At home: opening, looking, mending."""
    return Charge("handling", STOCK_OWNER, "warehouse", way.look_cny_per_piece * pieces)


def home_sold(way: WayHome, shelf: Shelf, pieces: int) -> Charge:
    """What is lost of pieces that came home and are not fit."""
    cny = (1.0 - way.sold_value_share) * shelf.piece_cny * pieces
    return Charge("value_lost", STOCK_OWNER, "nobody", cny)


def sold_off(shelf: Shelf, pieces: int) -> Charge:
    """What is lost where pieces are sold by the pallet."""
    cny = (1.0 - shelf.liquidate_value_share) * shelf.piece_cny * pieces
    return Charge("value_lost", STOCK_OWNER, "nobody", cny)


def destroyed(place: Warehouse, shelf: Shelf, pieces: int) -> Charge:
    """Having pieces destroyed."""
    cny = place.destroy_cny_per_kg * shelf.piece_kg * pieces
    return Charge("disposal", STOCK_OWNER, "warehouse", cny)


def written_off(shelf: Shelf, pieces: int, age_h: float) -> Charge:
    """What was left of the value of pieces that nobody may or will buy; the rest aged away."""
    left = max(0.0, 1.0 - shelf.loss_per_day * int(age_h // DAY_H))
    return Charge("value_lost", STOCK_OWNER, "nobody", left * shelf.piece_cny * pieces)
