"""Faults planted in streams stop the run, and the story names the lot, train, shelf or server."""

import json

import pytest

from domain.plan import Plan
from domain.stock import Inventory
from inputs.build import load_scenario
from sim import simulate
from sim.checks import BrokenRunError
from sim.streams import riding, served
from sim.streams.packing import PackStep
from sim.streams.shelf import Shelf
from sim.streams.step_run import StepRun, WayOut

EMPTY = Plan("none", {}, (), frozenset())
HALF = {"exponential": 0.5}
PARCELS = {
    "streams": {"parcels": {"per_h": 4.0, "path": ["gate", "bag", "train", "crew", "open"]}},
    "steps": {
        "gate": {"servers": 3, "work_h": HALF, "cost_cny": 2.0},
        "bag": {"pack": 4, "after_h": 2.0},
        "train": {"every_h": 6.0, "room": 12, "ride_h": 2.0},
        "crew": {"servers": 2, "work_h": HALF},
        "open": {"unpack": True},
    },
}
ORDERS = {
    "streams": {"orders": {"per_h": 1.0, "parcels": 2, "path": ["shelf"]}},
    "steps": {
        "shelf": {"stock": {"policy": "min_max", "up_to": 20, "reorder_at": 8, "opening": 12,
                            "lead_h": 6.0}},
    },
}  # fmt: skip


@pytest.fixture
def run(tmp_path):
    def make(keys=PARCELS):
        file = tmp_path / "small.yaml"
        file.write_text(json.dumps({"period_h": 100.0, **keys}), encoding="utf-8")
        scenario = load_scenario(file).scenario
        return simulate(scenario, EMPTY, seed=1, replication=0)

    return make


def story(info):
    told = str(info.value)
    assert info.value.story
    assert len(info.value.story) <= 20
    assert "scenario small" in told
    return told


def nth(patch, where, name, number, change):
    """Replace the n-th call of a function by `change(original, *args)`."""
    original = getattr(where, name)
    calls = []

    def changed(*args, **options):
        calls.append(name)
        do = change if len(calls) == number else (lambda was, *a, **o: was(*a, **o))
        return do(original, *args, **options)

    patch.setattr(where, name, changed)


def test_the_scenarios_are_sound(run):
    assert len(run().streams.lots.stream) > 400
    assert len(run(ORDERS).streams.stock) > 100


def test_a_lot_that_goes_nowhere_is_lost(run, monkeypatch):
    nth(monkeypatch, served.PlainStep, "through", 40, lambda was, step, item, at_h: (
        was.__get__(step), step.log(item, item.began_h, at_h)
    ))  # fmt: skip
    with pytest.raises(BrokenRunError, match=r"parcels#\d+ is there, and at 0 steps") as info:
        run()
    assert "at gate" in story(info)


def test_a_lot_that_leaves_twice_is_found(run, monkeypatch):
    def twice(was, way_out, item, at_h):
        was(way_out, item, at_h)
        was(way_out, item, at_h)

    nth(monkeypatch, WayOut, "enter", 30, twice)
    with pytest.raises(BrokenRunError, match=r"lots came, .* are out") as info:
        run()
    story(info)


def test_a_lot_that_is_at_two_steps_is_found(run, monkeypatch):
    def also_here(was, step, item, at_h):
        step.inside[item.lot] = item
        was(step, item, at_h)
        step.inside[item.lot] = item

    nth(monkeypatch, served.PlainStep, "through", 40, also_here)
    with pytest.raises(BrokenRunError, match=r"time runs back at gate|steps at once") as info:
        run()
    assert "at gate" in story(info)


def test_a_wait_that_is_forgotten_breaks_littles_law(run, monkeypatch):
    def unseen(step, item, at_h):
        was(step, item, at_h)
        if step.step.step_id == "train" and not forgotten:
            forgotten.append(item)
            del step.moves[-2:]
            step.moves += (at_h + 0.25, item.parcels)

    forgotten = []
    was = StepRun.arrive
    monkeypatch.setattr(StepRun, "arrive", unseen)
    with pytest.raises(BrokenRunError, match="Little's law does not hold for train") as info:
        run()
    assert "box" in story(info)


def test_a_stay_that_is_logged_too_short_is_found(run, monkeypatch):
    def late(was, step, item, began_h, at_h):
        item.entered_h += 0.5
        was(step, item, max(began_h, item.entered_h), max(at_h, item.entered_h))

    nth(monkeypatch, StepRun, "log", 10, late)
    with pytest.raises(BrokenRunError, match="time runs back at open") as info:
        run()
    assert "at open" in story(info)


def test_a_server_that_serves_two_at_once_is_found(run, monkeypatch):
    monkeypatch.setattr(served, "heapreplace", lambda heap, _: heap[0])
    with pytest.raises(BrokenRunError, match="while all 3 are busy") as info:
        run()
    assert story(info).count("until") == 4


def test_a_lot_served_before_it_comes_is_found(run, monkeypatch):
    def early(was, step, item, at_h):
        item.began_h = item.entered_h - 1.0
        was(step, item, at_h)

    nth(monkeypatch, served.PlainStep, "through", 12, early)
    with pytest.raises(BrokenRunError, match="time runs back at gate") as info:
        run()
    assert "comes" in story(info)


def test_an_overfull_train_is_found(run, monkeypatch):
    monkeypatch.setattr(riding, "_room", lambda *_: 99.0)
    short = {**PARCELS["steps"]["train"], "room": 3}
    with pytest.raises(BrokenRunError, match=r"train@6.00 has 3 TEU from .*, \d ride") as info:
        run({**PARCELS, "steps": {**PARCELS["steps"], "train": short}})
    assert "4 TEU aboard" in story(info)


def test_a_passenger_that_the_platform_did_not_note_is_found(run, monkeypatch):
    def unnoted(was, platform, leaving, at_h):
        was(platform, leaving, at_h)
        load = platform._loads[leaving.key]
        load.lots = dict.fromkeys(load.lots, 1)

    nth(monkeypatch, riding.Platform, "load", 6, unnoted)
    with pytest.raises(BrokenRunError, match=r"1 lots and .* boarded at train by its") as info:
        run()
    assert "box" in story(info)


def test_a_negative_stock_is_found(run, monkeypatch):
    def hand_out_more(was, inventory, at_h, asker, parcels):
        inventory.on_hand += 3
        answer = was(inventory, at_h, asker, parcels)
        inventory.on_hand -= 3 if inventory.backorders == 0 else 0
        return answer

    was = Inventory.ask
    monkeypatch.setattr(Inventory, "ask", lambda *args: hand_out_more(was, *args))
    with pytest.raises(BrokenRunError, match="shelf: ") as info:
        run(ORDERS)
    assert "on hand" in story(info)


def test_a_shelf_that_forgets_a_receipt_is_found(run, monkeypatch):
    def untold(was, shelf, event):
        if event.kind == "receipt" and not forgotten:
            forgotten.append(event)
            return
        was(shelf, event)

    forgotten = []
    was = Shelf._note
    monkeypatch.setattr(Shelf, "_note", lambda *args: untold(was, *args))
    with pytest.raises(BrokenRunError, match="shelf: ") as info:
        run(ORDERS)
    story(info)


def test_a_lot_left_in_the_bag_is_found(run, monkeypatch):
    def drop(step, at_h):
        if len(step.waiting) > 2 and not dropped:
            dropped.append(step.waiting.pop())
            step.held -= dropped[0].parcels
        was(step, at_h)

    dropped = []
    was = PackStep.close_box
    monkeypatch.setattr(PackStep, "close_box", drop)
    with pytest.raises(BrokenRunError, match=r"waits .* at bag for a box that closes") as info:
        run()
    assert f"parcels#{dropped[0].number} at bag" in story(info)


def test_a_box_with_too_much_in_it_is_found(run, monkeypatch):
    def stuffed(step, item, at_h):
        step.held = min(step.held, 1)
        was(step, item, at_h)

    was = PackStep.enter
    monkeypatch.setattr(PackStep, "enter", stuffed)
    with pytest.raises(BrokenRunError, match=r"box \d+ .* left bag with") as info:
        run()
    assert "at bag" in story(info)


def test_a_lot_whose_work_never_ends_is_found(run, monkeypatch):
    def forget(was, calls, entry):
        return None if entry[3].__name__ == "through" else was(calls, entry)

    nth(monkeypatch, served, "heappush", 60, forget)
    with pytest.raises(BrokenRunError, match=r"is lost at (gate|crew): nothing is to") as info:
        run()
    story(info)
