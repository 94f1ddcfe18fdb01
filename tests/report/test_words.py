"""Phrases in Chinese and English."""

import re
import string

import pytest

from report.words import PHRASES, say, say_both

HAN = re.compile(r"[\u4e00-\u9fff]")


def places(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", PHRASES)
def test_both_languages_fill_the_same_places(key):
    zh, en = PHRASES[key]
    assert places(zh) == places(en)
    assert not HAN.search(en)
    assert "$" not in zh  # mathtext has no Chinese


def test_unknown_phrase_offers_the_nearest():
    with pytest.raises(KeyError, match=r"did you mean \"mode\.rail\""):
        say("en", "mode.rial")


def test_phrase_is_said_in_the_language_asked_for():
    assert say("zh", "policy.plan") == "优化计划"
    assert say("en", "policy.plan") == "Optimised plan"
    assert say_both("mode.sea") == "海运 Sea"
