"""Consolidation stations of a scenario: what is built, what is refused."""

import functools
from math import hypot

import pytest

from domain.gathering import gathered
from domain.pace import nominal_pace
from inputs.build import DATA, load_scenario
from inputs.findings import Findings, InputError
from inputs.levers import BASES
from inputs.tables import read_tables

EXAMPLE = BASES.parents[1] / "scenarios" / "examples" / "collection_station.yaml"


@functools.cache
def tables():
    return read_tables(DATA, Findings(), "data")


def loaded(*sets):
    return load_scenario(EXAMPLE, sets=sets, allow_outside=True, tables=tables()).scenario


def test_all_goods_of_a_stations_flows_go_over_it():
    scenario, without = loaded(), loaded("stations.HJY_BABU.flows=['M27*']")
    (station,) = scenario.network.stations
    assert station.node_id == "PR_HZ_ELEC"
    assert station.orders
    assert len(station.orders) == len(scenario.consignments) == len(without.consignments)
    for (flow_id, *_), ways in scenario.ways.items():
        assert ways
        assert all(way.before == (station.trunk_id,) for way in ways), flow_id
    assert {o.flow_id[:3] for o in without.network.stations[0].orders} == {"M27"}
    # Who gives goods away pays for their place: rounds and trunk trucks, by the kg.
    trips = gathered(station, scenario.network.services[station.trunk_id], nominal_pace())
    for own, other in zip(scenario.consignments, without.consignments, strict=True):
        if other.flow_id.startswith("M27"):
            continue
        more = own.outsource_cny_per_kg - other.outsource_cny_per_kg
        assert more * own.kg == pytest.approx(sum(trips[own.consignment_id].costs))
    places = [hypot(*place) for place in station.places.values()]
    assert max(places) <= 12.0
    # Even over the disc: a quarter of it lies within half the radius.
    assert 0.05 < sum(km < 6.0 for km in places) / len(places) < 0.5


def test_trunk_trucks_are_there_before_the_waves():
    scenario = loaded()
    station, sorter = scenario.network.stations[0], scenario.network.hubs["HZ_CBEC"].sorting
    ride_h = scenario.network.services[station.trunk_id].legs[0].run.nominal
    there = [hour + station.loading_h + ride_h for hour in station.trunk.hours]
    assert there == pytest.approx([hour - 1.0 for hour in sorter.waves_h])


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("stations.HJY_BABU.trunk=FM_PR_HZ_ELEC_HZ_CBE", "did you mean"),
        ("stations.HJY_BABU.trunk=BHZ01", "on demand with one leg"),
        ("stations.HJY_BABU.flows=['M99*']", "M99"),
        ("stations.HJY_BABU.trunk=LC_HZ_HUB_HZ_CBEC", "no way of flow"),
        ("stations.HJY_BABU.rounds.capacity_kg=100", "more than one vehicle takes"),
        ("stations.HJY_BABU.trunk_trucks.before_waves_h=null", "no hour at which trucks leave"),
        ("hubs.HZ_CBEC.sorting.waves=[]", "no sorting with waves"),
        ("stations.HJY_BABU.rounds.leave_at=[]", "leave_at"),
        ("stations.HJY_BABU.dock.opening=nightly", "nightly"),
        ("redraw_demand=true", "redraw_demand"),
    ],
)
def test_stations_that_cannot_work_are_refused(setting, says):
    with pytest.raises(InputError) as refused:
        loaded(setting)
    found = [one for one in refused.value.findings if says in one.text()]
    assert found, refused.value
    assert "stations" in found[0].path or setting.startswith(found[0].path)
    assert found[0].message_zh
