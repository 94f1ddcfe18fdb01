"""Both base scenarios, whole: executed at nominal pace, and with their servers limited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container
from functools import cache
from math import fsum

import pytest

from domain.account import account
from domain.outlook import Outlook
from domain.plan import Plan
from domain.scenario import Scenario
from domain.stock_account import nominal_stock
from inputs import load_scenario
from optimize.rule import Rule
from sim import SimResult, simulate
from tests.sim.reading import consignments, planned, rows, total_cny

BASE = ("hezhou_asean_gba", "taiyuan_eurasia")
pytestmark = [pytest.mark.slow, pytest.mark.parametrize("name", BASE)]
Row = dict[str, object]


@cache
def base(name: str) -> tuple[Scenario, Plan]:
    scenario = load_scenario(f"scenarios/{name}.yaml").scenario
    return scenario, Rule().plan(scenario, Outlook(seed=1))


@cache
def executed(name: str, *, limited: bool) -> SimResult:
    scenario, plan = base(name)
    return simulate(scenario, plan, seed=1, replication=0, nominal=True, servers_limited=limited)


def test_every_consignment_costs_and_arrives_as_planned(name: str) -> None:
    scenario, plan = base(name)
    books = account(scenario, plan)
    assert not books.problems
    result = executed(name, limited=False)
    assert result.backlog == 0
    expected = planned(books)
    found = consignments(result)
    assert found.keys() == expected.keys() == {c.consignment_id for c in scenario.consignments}
    for consignment_id, row in found.items():
        cny, delivered_h, kgco2e = expected[consignment_id]
        assert row["cost_cny"] == pytest.approx(cny, abs=0.01)
        assert row["delivered_h"] == delivered_h
        assert row["kgco2e"] == pytest.approx(kgco2e)
    warehouses = nominal_stock(scenario, plan, books)
    assert warehouses is not None
    assert warehouses.lost == 0
    whole = books.cost_cny + warehouses.cost_cny
    assert total_cny(result) == pytest.approx(whole, rel=0.0, abs=0.01)


def lots(result: SimResult, parts: set[str]) -> dict[str, list[Row]]:
    """Stages of every lot from ready to the door, in order of time.

    A part is one lot until it is stuffed; then its pieces are lots of their own, `part/piece`.
    """
    own: dict[str, list[Row]] = defaultdict(list)
    for row in rows(result.records.movements):
        if row["subject"] == "part":
            own[str(row["subject_id"])].append(row)
    parents = {name.rsplit("/", 1)[0] for name in own}
    whole = {}
    for lot_id in own:
        if lot_id in parents:
            continue
        names = [lot_id]
        while names[-1] not in parts:
            names.append(names[-1].rsplit("/", 1)[0])
        stages = [row for name in names for row in own.get(name, [])]
        whole[lot_id] = sorted(stages, key=lambda row: (row["start_h"], row["end_h"]))
    return whole


def part_of(lot_id: str, parts: Container[str]) -> str:
    """The part that a lot is a piece of."""
    while lot_id not in parts:
        lot_id = lot_id.rsplit("/", 1)[0]
    return lot_id


def way(stages: list[Row]) -> list[tuple[object, ...]]:
    """Where a lot went and what it rode, waits for trucks apart."""
    return [
        (row["stage"], row["node_id"], row["to_id"], row["service_id"], row["scheduled_h"])
        for row in stages
        if row["stage"] != "await_truck"
    ]


def waited_h(stages: list[Row]) -> float:
    """Recorded waits: until the door or a server, in store until stuffing, for a departure."""
    return fsum(
        float(str(row["end_h" if row["stage"] == "store" else "opens_h"]))
        - float(str(row["start_h"]))
        for row in stages
    )


def test_limited_servers_explain_every_hour_of_difference(name: str) -> None:
    """On its planned way a lot differs by its waits, to the hour; else it missed something.

    Waits are recorded between the start of a stage and the start of its work; the rest, from
    there to the end, is equal in both runs, so waits are the whole of the difference. What
    runs beside a dwell may hide a wait: its step is compared from start to end.
    """
    of_part = {part.part_id: part.consignment_id for part in base(name)[1].parts}
    free, limited = (lots(executed(name, limited=flag), set(of_part)) for flag in (False, True))
    late = {row["consignment_id"] for row in rows(executed(name, limited=True).records.consignments)
            if row["missed"]}  # fmt: skip
    ways: dict[str, list[list[Row]]] = {part: [] for part in of_part}
    for lot_id, stages in free.items():
        ways[part_of(lot_id, of_part)].append(stages)
    moved = 0
    for lot_id, stages in limited.items():
        part = part_of(lot_id, of_part)
        before = next((one for one in ways[part] if way(one) == way(stages)), None)
        if before is None:
            assert of_part[part] in late, lot_id
            continue
        difference_h = float(str(stages[-1]["end_h"])) - float(str(before[-1]["end_h"]))
        waits_h = waited_h(stages) - waited_h(before)
        beside = any(row["stage"] == "terminal_in" for row in stages)
        assert difference_h == pytest.approx(waits_h, abs=1e-6) or (
            beside and 0.0 <= difference_h < waits_h
        ), lot_id
        moved += difference_h != 0.0
    assert moved > 100
