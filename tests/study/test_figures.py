"""Figures that a scenario asks for, counted again another way."""

from dataclasses import replace
from statistics import fmean

import pytest

from domain.calendar import ALWAYS_OPEN
from domain.events import Event
from domain.figures import FIGURES, parsed
from domain.scenario import Background
from inputs.build import load_scenario
from inputs.findings import InputError
from sim import simulate
from study.kpis import kpis, observe
from tests.inputs.worlds import ROOT, SMALL
from tests.sim.reading import rows
from tests.worlds import plain_plan, two_hubs

ASKED = tuple(
    parsed(text)
    for text in (
        "wait_h[GATE:border]",
        "wait_h[HUB:await_departure]",
        "queue_mean[GATE:border]",
        "queue_most[GATE:border]",
        "trains_run[RAIL]",
        "boxes_per_train[RAIL]",
        "teu_per_train[RAIL]",
        "border_to_border_h[RAIL:HUB:DEPOT]",
    )
)
SHUT = Event("storm", "node", "GATE", 60.0, 156.0, closed=True)


def run(**changes):
    scenario = two_hubs(24, figures=ASKED, **changes)
    result = simulate(scenario, plain_plan(scenario), seed=1, replication=0)
    frame = kpis(observe(scenario, result.records, "plain", 0))
    values = dict(zip(frame["kpi"], frame["value"], strict=True))
    return result, {figure.kind + str(figure.of[1:]): values[figure.name] for figure in ASKED}


def stays(result, **wanted):
    return [
        row
        for row in rows(result.records.movements)
        if row["subject"] == "box" and all(row[key] == value for key, value in wanted.items())
    ]


def test_waits_trains_and_boxes_are_those_of_the_records():
    result, found = run()
    gate = stays(result, node_id="GATE", stage="border")
    assert found["wait_h('border',)"] == pytest.approx(
        fmean(row["opens_h"] - row["start_h"] for row in gate if row["start_h"] < 504.0)
    )
    yard = stays(result, node_id="HUB", stage="await_departure")
    assert found["wait_h('await_departure',)"] == pytest.approx(
        fmean(row["end_h"] - row["start_h"] for row in yard if row["start_h"] < 504.0)
    )
    rides = stays(result, node_id="HUB", stage="ride", service_id="RAIL")
    trains = {row["scheduled_h"] for row in rides if row["scheduled_h"] < 504.0}
    ran = {
        row["scheduled_h"]
        for row in rows(result.records.departures)
        if (row["service_id"], row["status"]) == ("RAIL", "ran") and row["scheduled_h"] < 504.0
    }
    assert trains <= ran
    assert found["trains_run()"] == len(ran)
    aboard = sum(row["scheduled_h"] in trains for row in rides)
    assert found["boxes_per_train()"] == pytest.approx(aboard / len(ran))
    assert found["teu_per_train()"] == pytest.approx(2.0 * aboard / len(ran))
    last = {
        row["scheduled_h"]: row["end_h"]
        for row in stays(result, to_id="DEPOT", stage="ride", service_id="RAIL")
    }
    first = {row["scheduled_h"]: row["start_h"] for row in rides}
    hours = [last[at] - first[at] for at in trains]
    assert found["border_to_border_h('HUB', 'DEPOT')"] == pytest.approx(fmean(hours))


def test_a_queue_is_counted_hour_by_hour_and_is_the_fluid_sum_after_a_closure():
    traffic = Background("GATE", "border", 6.0, 1.0, ALWAYS_OPEN)
    result, found = run(background=(traffic,), events=(SHUT,))
    table = {row["at_h"]: row for row in rows(result.records.queues)}
    assert list(table) == [float(hour) for hour in range(504)]
    # Trains of the zone by brute force: those that came and were not begun.
    gate = {
        (row["scheduled_h"], row["start_h"]): (row["opens_h"], row["end_h"])
        for row in stays(result, node_id="GATE", stage="border")
    }
    for at_h, row in table.items():
        waiting = sum(came <= at_h < opens for (_, came), (opens, _) in gate.items())
        working = sum(opens <= at_h < end for opens, end in gate.values())
        assert (row["waiting"], row["working"]) == (waiting, working)
    # Others: nobody leaves while it is shut, all come; two servers of six hours take 8 a day.
    assert table[61.0]["others_waiting"] <= 6
    held = table[155.0]["others_waiting"]
    came = held - table[60.0]["others_waiting"]
    assert came == pytest.approx(6.0 * 4.0, abs=8.0)
    assert table[155.0]["others_working"] == 0
    assert table[157.0]["others_working"] + table[157.0]["working"] == 2
    assert found["queue_most('border',)"] == max(
        row["waiting"] + row["others_waiting"] for row in table.values()
    )
    assert found["queue_mean('border',)"] == pytest.approx(
        fmean(row["waiting"] + row["others_waiting"] for row in table.values())
    )


def test_watching_changes_nothing_else():
    traffic = (Background("GATE", "border", 6.0, 1.0, ALWAYS_OPEN),)
    scenario = two_hubs(24, background=traffic)
    plan = plain_plan(scenario)
    watched = replace(scenario, figures=ASKED)
    plain, seen = (simulate(one, plan, seed=1, replication=0) for one in (scenario, watched))
    assert plain.records.movements.rows == seen.records.movements.rows
    assert plain.records.facilities.rows == seen.records.facilities.rows
    assert plain.records.costs.rows == seen.records.costs.rows
    assert not plain.records.queues.rows


def test_others_are_counted_where_servers_choose_too():
    """Servers that are down make the gate one that chooses; the same trucks come to it."""
    traffic = (Background("GATE", "border", 6.0, 1.0, ALWAYS_OPEN),)
    down = Event("crane", "servers", "GATE:border", 0.0, 10_000.0, value=2.0)
    shut = replace(SHUT, from_h=0.0, to_h=10_000.0)
    by_events, _ = run(background=traffic, events=(down,))
    by_recursion, _ = run(background=traffic, events=(shut,))
    counts = [
        [row["others_waiting"] for row in rows(result.records.queues)]
        for result in (by_events, by_recursion)
    ]
    assert counts[0] == counts[1]
    assert counts[0][-1] > 100


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_is_read_as_it_is_written(kind):
    of = ":".join("ABC"[: FIGURES[kind][1].count(":") + 1])
    assert parsed(f"{kind}[{of}]").name == f"{kind}[{of}]"
    assert parsed(f"{kind}[{of}:more]") is None
    assert parsed(f"{kind}[]") is None


def test_figures_of_what_is_not_there_are_told(tmp_path):
    path = tmp_path / "small.yaml"
    asked = '["wait_h[NOWHERE:border]", "wait_h[HZ_HUB:dance]", "trains_run[XRD01]", "size[A]"]'
    path.write_text(f"{SMALL}figures: {asked}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_scenario(path)
    text = str(caught.value)
    for number, part in enumerate(["NOWHERE", "dance", "XRD01", "is one of wait_h[node:step]"]):
        assert f"figures[{number}]" in text
        assert part in text


def test_the_example_asks_for_what_the_gate_does():
    scenario = load_scenario(ROOT / "scenarios" / "examples" / "gate_closed.yaml").scenario
    assert scenario.watched == (("GX_YYG", "border"),)
    (closure,) = scenario.events
    assert closure.to_h - closure.from_h == 96.0
