"""Rule packs as files: those that ship, and what is said of wrong ones."""

import pytest

from inputs.findings import InputError
from inputs.rules import pack_names, read_packs

GOOD = """\
name: {zh: 测, en: Test}
source: assumed
limits:
  top:
    kind: longest_above
    clause: "3.2"
    seen: no
    max_c: 7
    hours: 2
"""


def wrong(tmp_path, text):
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_packs([str(path)])
    return str(error.value)


def test_the_packs_that_ship_say_of_every_limit_whether_its_clause_was_seen():
    packs = {pack.pack_id: pack for pack in read_packs(pack_names())}
    assert set(packs) == {
        "eu37", "gb31605", "gbt24616", "gbt28577", "gbt28843", "house", "usp1079",
    }  # fmt: skip
    seen = {
        (name, limit.limit_id)
        for name, pack in packs.items()
        for limit in pack.limits
        if limit.seen
    }
    # Exactly what the notes call found; all else is memory or assumed.
    assert seen == {
        ("gbt24616", "chilled_range"), ("gbt24616", "frozen_range"), ("eu37", "interval"),
        ("eu37", "keep"), ("house", "interval"), ("house", "keep"),
    }  # fmt: skip
    assert all(limit.clause for pack in packs.values() for limit in pack.limits)
    assert packs["house"].record_minutes == 10.0


def test_a_pack_of_ones_own_is_read_by_its_path(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(GOOD, encoding="utf-8")
    (pack,) = read_packs([str(path)])
    assert (pack.pack_id, pack.name_zh, pack.limits[0].hours) == ("own", "测", 2.0)
    assert not pack.limits[0].seen


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    hours: 2\n", "", 4, "longest_above wants hours"),
        ("    hours: 2\n", "    hours: 2\n    minutes: 3\n", 10, "minutes means nothing"),
        ("kind: longest_above", "kind: longest", 5, "longest_above"),
        ("seen: no", "seen: perhaps", 7, "yes"),
        ("max_c: 7", "max_c: warm", 8, "number"),
        ("max_c: 7", "max_c: 700", 8, "at most 90"),
        ("    hours: 2\n", "    hours: 2\n    stages: [rid]\n", 10, 'no stage "rid"'),
        ("    hours: 2\n", "    hours: 2\n    hour: 2\n", 10, "hour"),
        ("source: assumed\n", "", 1, "source"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(tmp_path, old, new, line, words):
    said = wrong(tmp_path, GOOD.replace(old, new))
    assert f"own.yaml:{line}" in said
    assert words in said


def test_a_range_may_not_stand_on_its_head(tmp_path):
    text = GOOD.replace("longest_above", "range").replace("    hours: 2\n", "    min_c: 9\n")
    assert "9 is above the highest 7" in wrong(tmp_path, text)


def test_yaml_may_run_nothing(tmp_path):
    said = wrong(tmp_path, GOOD.replace("source: assumed", "source: !!python/object:os.system x"))
    assert "own.yaml:2" in said


def test_an_unknown_pack_is_answered_with_the_nearest():
    with pytest.raises(InputError, match='no rule pack "gb31604" — did you mean "gb31605"'):
        read_packs(["gb31604"])
