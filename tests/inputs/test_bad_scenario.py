"""What a reader is told about a scenario file that is wrong."""

import pytest

IN_SMALL = "scenarios/small.yaml"


def added(text):
    return lambda small: small + text


def changed(old, new):
    return lambda small: small.replace(old, new)


CASES = {
    "unknown key": (
        added("planing: {epoch_h: 24}\n"),
        [f'{IN_SMALL}:11:1  planing: unknown key "planing" — did you mean "planning"?; '],
    ),
    "missing key": (
        changed("period_days: 7\n", ""),
        [f"{IN_SMALL}:2:1  period_days: is missing; add it"],
    ),
    "wrong types": (
        added("planning: {epoch_h: often, slot_h: -3, options: 2.5}\n"),
        [
            f'{IN_SMALL}:11:12  planning.epoch_h: "often" is not a number',
            f"{IN_SMALL}:11:28  planning.slot_h: must be more than 0, found -3",
            f"{IN_SMALL}:11:40  planning.options: 2.5 is not a whole number",
        ],
    ),
    "no date": (
        added("functions: {HZ_COLD: {stuffing: {begins: soon}}}\n"),
        [
            (
                f"{IN_SMALL}:11:34  functions.HZ_COLD.stuffing.begins: "
                '"soon" is not a date such as 2026-11-01'
            )
        ],
    ),
    "unknown node and item": (
        added("functions: {HZ_COLDD: {stuffing: {begins: never}}}\ntariffs: {carbon_cny: 3}\n"),
        [
            f'{IN_SMALL}:11:13  functions.HZ_COLDD: no node "HZ_COLDD" — did you mean "HZ_COLD"?',
            (
                f'{IN_SMALL}:12:11  tariffs.carbon_cny: no item of tariffs.csv "carbon_cny" — did '
                "you "
                'mean "carbon_cny_per_t"?'
            ),
        ],
    ),
    "unknown function": (
        added("functions: {HZ_COLD: {cold_stor: {begins: never}}}\n"),
        [
            (
                f'{IN_SMALL}:11:23  functions.HZ_COLD.cold_stor: no function "cold_stor" — did you '
                'mean "cold_store"?'
            )
        ],
    ),
    "unknown service to change": (
        added("services_set: {ROH001: {allotment_teu: 5}}\n"),
        [f'{IN_SMALL}:11:16  services_set.ROH001: no service "ROH001" — did you mean "ROH01"?'],
    ),
    "wrong choice": (
        added("services_set: {ROH01: {status: open}}\n"),
        [
            (
                f'{IN_SMALL}:11:24  services_set.ROH01.status: "open" is not one of active, '
                "option — "
                'did you mean "option"?'
            )
        ],
    ),
    "patterns without match": (
        changed('"M49*"', '"M499*"'),
        [
            (
                f'{IN_SMALL}:10:17  flows[1]: "M499*" fits no flow; write an id, or the beginning '
                "of "
                "one with * at its end"
            )
        ],
    ),
    "key twice": (
        added("zone: taiyuan\n"),
        [
            f'{IN_SMALL}:11:1  zone: the key "zone" stands here twice, first in line 4; keep one',
        ],
    ),
    "tag": (
        changed("question: Does it read?", "question: !!python/object/apply:os.getcwd []"),
        [
            (
                f"{IN_SMALL}:2:11  question: the tag "
                '"tag:yaml.org,2002:python/object/apply:os.getcwd" '
                "is not allowed; write plain text, numbers, lists and maps"
            ),
            f"{IN_SMALL}:2:1  question: nothing is not text",
        ],
    ),
    "syntax": (
        added("  x: [\n"),
        [f"{IN_SMALL}:11:3: not readable as YAML: while parsing a block mapping expected "],
    ),
    "empty": (
        lambda _: "",
        [f"{IN_SMALL}:1:1: the file is empty; it needs the keys of a scenario"],
    ),
    "only a comment": (
        lambda _: "# nothing\n",
        [f"{IN_SMALL}:1:1: the file is empty; it needs the keys of a scenario"],
    ),
    "list": (
        lambda _: "- a\n",
        [
            (
                f"{IN_SMALL}:1:1: a scenario is a map of keys, found a list; start from `python "
                "run.py "
                "new NAME`"
            )
        ],
    ),
    "unknown time zone": (
        added("tz: Asia/Shangai\n"),
        [f'{IN_SMALL}:11:1  tz: no time zone "Asia/Shangai" — did you mean "Asia/Shanghai"?'],
    ),
    "absurd": (
        added("demand: {scale: {M21*: 1e7}}\n"),
        [f"{IN_SMALL}:11:18  demand.scale.M21*: must be at most 100, found 10000000.0"],
    ),
    "fault at no node": (
        added("faults: [{kind: late_plug_in, node: HZ_COLT, hours: 4}]\n"),
        [f'{IN_SMALL}:11:31  faults[0].node: no node "HZ_COLT" — did you mean "HZ_COLD"?'],
    ),
    "fault of no service": (
        added("faults: [{kind: generator, services: [RXX*], per_1000_h: 2}]\n"),
        [f'{IN_SMALL}:11:39  faults[0].services[0]: "RXX*" fits no service; '],
    ),
    "faults of wrong kinds and keys": (
        added(
            "faults:\n"
            "  - {kind: generators, node: HZ_COLD}\n"
            "  - {node: HZ_COLD}\n"
            "  - {kind: fuel, services: ['*'], lasts: 3}\n"
            "  - {kind: heating, services: ['*'], per_1000_h: 0}\n"
        ),
        [
            f'{IN_SMALL}:12:6  faults[0].kind: "generators" is not one of ',
            f"{IN_SMALL}:13:5  faults[1].kind: is missing; ",
            f"{IN_SMALL}:14:5  faults[2].lasts_h: is missing; ",
            f'{IN_SMALL}:14:35  faults[2].lasts: unknown key "lasts" — did you mean "lasts_h"?; ',
            f"{IN_SMALL}:15:38  faults[3].per_1000_h: must be ",
        ],
    ),
    "override nobody asked for": (
        added("overrides: {more: {demand: {scal: {M21*: 2}}}}\n"),
        [f'{IN_SMALL}:11:29  demand.scal: unknown key "scal" — did you mean "scale"?; '],
    ),
    "parent outside": (
        lambda _: "extends: ../../../etc/passwd\n",
        [
            (
                f'{IN_SMALL}:1:1  extends: "../../../etc/passwd" leads out of the folder '
                "scenarios; "
                "keep the file there, or allow it with --allow-outside"
            )
        ],
    ),
    "parent absolute": (
        lambda _: "extends: /etc/passwd\n",
        [
            (
                f'{IN_SMALL}:1:1  extends: "/etc/passwd" is an absolute path; write it relative to '
                "this file"
            )
        ],
    ),
    "parent missing": (
        lambda _: "extends: smal.yaml\n",
        [f'{IN_SMALL}:1:1  extends: no file "smal.yaml" — did you mean "small.yaml"?'],
    ),
    "own parent": (
        lambda _: "extends: small.yaml\n",
        [
            (
                f"{IN_SMALL}:1:1  extends: extends itself: small.yaml > small.yaml; a file may "
                "not be "
                "its own ancestor"
            )
        ],
    ),
    "data outside": (
        added("data: ../elsewhere\n"),
        [
            (
                f'{IN_SMALL}:11:1  data: "../elsewhere" leads out of the folder scenarios; keep '
                "the "
                "file there, or allow it with --allow-outside"
            )
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_scenario_says_where_what_and_how_to_mend(project, small_text, case):
    spoil, expected = CASES[case]
    said = project.says(project.scenario(spoil(small_text)))
    assert len(said) == len(expected), said
    for found, wanted in zip(said, expected, strict=True):
        assert found == wanted or (wanted.endswith(" ") and found.startswith(wanted))


def test_missing_file_is_said(project):
    said = project.says(project.scenarios / "none.yaml")
    assert said == [
        (
            "scenarios/none.yaml: there is no such file; check the path, or restore it from the "
            "repository"
        )
    ]


def test_everything_is_said_at_once_in_file_and_tables(project, small_text):
    project.spoil("legs", "ROH01,", "km", "-5")
    project.spoil("boxes", "20GP,", "teu", "one")
    said = project.says(project.scenario(small_text + "planing: 3\ntariff: 4\n"))
    assert [line.split("  ")[0].split(":")[0] for line in said] == [
        IN_SMALL,
        IN_SMALL,
        "data/legs.csv",
        "data/boxes.csv",
    ]


def test_chinese_is_said_too(project, small_text):
    said = project.says(project.scenario(small_text.replace("HZ", "HZ") + "planing: 3\n"), "zh")
    assert said[0].startswith(f"{IN_SMALL}:11:1  planing: 未知的键“planing” — did you mean")


def test_growing_aliases_are_refused(project):
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8)]
    said = project.says(project.scenario("\n".join(lines)))
    assert len(said) == 1
    assert "more than the 50000 that are read" in said[0]


def test_deep_nesting_is_refused(project):
    said = project.says(project.scenario("[" * 3_000))
    assert len(said) == 1
    assert "nesting" in said[0]


def test_set_and_override_are_checked(project):
    path = project.scenario()
    assert project.says(path, sets=["period_days=-4", "planning.epoch_h"]) == [
        (
            '--set planning.epoch_h: "planning.epoch_h" is not path=value; write for '
            "instance --set "
            "planning.epoch_h=24"
        ),
        "--set period_days=-4  period_days: must be more than 0, found -4",
    ]
    assert project.says(path, overrides=["peak"]) == [
        '--override peek: no override "peek" in this scenario; there are: none'.replace(
            "peek", "peak"
        )
    ]
