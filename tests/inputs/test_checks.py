"""Checks of a scenario that reads well but may not make sense; regimes, faults, processes."""

from dataclasses import replace

from inputs.checks import check_all, check_deadlines, check_lane_loads, check_size
from inputs.findings import strict


def test_deadline_that_no_way_can_meet_is_a_warning_where_it_may_be_outsourced(project):
    row = project.spoil("flows", "M49-", "hard_deadline_days", "0.2")
    (found,) = check_deadlines(project.load(project.scenario()))
    assert found.severity == "warning"
    assert (found.line, found.path) == (row, "hard_deadline_days")
    assert "cannot meet their deadline of 0.2 days: the fastest way takes 0.8 days" in found.message
    assert strict([found])[0].severity == "error"


def test_lane_past_its_capacity_is_a_warning(loaded):
    one = loaded("hezhou_asean_gba")
    network = one.scenario.network
    narrow = {
        name: replace(service, capacity_teu=1.0) if service.dated else service
        for name, service in network.services.items()
    }
    scenario = replace(one.scenario, network=replace(network, services=narrow))
    found = check_lane_loads(replace(one, scenario=scenario))
    assert found
    assert "TEU offered" in found[0].message
    assert {item.severity for item in found} == {"warning"}


def test_empty_order_book_is_an_error(project, small_text):
    one = project.load(project.scenario(small_text), sets=["demand.scale.M*=0"])
    (found,) = check_size(one)
    assert found.severity == "error"
    assert "no flow has goods in these months" in found.message


def test_small_scenario_has_no_finding(project):
    assert not check_all(project.load(project.scenario()))


def test_regimes_and_faults_begin_on_the_clock_of_their_node(project, small_text):
    one = project.load(
        project.scenario(
            small_text
            + "regimes: [{node: TR_DDG, regime: crisis, slow_factor: 2, begins: 2026-11-03, "
            "ends: 2026-11-05}]\n"
            "faults: [{kind: late_plug_in, node: HZ_COLD, hours: 24, ambient_c: 35, "
            "begins: 2026-11-02}]\n"
        )
    )
    (regime,), (fault,) = one.scenario.regimes, one.scenario.faults
    # Hanoi is an hour behind Beijing: its 3 November begins at 01:00 of the scenario's third day.
    assert (regime.from_h, regime.to_h) == (49.0, 97.0)
    assert (fault.from_h, fault.hours, fault.ambient_c) == (24.0, 24.0, 35.0)


def test_faults_on_the_way_take_services_by_pattern_and_mend_in_their_mean(project, small_text):
    one = project.load(
        project.scenario(
            small_text + "faults:\n"
            "  - {kind: generator, services: ['*'], per_1000_h: 2, hours: 10, together: true}\n"
            "  - {kind: fuel, services: ['*'], lasts_h: 300, refuel_at: [HZ_COLD]}\n"
            "  - {kind: doors_open, node: HZ_COLD, share: 0.5, hours: 2}\n"
            "  - {kind: warm_loading, node: HZ_COLD, by_c: 6}\n"
        )
    )
    generator, fuel, doors, warm = one.scenario.faults
    assert generator.services == frozenset(one.scenario.network.services)
    assert (generator.mend.nominal, generator.mend.sd, generator.together) == (10.0, 5.0, True)
    assert (fuel.lasts_h, fuel.refuel_at) == (300.0, frozenset({"HZ_COLD"}))
    assert doors.steps == {"inspect", "partial", "full", "cross"}
    assert (warm.by_c, warm.share) == (6.0, 1.0)


def test_process_may_be_changed(project, small_text):
    text = small_text + "processes: {A012: {hours_mean: 4, servers: 3}}\n"
    process = project.load(project.scenario(text)).scenario.network.by_process_id["A012"]
    assert (process.work.mean, process.servers, process.resource) == (4.0, 3, "HZ_HUB:stuff")


def test_more_background_leaves_less_of_the_dwell_as_work(project, small_text):
    def erenhot_like(text):
        one = project.load(project.scenario(text))
        return {fit.process_id: fit for fit in one.fits}["B037"]

    base = erenhot_like(small_text)
    more = erenhot_like(small_text + "background: {scale: 1.3}\n")
    assert more.queue_h > base.queue_h
    assert more.work_h < base.work_h


def test_function_that_begins_later_has_a_window(project, small_text):
    text = small_text + "functions: {HZ_COLD: {stuffing: {begins: 2026-11-04}}}\n"
    node = project.load(project.scenario(text)).scenario.network.nodes["HZ_COLD"]
    assert not node.has("stuffing", 71.9)
    assert node.has("stuffing", 72.0)
