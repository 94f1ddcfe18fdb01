"""Hubs, shifts, breakdowns and others' jobs of a scenario: what is built, what is refused."""

import pytest

from domain.hubs import SORT
from inputs.build import load_scenario
from inputs.findings import InputError
from inputs.levers import BASES

BASE = BASES / "hezhou_week.yaml"


def loaded(*sets):
    return load_scenario(BASE, sets=sets).scenario


def test_hubs_are_built_with_waves_on_the_nodes_clock():
    scenario = loaded(
        "hubs.HZ_CBEC={sorting: {parcels_per_h: 300, lines: 2, waves: ['18:30', '06:00']}}",
        "hubs.GX_QZP={yard: {slots_teu: 4}}",
    )
    hubs = scenario.network.hubs
    sorter = hubs["HZ_CBEC"].sorting
    assert [h for h in sorter.waves_h if 0.0 <= h < 48.0] == [6.0, 18.5, 30.0, 42.5]
    assert scenario.network.process("HZ_CBEC", SORT, "export", "parcel", "road").servers == 2
    assert (hubs["GX_QZP"].yard.slots_teu, hubs["GX_QZP"].yard.plugs) == (4.0, None)


def test_shifts_add_up_and_breakdowns_have_their_means():
    scenario = loaded(
        "processes.A015.shifts=[{opening: cbec_hall, servers: 2}, {opening: hub_day, servers: 1}]",
        "processes.A013={breaks: {up_h: 50, down_h: 6}}",
    )
    crew, broken = (scenario.network.by_process_id[name] for name in ("A015", "A013"))
    assert crew.servers == 3
    pieces = [hours for hours, _ in crew.shifts]
    for at_h in (5.0, 9.5, 14.0, 21.0, 23.5):
        assert crew.opening.is_open(at_h) is any(hours.is_open(at_h) for hours in pieces)
    assert (broken.breaks.up.mean, broken.breaks.down.mean) == (50.0, 6.0)


def test_other_jobs_come_where_the_zone_queues():
    scenario = loaded("background.more={HZ_CBEC:receive: {per_day: 40, lump: 2}}")
    (more,) = [traffic for traffic in scenario.background if traffic.node_id == "HZ_CBEC"]
    assert (more.step, more.per_day, more.lump) == ("receive", 40.0, 2.0)


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ("hubs.HZ_CBE={yard: {slots_teu: 3}}", "did you mean"),
        ("hubs.HZ_CBEC={sorting: {parcels_per_h: 300, waves: ['25:00']}}", "waves"),
        ("hubs.HZ_CBEC={sorting: {parcels_per_h: 300, opening: nightly}}", "nightly"),
        ("hubs.HZ_CBEC={rooms: {spill: river}}", "spill"),
        ("background.more={HZ_HUB:sleep: {per_day: 3}}", "nobody waits there"),
        ("background.more={HZ_ZS:terminal_out: {per_day: 3}}", "by_resource"),
        ("processes.D001={breaks: {up_h: 5, down_h: 1}}", "each: false"),
        (
            "processes.A013={breaks: {up_h: 5, down_h: 1}, shifts: [{opening: 24x7, servers: 1}]}",
            "not beside shifts",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(setting, says):
    with pytest.raises(InputError, match=says):
        loaded(setting)
