"""Patterns of ids: what begins so, what is just so, and what is left out again."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from inputs.source import chosen

NAMES = ("DL54", "DL55", "DL6", "ROH01", "ROH01R", "XRD03")


def picked(*patterns):
    found = []
    source = SimpleNamespace(
        findings=SimpleNamespace(error=lambda *_, **words: found.append(words["found"])),
        at=lambda *path: path,
    )
    return chosen(NAMES, patterns, source, "services", ("service", "服务")), found


def test_what_is_left_out_stays_out_wherever_it_stands_in_the_list():
    kept = ("DL6", "ROH01", "ROH01R")
    assert picked("!DL5*", "DL*", "ROH*") == (kept, [])
    assert picked("DL*", "ROH*", "!DL5*") == (kept, [])
    assert picked("*", "!ROH01") == (("DL54", "DL55", "DL6", "ROH01R", "XRD03"), [])


def test_a_pattern_that_leaves_out_nothing_is_named():
    assert picked("*", "!RHZ*") == (NAMES, ["!RHZ*"])


def test_nothing_is_picked_where_all_is_left_out():
    assert picked("!DL*") == ((), [])


@given(st.sets(st.sampled_from(NAMES)), st.sets(st.sampled_from(NAMES)))
def test_it_is_the_difference_of_sets(wanted, unwanted):
    names, _ = picked(*sorted(wanted), *(f"!{name}" for name in sorted(unwanted)))
    assert set(names) == wanted - unwanted
    assert list(names) == [name for name in NAMES if name in names]
