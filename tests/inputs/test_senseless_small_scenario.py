"""What a reader is told about a small scenario that reads well and makes no sense."""

import pytest

from tests.inputs.small_files import PLAIN, gate, says, trucks

CASES = {
    "endless loop": (
        gate("then: {gate: 1}"),
        ["5:10  steps.gate.then: lots of trucks that come to gate can never leave; give a chance "],
    ),
    "opens nothing": (
        gate("unpack: true"),
        ["3:29  streams.trucks.path[0]: gate opens boxes, but trucks comes to it in none and only"],
    ),
    "boxes of streams that part": (
        gate("pack: 3").replace("[gate]}", "[gate, a]}\n  vans: {per_h: 1, path: [gate, b]}")
        + "  a: {work_h: 1}\n  b: {work_h: 1}\n",
        ["4:27  streams.vans.path[0]: boxes of gate hold lots of trucks and of vans, whose paths"],
    ),
    "box in a box": (
        gate("pack: 3").replace("[gate]", "[gate, again]") + "  again: {pack: 2}\n",
        ["3:35  streams.trucks.path[1]: again packs lots, but trucks comes to it in boxes of gate"],
    ),
    "box at a shelf": (
        gate("pack: 3").replace("[gate]", "[gate, shelf]")
        + "  shelf: {stock: {policy: base_stock, up_to: 2, lead_h: 3, opening: 2}}\n",
        ["3:35  streams.trucks.path[1]: shelf serves lots from stock, but trucks comes to it in"],
    ),
    "lot larger than its box": (
        gate("pack: 3").replace("per_h: 1", "per_h: 1, parcels: 20"),
        ["3:22  streams.trucks.parcels: a lot of 20 parcels does not fit into a box of gate, "],
    ),
    "lot larger than the train": (
        gate("every_h: 3, room: 2").replace("per_h: 1", "per_h: 1, teu: 20"),
        ["5:22  steps.gate.room: trucks takes 20 TEU, but a whole departure has 2 TEU; it would"],
    ),
    "lot heavier than the train": (
        gate("every_h: 3, room_t: 2").replace("per_h: 1", "per_h: 1, kg: 2500"),
        ["5:22  steps.gate.room_t: trucks takes 2.5 t, but a whole departure has 2 t; it would"],
    ),
    "list without limit": (
        gate("work_h: {list: [1, 2]}"),
        ["5:10  steps.gate.work_h: a list of 2 numbers ends, but there is no limit to who asks"],
    ),
    "list too short": (
        gate("work_h: {list: [1, 2]}").replace("per_h: 1", "per_h: 1, lots: 3"),
        ["5:10  steps.gate.work_h: a list of 2 numbers, but 3 may be asked for; add some, or "],
    ),
    "begins after the period": (
        trucks("per_h: 1, begins_h: 300"),
        ["3:22  streams.trucks.begins_h: must be before the period ends at 100 h, found 300"],
    ),
    "trace beyond the period": (
        trucks("at_h: [1, 3, 200]"),
        ["3:12  streams.trucks.at_h: 1 of 3 hours are at or after the end of the period (100 h) a"],
    ),
    "too many lots": (
        trucks("per_h: 1000000"),
        ["2:1  streams: 100,000,000 lots, more than the 20,000,000 that a run may have; "],
    ),
    "breakdowns without end": (
        gate("work_h: 1, breaks: {up_h: {exponential: 1.0e-7}, down_h: 4}"),
        ["5:21  steps.gate.breaks: 1,000,000,000 breakdowns, more than the 5,000,000 that a run"],
    ),
    "vacations without end": (
        gate("work_h: 0.5, vacation_h: 1.0e-6"),
        ["5:23  steps.gate.vacation_h: 200,000,000 vacations, more than the 5,000,000 that a run"],
    ),
    "reviews without end": (
        gate(
            "stock: {policy: order_up_to, up_to: 2, review_h: 1.52587890625e-5, lead_h: 3, "
            "opening: 3}"
        ),
        ["5:10  steps.gate.stock: 13,107,200 reviews, more than the 5,000,000 that a run may"],
    ),
    "steady and overfull": (
        gate("work_h: 1.5") + "state: steady\n",
        [
            "6:1  state: a steady scenario without warm-up counts its empty start; give warm_up_h ",
            "5:3  steps.gate: is asked 150 of 100 server-hours (utilisation 1.500): its queue ",
        ],
    ),
    "steady and a full train": (
        gate("every_h: 24, room: 20") + "state: steady\nwarm_up_h: 0\n",
        ["5:3  steps.gate: is asked 100 of 80 TEU or t (utilisation 1.250): its queue grows "],
    ),
    "priority that nobody reads": (
        trucks("per_h: 1, priority: 2"),
        ["3:22  streams.trucks.priority: nobody reads it: no step says `order: priority`"],
    ),
    "step that nobody comes to": (
        PLAIN + "  yard: {work_h: 1}\n",
        ["6:3  steps.yard: no stream comes to yard; name it in a path or in `then`, or take it"],
    ),
    "path that chance leaves": (
        gate("then: {out: 1}").replace("[gate]", "[gate, yard]") + "  yard: {work_h: 1}\n",
        ["3:35  streams.trucks.path[1]: trucks never comes to yard: a step before it has chances"],
    ),
    "nobody to start with": (
        gate("then: {yard: 0.5}") + "  yard: {work_h: 1, start_with: 2}\n",
        ["6:21  steps.yard.start_with: no stream names yard in its path, so nobody can be there"],
    ),
    "boxes to start with": (
        gate("pack: 2").replace("[gate]", "[gate, yard]") + "  yard: {work_h: 1, start_with: 2}\n",
        ["6:21  steps.yard.start_with: lots cannot stand at yard at hour 0: they come in boxes"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_reader_is_told_where_what_and_how_to_mend(tmp_path, case):
    text, expected = CASES[case]
    said = says(tmp_path, text)
    assert len(said) == len(expected), said
    for found, wanted in zip(said, expected, strict=True):
        assert found.startswith(f"small.yaml:{wanted}"), found


@pytest.mark.parametrize("case", CASES)
def test_chinese_names_the_same_place(tmp_path, case):
    text, expected = CASES[case]
    said = says(tmp_path, text, "zh")
    for found, wanted in zip(said, expected, strict=True):
        place = wanted.split(": ")[0]
        assert found.startswith(f"small.yaml:{place}: ")
        assert any("一" <= letter <= "鿿" for letter in found)
