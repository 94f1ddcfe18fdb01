"""The chart of broken rules: what it sums up, and what it says."""

import pandas as pd
import pytest

from report.canvas import NothingToDrawError
from report.rule_breaches import by_holder, plot_breaches, read_breaches

ROWS = [
    ("gb", "a", "HUB", "hub:HUB", 3.0),
    ("gb", "a", "HUB", "hub:HUB", 1.0),
    ("gb", "b", "HUB", "hub:HUB", 2.0),
    ("eu", "b", "PORT", "carrier:R1", 9.0),
    ("house", "", "", "house", 0.0),
]


class Plain:
    def short(self, node):
        return node.title()


def frame(rows):
    made = pd.DataFrame(rows, columns=["rule", "lot_id", "node_id", "holder_id", "hours"])
    return made.assign(policy="rule", replication=1)


def test_hours_lots_and_times_are_summed_by_rule_place_and_holder():
    found = by_holder(frame(ROWS))
    assert list(found.itertuples(name=None)) == [
        (("eu", "PORT", "carrier:R1"), 9.0, 1, 1), (("gb", "HUB", "hub:HUB"), 6.0, 2, 3),
    ]  # fmt: skip


def test_the_chart_has_a_bar_for_each_and_the_sentence_names_the_longest():
    axes = plot_breaches(frame(ROWS), Plain(), lang="en")
    assert [bar.get_width() for bar in axes.patches][:2] == [6.0, 9.0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "Hub, hub",
        "Port, carrier R1",
    ]
    said = read_breaches(frame(ROWS), Plain(), "en")
    assert said == (
        "2 lots broke 3 rule packs 4 times; longest by eu at Port, carrier R1: 9 hours."
    )


def test_without_a_lot_that_broke_anything_nothing_is_drawn():
    with pytest.raises(NothingToDrawError):
        plot_breaches(frame(ROWS[-1:]), Plain())
    assert "没有批次违规" in read_breaches(frame(ROWS[-1:]), Plain(), "zh")
