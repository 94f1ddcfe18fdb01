"""Events in a scenario file: what they become, and what a reader is told that is wrong."""

from datetime import timedelta
from math import inf

import pytest

from inputs.build import load_scenario
from inputs.findings import InputError
from tests.inputs.worlds import SMALL


def loaded(folder, *events):
    path = folder / "small.yaml"
    path.write_text(f"{SMALL}events: [{', '.join(events)}]\n", encoding="utf-8")
    return load_scenario(path).scenario


def told(folder, *events):
    with pytest.raises(InputError) as caught:
        loaded(folder, *events)
    return str(caught.value)


def test_what_all_know_is_built_in_and_the_rest_is_kept(tmp_path):
    plain = loaded(tmp_path)
    name = next(iter(plain.network.services))
    known = f"what: service, at: {name}, begins: 24, ends: 96, closed: true"
    world = loaded(tmp_path, f"{{name: a, {known}, known_from: start}}", f"{{name: b, {known}}}")
    before, after = (one.network.services[name].legs[0] for one in (plain, world))
    assert (before.shut, after.shut) == ((), ((24.0, 96.0),))
    (event,) = world.events
    assert (event.name, event.from_h, event.to_h, event.known_h) == ("b", 24.0, 96.0, inf)
    assert plain.events == ()


def test_dates_are_those_of_the_place(tmp_path):
    plain = loaded(tmp_path)
    node = next(name for name, one in plain.network.nodes.items() if one.tz == "Asia/Shanghai")
    day = plain.clock.local(0.0, "Asia/Shanghai").date() + timedelta(days=2)
    until = day + timedelta(days=3)
    (event,) = loaded(
        tmp_path,
        f"{{name: a, what: node, at: {node}, begins: {day}, ends: {until}, closed: true}}",
    ).events
    assert event.to_h - event.from_h == 72.0
    assert plain.clock.local(event.from_h, "Asia/Shanghai").date() == day


def test_demand_comes_on_the_days_of_an_event(tmp_path):
    plain = loaded(tmp_path)
    flow = plain.consignments[0].flow_id
    first = plain.clock.local(0.0, "Asia/Shanghai").date()
    begins, ends = first + timedelta(days=3), first + timedelta(days=10)
    more, none = (
        loaded(
            tmp_path,
            f"{{name: a, what: demand, at: '{flow}', begins: {begins}, ends: {ends}, "
            f"factor: {factor}}}",
        )
        for factor in (3, 0)
    )

    def inside(world, mine=True):
        return sum(
            one.kg for one in world.consignments
            if (one.flow_id == flow) is mine and 72.0 <= one.ready_h < 240.0
        )  # fmt: skip

    assert inside(none) == 0.0
    assert inside(more) > 1.5 * inside(plain) > 0.0
    assert inside(more, mine=False) == inside(plain, mine=False)
    assert more.events == ()


NONSENSE = [
    (
        "{name: a, what: capacity, at: '*', begins: 5, factor: 2, known_from: 3}",
        "is start, or left out",
    ),
    ("{name: a, what: node, at: NOWHERE, begins: 1, closed: true}", 'no node "NOWHERE"'),
    ("{name: a, what: link, at: A>B, begins: 1, closed: true}", 'no link "A>B"'),
    ("{name: a, what: service, at: XX*, begins: 1, closed: true}", 'no service "XX*"'),
    ("{name: a, what: node, at: HZ_HUB, begins: 1, value: 3}", "node takes one of closed"),
    ("{name: a, what: node, at: HZ_HUB, begins: 1}", "node takes one of closed, factor"),
    ("{name: a, what: node, at: HZ_HUB, begins: 1, factor: 0.5}", "is 1 or more"),
    ("{name: a, what: node, at: HZ_HUB, closed: true}", "begins, or per_year"),
    (
        "{name: a, what: node, at: HZ_HUB, begins: 5, ends: 4, closed: true}",
        "must come after begins",
    ),
    ("{name: a, what: demand, at: '*', per_year: 2, factor: 2}", "come by chance"),
    (
        "{name: a, what: demand, at: '*', begins: 2, factor: 2, goods: lose}",
        "turns goods round",
    ),
    (
        "{name: a, what: node, at: HZ_HUB, per_year: 2, closed: true, known_from: start}",
        "is not announced",
    ),
]
"""What is wrong, and what the reader is told."""


def test_nonsense_is_told_where_it_stands_and_all_at_once(tmp_path):
    text = told(tmp_path, *(event.replace("name: a", f"name: e{n}") for n, (event, _) in
                            enumerate(NONSENSE)))  # fmt: skip
    for number, (_, message) in enumerate(NONSENSE):
        lines = [line for line in text.splitlines() if f"events[{number}]" in line]
        assert [line for line in lines if message in line], message


def test_an_event_of_no_kind_is_none(tmp_path):
    assert "tunnel" in told(
        tmp_path, "{name: a, what: tunnel, at: HZ_HUB, begins: 1, closed: true}"
    )


def test_events_have_names_of_their_own_and_all_is_told_at_once(tmp_path):
    one = "{name: a, what: node, at: HZ_HUB, begins: 1, closed: true}"
    text = told(tmp_path, one, one, "{name: b, what: node, at: NOWHERE, begins: 1, closed: true}")
    assert "another event has this name" in text
    assert "NOWHERE" in text


def warned(folder, event):
    path = folder / "small.yaml"
    path.write_text(f"{SMALL}events: [{event}]\n", encoding="utf-8")
    return [found.text() for found in load_scenario(path).warnings]


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("begins: 2020-01-01, ends: 2020-02-01, closed: true", "outside of the"),
        ("begins: 2040-01-01, closed: true", "outside of the"),
        ("begins: 20, ends: 30, closed: true, known_from: 30", "over when it is announced"),
    ],
)
def test_an_event_that_changes_nothing_is_told(tmp_path, event, said):
    assert [text for text in warned(tmp_path, f"{{name: a, what: node, at: HZ_HUB, {event}}}")
            if said in text and "events[0]" in text]  # fmt: skip


def test_an_event_within_the_run_is_not_warned_of(tmp_path):
    event = "{name: a, what: node, at: HZ_HUB, begins: 20, ends: 30, closed: true, known_from: 29}"
    assert not [text for text in warned(tmp_path, event) if "event" in text]


def test_what_is_wrong_with_an_event_is_said_in_chinese(tmp_path):
    path = tmp_path / "small.yaml"
    for event, _ in NONSENSE:
        path.write_text(f"{SMALL}events: [{event}]\n", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            load_scenario(path)
        for found in caught.value.findings:
            words = found.text("zh").partition("：")[2] or found.text("zh")
            assert any("\u4e00" <= sign <= "\u9fff" for sign in words), found
