"""Papers of declarations: hours by hand, nominal equality, failed matches, the checks' faults."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.account import account
from domain.documents import MOST_ATTEMPTS, steps
from domain.draws import Chance
from domain.expected import expected_cost
from domain.fetching import fetch
from domain.outlook import Outlook
from domain.pace import SampledPace, nominal_pace
from optimize import Rule, verify
from sim import customs, documents, simulate
from sim.checks import BrokenRunError
from tests.papers import papers, with_papers, work
from tests.sim.reading import rows, stages
from tests.sim.test_nominal import assert_equal, roomy
from tests.worlds import DAYTIME, TEXTILES, consignment, plain_plan, two_hubs

WAY = ("FM_FARM_HUB",)


def one(**changes):
    base = consignment(0, TEXTILES, units=10, ready_h=12.0, due_h=400.0)
    return replace(base, **changes)


def fetched(found, order=None, pace=None):
    scenario = with_papers(two_hubs(4), found)
    return fetch(scenario.network, order or one(), WAY, "HUB", pace or nominal_pace())


def test_papers_take_the_hours_worked_by_hand():
    # Ready at 12. Papers: typed to 17, filed again to 19, second system to 20, matched 20.5, at the
    # hall 23.5. Goods: on the truck to 15, the dock to 16. The hall is open from 8 to 20: 32 h, and
    # takes 4; the move under seal 2 more.
    found = fetched(papers())
    ends = {stage.kind: stage.end_h for stage in found.stages}
    assert ends == {
        "fetch": 15.0, "receive": 16.0, "prepare": 17.0, "file_again": 20.0, "match": 20.5,
        "carry_papers": 23.5, "declare": 36.0, "transit": 38.0,
    }  # fmt: skip
    assert (found.received_h, found.available_h) == (16.0, 38.0)
    declared = next(stage for stage in found.stages if stage.kind == "declare")
    assert (declared.start_h, declared.opens_h) == (23.5, 32.0)


def test_the_later_of_goods_and_papers_counts():
    short = papers(typed=work("typed", 0.25), again=None, second=None, carry=None, transit=None)
    assert fetched(short).available_h == 16.0 + 4.0  # papers at 12.75, goods at 16
    # Typed from 12 to 18 and matched: begun before the hall shuts at 20, declared after it.
    assert fetched(replace(short, typed=work("typed", 6.0))).available_h == 18.5 + 4.0


def test_papers_may_be_made_before_goods_are_ready():
    early = fetched(papers(from_known=True), one(known_at_h=2.0))
    assert next(s for s in early.stages if s.kind == "prepare").start_h == 2.0
    assert next(s for s in early.stages if s.kind == "declare").start_h == 16.0


def test_a_desk_that_is_shut_waits_for_the_morning():
    found = fetched(papers(opening=DAYTIME), one(ready_h=22.0))
    prepare = next(stage for stage in found.stages if stage.kind == "prepare")
    assert (prepare.start_h, prepare.opens_h, prepare.end_h) == (22.0, 32.0, 37.0)


def test_connected_shippers_type_nothing():
    typed, connected = fetched(papers()), fetched(papers(), one(connected=True))
    lasts = [next(s.end_h for s in way.stages if s.kind == "prepare") for way in (typed, connected)]
    assert lasts == [17.0, 14.0]
    slips = papers(rekey_fail_share=0.1, fail_share=0.2)
    assert slips.fails_share(one(connected=True), 2) == pytest.approx(0.2)
    # Typed at the desk, twice again, once in the second system: four slips may happen.
    assert slips.fails_share(one(), 2) == pytest.approx(1.0 - 0.8 * 0.9**4)
    assert replace(slips, again=None).fails_share(one(), 2) == pytest.approx(1.0 - 0.8 * 0.9**2)


def test_a_port_needs_no_transit():
    scenario = with_papers(two_hubs(4))
    nodes = dict(scenario.network.nodes)
    nodes["HUB"] = replace(nodes["HUB"], functions={**nodes["HUB"].functions, "port": (0.0, 1e6)})
    network = replace(scenario.network, nodes=nodes)
    found = fetch(network, one(), WAY, "HUB", nominal_pace())
    assert all(stage.kind != "transit" for stage in found.stages)


@settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.too_slow])
@given(
    ways=st.lists(st.integers(0, 2), min_size=8, max_size=8),
    splits=st.lists(st.integers(1, 3), min_size=8, max_size=8),
    effort=st.sampled_from([0.0, 1.0, 7.5]),
    known=st.booleans(),
)
def test_any_plan_with_papers_costs_and_arrives_as_its_books_say(ways, splits, effort, known):
    desk = None if effort == 0.0 else work("typed", effort, opening=DAYTIME)
    scenario = with_papers(roomy(8), papers(typed=desk, from_known=known))
    plan = plain_plan(scenario, lambda n: ways[n], 12.0, lambda n: splits[n])
    assert_equal(scenario, plan)


def test_nothing_changes_without_papers_for_a_mode():
    scenario = two_hubs(10)
    plan = plain_plan(scenario)
    bare = simulate(scenario, plan, seed=3, replication=1)
    other = simulate(with_papers(scenario, modes=("1210",)), plan, seed=3, replication=1)
    assert bare.records.movements.rows == other.records.movements.rows
    assert bare.records.costs.rows == other.records.costs.rows


def test_failed_matches_are_redone_as_often_as_drawn():
    scenario = with_papers(two_hubs(30), papers(fail_share=0.4, sd=0.3, clerks=1))
    plan = plain_plan(scenario, lambda n: n % 3, 48.0)
    result = simulate(scenario, plan, seed=5, replication=2)
    chance = Chance(5, 2)
    failed = 0
    for part in plan.parts:
        attempts = 0
        while chance.happens(0.4, "match", part.consignment_id, attempts):
            attempts += 1
        failed += attempts
        assert len(stages(result, part.part_id, "match")) == attempts + 1
        assert len(stages(result, part.part_id, "redo")) == attempts
    assert failed > 5


def test_failures_follow_the_geometric_law():
    """Matches until one holds: mean 1 / (1 - p), within five standard errors."""
    p, count = 0.3, 4000
    found = replace(papers(), fail_share=p)
    pace = SampledPace(Chance(1, 0))
    tries = [
        sum(step.kind == "match" for step in steps(found, one(consignment_id=f"G{n}"), 1, pace))
        for n in range(count)
    ]
    error = (p / (1.0 - p) ** 2 / count) ** 0.5
    assert sum(tries) / count == pytest.approx(1.0 / (1.0 - p), abs=5.0 * error)
    hopeless = [s.kind for s in steps(replace(found, fail_share=0.9999999), one(), 1, pace)]
    assert hopeless.count("match") == MOST_ATTEMPTS


def test_one_clerk_serves_in_turn():
    """With one clerk nobody's papers are worked on while another's are."""
    scenario = with_papers(two_hubs(20), papers(clerks=1))
    plan = plain_plan(scenario, lambda _: 0, 96.0)
    result = simulate(scenario, plan, seed=1, replication=0)
    desk = {"prepare", "file_again", "redo"}
    spans = sorted({
        (row["opens_h"], row["end_h"])
        for row in rows(result.records.movements)
        if row["stage"] in desk
    })  # fmt: skip
    assert len(spans) > 40
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_the_invoice_of_papers():
    # 8 hours of a clerk at 60 CNY and one courier at 40 CNY, beside the fee of 200 CNY.
    scenario = with_papers(two_hubs(consignments=(one(),)))
    books = account(scenario, plain_plan(scenario))
    assert books.by_line()["clearance"] == pytest.approx(200.0 + 8.0 * 60.0 + 40.0)


def test_the_planner_expects_what_papers_cost_and_how_long_they_take():
    scenario = with_papers(two_hubs(10), papers(fail_share=0.3, sd=0.2))
    outlook = Outlook(seed=1, replications=(0, 1))
    plan = Rule().plan(scenario, outlook)
    verdict = verify(scenario, plan, outlook)
    assert verdict.problems == ()
    assert plan.cost_cny == pytest.approx(expected_cost(scenario, outlook, plan), abs=0.01)
    bare = Rule().plan(two_hubs(10), outlook)
    assert plan.cost_cny > bare.cost_cny + 10 * 8.0 * 60.0


def run(scenario):
    return simulate(scenario, plain_plan(scenario, lambda _: 0, 48.0), seed=1, replication=0)


def test_a_declaration_before_the_papers_match_is_found(monkeypatch):
    def impatient(_folder):
        yield from ()
        return 0.0

    monkeypatch.setattr(documents.Folder, "closed", impatient)
    with pytest.raises(BrokenRunError, match="goods and papers are there"):
        run(with_papers(two_hubs(8)))


def test_a_match_that_fails_and_is_not_redone_is_found(monkeypatch):
    was = documents.steps
    monkeypatch.setattr(
        documents, "steps",
        lambda *args: [step for step in was(*args) if step.kind != "redo" or step.number],
    )  # fmt: skip
    with pytest.raises(BrokenRunError, match="times redo"):
        run(with_papers(two_hubs(12), papers(fail_share=0.5)))


def test_clerks_who_are_not_paid_are_found(monkeypatch):
    monkeypatch.setattr(documents, "paper_charge", lambda *_: None)
    with pytest.raises(BrokenRunError, match="for clearance"):
        run(with_papers(two_hubs(8)))


def test_a_transit_that_is_left_out_is_noticed_by_release(monkeypatch):
    scenario = with_papers(two_hubs(8))
    plan = plain_plan(scenario, lambda _: 0, 6.0)

    def skipped(_world, _lots, _node_id, t):
        yield from ()
        return t

    late = simulate(scenario, plan, seed=1, replication=0, nominal=True)
    monkeypatch.setattr(customs.documents, "seal", skipped)
    with pytest.raises(BrokenRunError, match="transit"):
        simulate(scenario, plan, seed=1, replication=0, nominal=True)
    assert late.backlog == 0
