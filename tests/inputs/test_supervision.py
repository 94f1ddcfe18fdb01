"""Supervision in a scenario file: what it makes, and what is wrong in it."""

from dataclasses import replace

import pytest

from domain.supervision import FULL
from tests.inputs.worlds import SMALL, Project

ON = (
    SMALL
    + """\
supervision:
  lanes: true
  selection_scale: 2
  grades: {discredited: {share: 1.0}}
  negative: [navel_orange]
  auto_release_share: 0.9
  history: {failed_factor: 3}
  inspect_at: {export: exit_port, "M49*": before_stuffing}
  crews: {GX_YYG: {x_ray: {servers: 1, hours_mean: 2}}, HZ_CBEC: {full: {servers: 3}}}
  laboratory: {regime: shock_2025, release: conditional, servers: {GX_YYG: 2}}
  status_change_h: {HZ_CBEC: 24}
"""
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return Project(tmp_path_factory.mktemp("supervised"))


def test_without_the_key_nothing_differs(project):
    """Rules, crews and tables that nobody asked for change no value of the scenario."""
    plain = project.load(project.scenario()).scenario
    assert plain.supervision is None
    assert not {key[1] for key in plain.network.processes} & {"x_ray", "full", "status_change"}
    on = project.load(project.scenario(ON, "on")).scenario
    bare = replace(on.network, supervision=None, processes=plain.network.processes)
    assert bare == plain.network
    assert on.consignments == plain.consignments
    assert on.ways == plain.ways


def test_rules_and_crews_are_those_of_tables_and_file(project):
    network = project.load(project.scenario(ON, "on")).scenario.network
    rules = network.supervision
    assert rules.grades["ordinary"].share == pytest.approx(2 * 0.0244)
    assert rules.grades["discredited"].share == 1.0
    assert sum(share for _, share in rules.grades["ordinary"].kinds) == pytest.approx(1.0)
    assert "navel_orange" in rules.negative
    assert "home_textile" in rules.low_risk
    gate = network.process("GX_YYG", "x_ray", "export", "fresh", "road")
    assert (gate.servers, gate.work.mean, gate.cost_cny) == (1, 2.0, 250.0)
    assert network.process("HZ_CBEC", FULL, "export", "dry", "road").servers == 3
    elsewhere = network.process("HZ_P_ZS", FULL, "export", "dry", "road")
    assert (elsewhere.node_id, elsewhere.servers) == ("*", None)
    change = network.process("HZ_CBEC", "status_change", "export", "dry", "road")
    assert change.work.mean == 24.0
    assert network.process("HZ_CBEC", "status_change", "import", "dry", "road") is None


def test_laboratories_are_rows_of_their_regime(project):
    """B025 tests 30% of fruit for 8 + 24 h; in 2025 B026 tests all durian for 60 h."""
    text = (project.data / "products.csv").read_text(encoding="utf-8")
    durian = next(line for line in text.splitlines() if line.startswith("navel_orange"))
    durian = durian.replace("navel_orange", "durian_test").replace("080510", "081060")
    project.write("products", [*text.splitlines(), durian])
    try:
        network = project.load(project.scenario(ON, "on")).scenario.network
        tests = network.supervision.tests
        assert tests["GX_YYG", "navel_orange"] == 0.3
        assert tests["GX_YYG", "durian_test"] == 1.0
        lab = network.process("GX_YYG", "laboratory", "import", "durian_test", "road")
        other = network.process("GX_YYG", "laboratory", "import", "navel_orange", "road")
        assert (lab.work.mean, other.work.mean) == (60.0, 32.0)
        assert lab.servers == other.servers == 2
        assert lab.resource == other.resource
        base = ON.replace("shock_2025", "base")
        tests = project.load(project.scenario(base, "base")).scenario.supervision.tests
        assert tests["GX_YYG", "durian_test"] == 0.3
    finally:
        project.write("products", text.splitlines())


def test_everything_wrong_is_named_at_once(project):
    wrong = (
        SMALL
        + """\
supervision:
  grades: {ordinry: {share: 0.1}}
  blocked_grades: [nobody]
  negative: [navel_orang]
  crews: {HZ_CBC: {x_ray: {servers: 1}}}
  status_change_h: {NOWHERE: 1}
  inspect_at: {exprt: exit_port, "M99*": exit_port, "9610": before_stuffing}
"""
    )
    says = "\n".join(project.says(project.scenario(wrong, "wrong")))
    for found in ("ordinry", "nobody", "navel_orang", "HZ_CBC", "NOWHERE"):
        assert f'"{found}"' in says
    assert 'did you mean "ordinary"' in says
    assert '"exprt" fits no direction, trade mode or flow — did you mean "export"' in says
    assert '"M99*" fits no' in says
    assert '"9610" fits no' not in says
    worse = SMALL + "supervision: {precision: 1.5, inspect_at: {export: nowhere}, lane: true}\n"
    says = "\n".join(project.says(project.scenario(worse, "worse")))
    for found in ("precision", "nowhere", "lane"):
        assert found in says


def test_blocked_grades_do_not_trade(project):
    blocked = SMALL + "supervision: {blocked_grades: [ordinary]}\n"
    book = project.load(project.scenario(blocked, "blocked")).scenario.consignments
    whole = project.load(project.scenario()).scenario.consignments
    assert book == tuple(one for one in whole if one.credit_grade != "ordinary")
    assert len(book) < len(whole)


def test_quarters_are_those_of_the_calendar(project):
    path = project.scenario(ON, "on")
    history = project.load(path).scenario.supervision.history
    october = -31 * 24.0
    assert october in history.quarters, "1 October, the scenario begins on 1 November"
    assert history.quarter(0.0) == history.quarters.index(october)


def test_clearance_inland_makes_rows_of_every_terminal(project):
    inland = SMALL + "supervision: {clearance_inland: {nodes: [HZ_HUB], success_share: 0.5}}\n"
    network = project.load(project.scenario(inland, "inland")).scenario.network
    assert network.inland == {"HZ_HUB"}
    for key, row in network.processes.items():
        if key[1] == "terminal_in":
            sealed = network.processes[key[0], "sealed_terminal_in", *key[2:]]
            assert sealed.work.mean == pytest.approx(row.work.mean + 2.0)
            assert (sealed.beside is None) == (row.beside is None)
            if row.beside is not None:
                assert sealed.beside.mean == pytest.approx(0.5 * row.beside.mean, rel=0.05)
            assert sealed.resource == row.resource
    site = network.process("HZ_HUB", "clear_inland", "import", "dry", "road")
    assert (site.work.mean, site.beside.mean) == (8.0, pytest.approx(7.2))
    wrong = SMALL + "supervision: {clearance_inland: {nodes: [HZ_HB], integrated: [NO]}}\n"
    says = "\n".join(project.says(project.scenario(wrong, "nowhere")))
    assert '"HZ_HB"' in says
    assert '"NO"' in says
