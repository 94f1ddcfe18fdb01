"""What a reader is told about a small scenario that is wrong."""

import pytest

from tests.inputs.small_files import PLAIN, gate, says, trucks

TIMES = "exponential, uniform, triangular, lognormal, gamma, observed, list, file"
CASES = {
    "key of a stream": (
        trucks("per_hr: 1"),
        ['3:12  streams.trucks.per_hr: unknown key "per_hr" — did you mean "per_h"?; '],
    ),
    "key of a step": (
        gate("severs: 2"),
        ['5:10  steps.gate.severs: unknown key "severs" — did you mean "servers"?; '],
    ),
    "key of times": (
        gate("work_h: {exponental: 2}"),
        ['5:19  steps.gate.work_h.exponental: unknown key "exponental" — did you mean '],
    ),
    "key of the file": (
        PLAIN + "drain: 5\n",
        ['6:1  drain: unknown key "drain" — did you mean "drain_h"?; '],
    ),
    "streams misspelt": (
        PLAIN.replace("streams", "stream"),
        [
            "1:1  streams: is missing; add it",
            '2:1  stream: unknown key "stream" — did you mean "streams"?; ',
        ],
    ),
    "no period": (PLAIN.replace("period_h: 100\n", ""), ["1:1  period_h: is missing; add it"]),
    "stream called like a key": (
        PLAIN.replace("trucks:", "lots:").replace("per_h", "perh"),
        ['3:10  streams.lots.perh: unknown key "perh" — did you mean "per_h"?; known here: path, '],
    ),
    "no number": (
        gate("work_h: fast"),
        ['5:10  steps.gate.work_h: "fast" is not a number or a distribution such as '],
    ),
    "negative": (gate("work_h: -3"), ["5:10  steps.gate.work_h: must be 0 or more, found -3"]),
    "not finite": (gate("work_h: .inf"), ["5:10  steps.gate.work_h: inf is not a number or "]),
    "true is no number": (gate("work_h: true"), ["5:10  steps.gate.work_h: true is not a number "]),
    "servers": (
        gate("servers: lots"),
        ['5:10  steps.gate.servers: "lots" is not one of many, a number'],
    ),
    "half a server": (gate("servers: 1.5"), ["5:10  steps.gate.servers: 1.5 is not a whole num"]),
    "two distributions": (
        gate("work_h: {exponential: 1, uniform: [1, 2]}"),
        [
            (
                f"5:35  steps.gate.work_h.uniform: needs exactly one of {TIMES}, found "
                "exponential, uniform; where a parent gives the other, take it out with "
                "`exponential: null`"
            )
        ],
    ),
    "no distribution": (
        gate("work_h: {}"),
        [f"5:10  steps.gate.work_h: needs exactly one of {TIMES}; add one"],
    ),
    "uniform of one": (
        gate("work_h: {uniform: [1]}"),
        ["5:19  steps.gate.work_h.uniform: a list of 1; it must have 2 or more"],
    ),
    "uniform upside down": (
        gate("work_h: {uniform: [2, 1]}"),
        ["5:19  steps.gate.work_h.uniform: [2.0, 1.0] does not ascend; write the least first"],
    ),
    "lognormal without spread": (
        gate("work_h: {lognormal: {mean: 1}}"),
        ["5:19  steps.gate.work_h.lognormal: needs exactly one of sd, scv; add one"],
    ),
    "use without file": (
        gate("work_h: {exponential: 1, use: list}"),
        ['5:35  steps.gate.work_h.use: "use" only goes with file; give that too, or take it out'],
    ),
    "two rhythms of arrival": (
        trucks("per_h: 1, every_h: 2"),
        [
            (
                "3:22  streams.trucks.every_h: needs exactly one of per_h, every_h, at_h, at_file, "
                "found per_h, every_h; where a parent gives the other, take it out with "
                "`per_h: null`"
            )
        ],
    ),
    "no arrivals": (
        trucks("lots: 3"),
        [
            "3:3  streams.trucks: needs exactly one of per_h, every_h, at_h, at_file; add one",
        ],
    ),
    "gaps of nothing": (
        trucks("every_h: 0"),
        ["3:12  streams.trucks.every_h: must be more than 0 on average, found 0"],
    ),
    "unknown step": (
        trucks("per_h: 1").replace("[gate]", "[gate, gat]"),
        ['3:35  streams.trucks.path[1]: no step "gat" — did you mean "gate"?'],
    ),
    "unknown steps elsewhere": (
        gate("then: {gat: 0.5}") + "watch: {spans: {all_of_it: [gate, gatt]}}\n",
        [
            '5:17  steps.gate.then.gat: no step "gat" — did you mean "gate"?',
            '6:35  watch.spans.all_of_it[1]: no step "gatt" — did you mean "gate"?',
        ],
    ),
    "two kinds of step": (
        gate("pack: 3, every_h: 24"),
        ["5:19  steps.gate.every_h: a step is of one kind, found pack, every_h; keep one of "],
    ),
    "no kind of step": (
        gate("cost_cny: 3"),
        ["5:3  steps.gate: says of no kind what this step is; give one of servers, work_h, "],
    ),
    "key of another kind": (
        gate("every_h: 24, servers: 3"),
        ['5:23  steps.gate.servers: "servers" does not belong to a step that rides; such a '],
    ),
    "chances over one": (
        gate("then: {gate: 0.7, out: 0.4}"),
        ["5:10  steps.gate.then: the chances sum to 1.1; they must sum to 1, or to less without"],
    ),
    "chances below one with out": (
        gate("then: {gate: 0.5, out: 0.4}"),
        ["5:10  steps.gate.then: the chances sum to 0.9; they must sum to 1, or to less without"],
    ),
    "reserved name": (
        PLAIN.replace("gate", "out"),
        ['5:3  steps.out: "out" is no name here: letters, digits and _, beginning with a letter, '],
    ),
    "name taken": (
        PLAIN.replace("gate", "trucks"),
        [
            (
                '5:3  steps.trucks: the name "trucks" is taken by streams.trucks; figures go by '
                "name, choose another"
            )
        ],
    ),
    "opening hours": (
        gate('hours: "8-20"'),
        ['5:10  steps.gate.hours: "8-20" are no opening hours; write "08:00-20:00", or '],
    ),
    "weekdays": (gate('weekdays: "0-8"'), ['5:10  steps.gate.weekdays: "0-8" are no weekdays; ']),
    "weekly": (
        gate("weekly: [Mon 08:00, Mo 9:00]"),
        ['5:30  steps.gate.weekly[1]: "Mo 9:00" is no weekly departure; write a day and a time'],
    ),
    "departures in disorder": (
        gate("departs_h: [3, 2]"),
        ["5:25  steps.gate.departs_h[1]: 2 comes after 3; hours must ascend"],
    ),
    "never leaves": (
        gate("every_h: 3000"),
        ["5:10  steps.gate.every_h: no departure between hour 0 and the end of the run at 200 h"],
    ),
    "too many departures": (
        gate("every_h: 0.0001"),
        ["5:10  steps.gate.every_h: 2,000,000 departures, more than the 1,000,000 that a run may"],
    ),
    "trace of lateness": (
        gate("every_h: 24, late_h: {list: [1, 2]}"),
        ["5:23  steps.gate.late_h: a list has no order here, because departures are known by"],
    ),
    "vacations of many": (
        gate("servers: many, vacation_h: 2, breaks: {up_h: 3, down_h: 4}"),
        [
            "5:25  steps.gate.vacation_h: vacation_h needs a number of servers, not `many`",
            "5:40  steps.gate.breaks: `many` servers cannot break down one by one; add ",
        ],
    ),
    "ends before it begins": (
        trucks("per_h: 1, begins_h: 30, ends_h: 20"),
        ["3:36  streams.trucks.ends_h: must be more than begins_h 30, found 20"],
    ),
    "trace in disorder": (
        trucks("at_h: [1, 3, 2]"),
        ["3:25  streams.trucks.at_h[2]: 2 comes after 3; hours must ascend"],
    ),
    "stock policy": (
        gate("stock: {policy: min_max, lead_h: 3, opening: 3, up_to: 3}"),
        ["5:10  steps.gate.stock.reorder_at: is missing; min_max needs it"],
    ),
    "stock key of another policy": (
        gate("stock: {policy: base_stock, up_to: 2, review_h: 3, lead_h: 3, opening: 3}"),
        ["5:48  steps.gate.stock.review_h: base_stock has no use for it; take it out"],
    ),
    "stock turned round": (
        gate("stock: {policy: min_max, up_to: 2, reorder_at: 3, lead_h: 3, opening: 3}"),
        ["5:35  steps.gate.stock.up_to: must be more than reorder_at 3, found 2"],
    ),
    "row of a table": (
        gate("process: A012"),
        ['5:10  steps.gate.process: "process" needs a zone and its tables; describe the step he'],
    ),
    "too long": (
        PLAIN.replace("100", "100000"),
        ["1:1  period_h: the run is 200,000 h long with warm-up and drain; at most 131,072 h, "],
    ),
    "hours and days": (
        PLAIN + "period_days: 3\n",
        ["6:1  period_days: needs exactly one of period_h, period_days, found period_h, "],
    ),
    "auto of an episode": (
        PLAIN + "warm_up_h: auto\n",
        ["6:1  warm_up_h: `auto` finds the warm-up of a steady scenario; add `state: steady`, or "],
    ),
    "snapshot after the end": (
        PLAIN + "watch: {snapshots_h: [10, 300]}\n",
        ["6:27  watch.snapshots_h[1]: must be within the run of 200 h, found 300"],
    ),
    "time zone": (
        PLAIN + "tz: Asia/Shangai\n",
        ['6:1  tz: no time zone "Asia/Shangai" — did you mean "Asia/Shanghai"?'],
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


def test_plain_file_has_no_finding(tmp_path):
    assert says(tmp_path, PLAIN) == []


def test_everything_is_said_at_once(tmp_path):
    text = PLAIN.replace("0.5", "{uniform: [2, 1]}").replace("[gate]", "[gat]") + "tz: Nowhere\n"
    assert [line.split("  ")[1].split(":")[0] for line in says(tmp_path, text)] == ["tz"]
    text = text.replace("tz: Nowhere\n", "")
    assert [line.split("  ")[1].split(":")[0] for line in says(tmp_path, text)] == [
        "steps.gate.work_h.uniform",
        "streams.trucks.path[0]",
    ]


def test_override_nobody_asked_for_is_checked(tmp_path):
    text = PLAIN + "overrides: {busy: {streams: {trucks: {per_hr: 2}}}}\n"
    (said,) = says(tmp_path, text)
    assert 'unknown key "per_hr" — did you mean "per_h"?' in said


def test_set_is_checked(tmp_path):
    assert says(tmp_path, PLAIN, sets=["streams.trucks.per_h=-1"]) == [
        "--set streams.trucks.per_h=-1  streams.trucks.per_h: must be more than 0, found -1"
    ]


def test_zone_file_without_zone_is_still_told_so(tmp_path):
    said = says(tmp_path, PLAIN + "flows: ['*']\n")
    assert "small.yaml:1:1  zone: is missing; add it" in said
