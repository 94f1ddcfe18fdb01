"""Streams in the scenario of a zone: its processes, its services, its nodes."""

import pytest

from domain.times import Times
from inputs.checks import check_all
from inputs.validate import validate

STREAMS = """\
streams:
  pallets: {per_h: 1, path: [crew, bench, lorry]}
steps:
  crew: {process: A012}
  bench: {node: HZ_HUB, pack: 10, after_h: 24}
  lorry: {node: HZ_HUB, to: HZ_COLD, every_h: 12, room: 4}
"""


@pytest.fixture
def with_streams(project, small_text):
    return lambda text=STREAMS: project.scenario(small_text + text)


def test_steps_stand_at_nodes_of_the_zone(project, with_streams):
    one = project.load(with_streams())
    scenario = one.scenario
    assert not check_all(one)
    crew = scenario.steps["crew"]
    assert crew.process is scenario.network.by_process_id["A012"]
    assert crew.work == Times(crew.process.work)
    assert {step.node_id for step in scenario.steps.values()} == {"HZ_HUB"}
    lorry = scenario.network.services["lorry"]
    assert (lorry.origin_id, lorry.destination_id, lorry.capacity_teu) == ("HZ_HUB", "HZ_COLD", 4.0)
    assert scenario.timetable.departures["lorry"][:2] == (12.0, 24.0)
    assert not scenario.redraw_demand
    assert scenario.consignments


def test_streams_change_nothing_of_the_zone(project, small_text, with_streams):
    plain = project.load(project.scenario(small_text)).scenario
    both = project.load(with_streams()).scenario
    assert both.consignments == plain.consignments
    assert both.routes == plain.routes
    assert both.ways == plain.ways
    added = set(both.network.services) - set(plain.network.services)
    assert added == {"lorry"}
    assert both.network.nodes == plain.network.nodes
    assert not plain.streams


def test_dated_service_of_the_zone_is_ridden(project, small_text):
    text = small_text.replace('services: ["ROH*"', 'services: ["RHZ*", "ROH*"')
    ride = "streams: {boxes: {per_h: 1, path: [train]}}\nsteps: {train: {service: RHZ01}}\n"
    scenario = project.load(project.scenario(text + ride)).scenario
    service = scenario.network.services["RHZ01"]
    assert scenario.steps["train"].ride.service_id == "RHZ01"
    assert scenario.steps["train"].node_id == service.origin_id


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "process: A012", "process: A0122",
            'steps.crew.process: no process "A0122" — did you mean "A0',
        ),
        (
            "process: A012", "process: A012, node: HZ_COLD",
            'steps.crew.node: "HZ_COLD" is not its node: the row is for HZ_HUB; leave `node` out',
        ),
        (
            "node: HZ_HUB, pack", "pack",
            "steps.bench: needs `node`: the node of the zone at which it is",
        ),
        (
            "node: HZ_HUB, pack", "node: HZ_HAB, pack",
            'steps.bench.node: no node "HZ_HAB" — did you mean "HZ_HUB"?',
        ),
        (
            "to: HZ_COLD", "to: HZ_COLT",
            'steps.lorry.to: no node "HZ_COLT" — did you mean "HZ_COLD"?',
        ),
        (
            "node: HZ_HUB, to: HZ_COLD, every_h: 12, room: 4", "service: ROH01",
            'steps.lorry.service: no dated service in this scenario "ROH01"',
        ),
    ],
)  # fmt: skip
def test_reader_is_told_what_the_zone_does_not_have(project, with_streams, old, new, expected):
    said = project.says(with_streams(STREAMS.replace(old, new)))
    assert len(said) == 1, said
    assert expected in said[0]


def test_name_of_a_service_is_taken(project, with_streams):
    said = project.says(with_streams(STREAMS.replace("lorry", "ROH01")))
    assert any('the name "ROH01" is taken by services.csv' in line for line in said)


def test_validate_prints_both(project, with_streams):
    report = validate(with_streams())
    assert report.streams is not None
    assert report.counts is not None
    assert report.loads
