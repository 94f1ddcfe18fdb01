"""Invoices worked by hand, one per mode, with prices and distances of the reference pack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.draws import Distribution
from domain.network import BoxType, Leg, Service
from domain.plan import Hop
from domain.tariff import (
    box_freight,
    box_use,
    dead_freight,
    demurrage,
    loose_freight,
    stripping,
    stuffing,
)
from tests.domain.prices import TARIFF

NOW = Distribution.fixed(0.0)


def service(mode: str, kms: list[float], **prices: float) -> Service:
    legs = tuple(Leg(f"n{i}", f"n{i + 1}", km, NOW) for i, km in enumerate(kms))
    return Service(
        service_id="S", mode=mode, dispatch="truck" if mode == "road" else "timetable",
        legs=legs, capacity_teu=None, capacity_t=None, plugs=None,
        price_cny_per_teu=prices.get("teu"), price_cny_per_feu=prices.get("feu"),
        price_cny_per_kg=prices.get("kg"), reefer_factor=prices.get("reefer"),
        least_load_teu=prices.get("least", 0.0), dead_freight_share=prices.get("dead", 0.0),
        gate_in_cutoff_h=0.0, documents_cutoff_h=0.0, lateness=None, cancel_share=0.0,
        trucks=None, carries=frozenset({"box", "pallet"}),
    )  # fmt: skip


def box(name: str, teu: float, *, reefer: bool = False) -> BoxType:
    return BoxType(
        box_type=name, name_en=name, name_zh=name, m3=67.0, payload_kg=28_000.0, teu=teu,
        tare_kg=3_900.0, plug_kw=5.4 if reefer else 0.0, ua_w_per_k=44.0, rent_cny_per_day=50.0,
        return_fee_cny=0.0, free_h=0.0, demurrage_cny_per_day=60.0, lease_in_cny=0.0,
        temp_classes=frozenset({"chilled", "frozen"} if reefer else {"dry"}),
    )  # fmt: skip


HC, GP, RF = box("40HC", 2.0), box("20GP", 1.0), box("40RF", 2.0, reefer=True)


def test_rail_invoice_zhongding_duisburg() -> None:
    """RCE01: a 40HC pays the FEU price, 44,300; to Malaszewicze it pays 8,907 of 10,197 km."""
    train = service("rail", [3450, 12, 5430, 15, 1290], teu=25_700, feu=44_300, reefer=1.9)
    assert box_freight(train, Hop("S", 0, 4), HC, 14_000).cny == 44_300
    part = box_freight(train, Hop("S", 0, 3), HC, 14_000).cny
    assert part == pytest.approx(44_300 * 8_907 / 10_197)
    assert box_freight(train, Hop("S", 0, 4), RF, 22_000).cny == pytest.approx(84_170)


def test_sea_invoice_qinzhou_klang() -> None:
    """SBG05: a 20GP of calcium carbonate pays 2,340; a 40RF of oranges 3,740 x 1.9 = 7,106."""
    ship = service("sea", [3010], teu=2_340, feu=3_740, reefer=1.9)
    assert box_freight(ship, Hop("S", 0, 0), GP, 26_000).cny == 2_340
    assert box_freight(ship, Hop("S", 0, 0), RF, 23_000).cny == pytest.approx(7_106)


def test_barge_invoice_wuzhou_nansha() -> None:
    """BHZ01: five 20-ft boxes at 750 are 3,750, whatever they weigh."""
    barge = service("barge", [330], teu=750, feu=1_200, reefer=1.6)
    assert sum(box_freight(barge, Hop("S", 0, 0), GP, 26_000).cny for _ in range(5)) == 3_750


def test_road_invoice_hezhou_nansha() -> None:
    """ROH02: a light 20GP pays 1,710; one of 26 t fills the truck and pays 2,280."""
    road = service("road", [350], teu=1_710, feu=2_280, kg=0.15, reefer=1.35)
    assert box_freight(road, Hop("S", 0, 0), GP, 12_000).cny == 1_710
    assert box_freight(road, Hop("S", 0, 0), GP, 26_000).cny == 2_280


def test_loose_goods_pay_per_kg_and_full_loads_at_most_the_truck() -> None:
    """FM_PR_HZ_CACO3: 1.2 t at 0.03/kg are 36; 26 t fill a truck at 490 rather than 780."""
    road = service("road", [25], teu=370, feu=490, kg=0.03)
    assert loose_freight(road, 1_200, 1.2, full_loads=False).cny == pytest.approx(36.0)
    assert loose_freight(road, 26_000, 24.76, full_loads=True).cny == pytest.approx(490.0)
    twice = loose_freight(road, 52_000, 49.52, full_loads=True).cny
    assert twice == pytest.approx(2 * 490.0)


def test_parcel_round_invoice() -> None:
    """LM28 Hanoi: a dispatch of 40 parcels of 0.4 kg pays 16 kg x 6 = 96."""
    post = replace(service("post", [12], kg=6.0), dispatch="truck")
    assert loose_freight(post, 16.0, 0.096, full_loads=False).cny == pytest.approx(96.0)


def test_dead_freight_of_a_short_train() -> None:
    """40 TEU missing at 8,700 and half paid: 174,000; none above the least load."""
    train = service("rail", [3600, 15, 350], teu=8_700, feu=15_000, least=80.0, dead=0.5)
    assert dead_freight(train, 40.0).cny == pytest.approx(174_000.0)
    assert dead_freight(train, 90.0).cny == 0.0


def test_box_rent_and_demurrage_by_the_day() -> None:
    """18.5 days at 50 are 925; 7 days in the yard with 5 free pay 2 x 60 = 120."""
    assert box_use(HC, 18.5 * 24).cny == pytest.approx(925.0)
    charge = demurrage(replace(TARIFF, demurrage_free_h=120.0), HC, 7 * 24.0, "TY_ZD")
    assert charge is not None
    assert charge.cny == pytest.approx(120.0)
    assert demurrage(replace(TARIFF, demurrage_free_h=120.0), HC, 100.0, "TY_ZD") is None


def test_air_pallet_pays_for_what_it_holds() -> None:
    """AIR25R: 2.5 t at 12 CNY/kg, dearer by a fifth for cool care, are 36,000."""
    plane = service("air", [3_831], kg=12.0, reefer=1.2)
    cool = box("ULD_LD7", 1.0, reefer=True)
    assert box_freight(plane, Hop("S", 0, 0), cool, 2_500).cny == pytest.approx(36_000.0)
    assert box_freight(plane, Hop("S", 0, 0), cool, 0.0).cny == 0.0
    one, other = (box_freight(plane, Hop("S", 0, 0), cool, kg).cny for kg in (900.0, 1_600.0))
    assert one + other == pytest.approx(36_000.0)  # linear: parts pay the same apart as together


def test_own_round_costs_the_same_full_or_not_and_a_shared_one_by_weight() -> None:
    """CD_COLD: 0.55 x 1000 x 3.5 t x 0.8 = 1,540 a van; CD_WS: 40 kg at 0.45 are 18."""
    own = service("road", [12], teu=1_540.0, kg=0.55, reefer=1.0)
    van = box("van_reefer", 1.0, reefer=True)
    assert box_freight(own, Hop("S", 0, 0), van, 3_400).cny == 1_540.0
    assert box_freight(own, Hop("S", 0, 0), van, 70).cny == 1_540.0
    shared = service("road", [12], kg=0.45)
    assert box_freight(shared, Hop("S", 0, 0), box("van", 1.0), 40).cny == pytest.approx(18.0)


def test_a_type_with_a_handling_price_of_its_own_pays_that() -> None:
    assert stuffing(TARIFF, HC).cny == TARIFF.stuffing_cny_per_box
    assert stripping(TARIFF, HC).cny == TARIFF.strip_cny_per_box
    van = replace(box("van", 1.0), handling_cny=60.0)
    assert stuffing(TARIFF, van).cny == stripping(TARIFF, van).cny == 60.0
