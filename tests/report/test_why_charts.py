"""Charts of `why`: what they show is what the tables say, in both languages."""

import pandas as pd
import pytest
from matplotlib.figure import Figure

from domain.tables.why import WHY_CAPACITY, WHY_LINES, WHY_WATERFALL, WHY_WAYS
from report import why_capacity, why_sheet, why_waterfall
from report.why_gallery import why_pieces

STEPS = [
    (0, "rule", 87.2e6, 2), (1, "choice_ways", -1.5e6, 2), (2, "choice_time", 0.4e6, 2),
    (3, "filling", -3.0e6, 2), (4, "trains", 0.0, 2), (5, "misses", 0.1e6, 2),
    (6, "plan", 83.2e6, 2),
]  # fmt: skip
DOLLAR = "C$1_<b>"


def frame(table, rows):
    return pd.DataFrame(rows, columns=list(table.column_names))


@pytest.fixture
def waterfall():
    return frame(WHY_WATERFALL, STEPS)


@pytest.fixture
def worths():
    nan = float("nan")
    return frame(WHY_CAPACITY, [
        ("RAIL$", 48.0, "0+1", "teu", 2.0, 12.0, 12.0, 900.0, nan, 850.0, -20.0, 1, DOLLAR),
        ("RAIL$", 72.0, "0", "plugs", 1.0, 4.0, 4.0, 400.0, nan, nan, nan, 1, DOLLAR),
        ("BLOCK", 30.0, "0+1", "train", 1.0, 20.0, 16.0, -300.0, nan, nan, nan, 3, DOLLAR),
    ])  # fmt: skip


@pytest.fixture
def ways(names, sample):
    nodes = list(sample.table("network_nodes")["node_id"][:2])
    rows = []
    for way, kind in enumerate(("chosen", "route", "outsourced")):
        rows.append((
            DOLLAR, way, kind, "orange", *nodes, 9000.0, "40RF:A>RAIL>B" if way < 2 else "",
            "40RF" if way < 2 else "", "RAIL@46.00" if way < 2 else "", 20.0, 1.0,
            1000.0 + 500.0 * way, 500.0 * way, 10.0, 300.0, 200.0, 260.0, 1.0,
        ))  # fmt: skip
    return frame(WHY_WAYS, rows)


@pytest.fixture
def lines():
    rows = [(DOLLAR, way, line, None, cny) for way in range(3)
            for line, cny in (("transport", 700.0 + 500.0 * way), ("capital", 300.0))]  # fmt: skip
    return frame(WHY_LINES, rows)


def texts(ax):
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    return [text.get_text() for text in figure.findobj(lambda one: hasattr(one, "get_text"))]


def test_steps_begin_where_the_last_one_ended_and_end_at_the_difference(waterfall, lang):
    ax = why_waterfall.plot_why_waterfall(waterfall, lang=lang)
    bars = [bar for bar in ax.patches if bar.get_gid()]
    at = 0.0
    for bar, step in zip(bars[:-1], [-1.5, 0.4, -3.0, 0.1], strict=True):
        assert bar.get_x() == pytest.approx(at)
        assert bar.get_width() == pytest.approx(step)
        at += step
    assert bars[-1].get_gid() == "step:total"
    assert bars[-1].get_x() == 0.0
    assert bars[-1].get_width() == pytest.approx(at) == pytest.approx(83.2 - 87.2)


def test_steps_that_do_not_move_are_not_drawn(waterfall, lang):
    ax = why_waterfall.plot_why_waterfall(waterfall, lang=lang)
    assert "step:trains" not in {bar.get_gid() for bar in ax.patches}


def test_sentence_of_the_waterfall_names_the_largest_step(waterfall):
    assert "filling" in why_waterfall.read_why_waterfall(waterfall, "en")
    assert "装箱满度" in why_waterfall.read_why_waterfall(waterfall, "zh")


def test_estimates_stand_beside_what_confirms_them(worths, lang):
    ax = why_capacity.plot_why_capacity(worths, lang=lang)
    widths = sorted(round(bar.get_width()) for bar in ax.patches if bar.get_width())
    assert widths == [-300, -20, 400, 850, 900]
    assert len(ax.get_legend().get_texts()) == 3
    assert "850" in why_capacity.read_why_capacity(worths, None, lang)


def test_bars_of_a_sheet_are_as_long_as_the_ways_are_dear(ways, lines, names, lang):
    ax = why_sheet.plot_why_sheet(ways, lines, DOLLAR, names, lang=lang)
    ends = {}
    for bar in ax.patches:
        y = round(bar.get_y() + bar.get_height() / 2.0)
        ends[y] = max(ends.get(y, 0.0), bar.get_x() + bar.get_width())
    assert ends == {0: 1000.0, -1: 1500.0, -2: 2000.0}


def test_names_with_dollars_and_angles_stay_text(ways, lines, worths, names, lang):
    for ax in (
        why_sheet.plot_why_sheet(ways, lines, DOLLAR, names, lang=lang),
        why_capacity.plot_why_capacity(worths, lang=lang),
    ):
        assert any(r"\$" in text for text in texts(ax))
        assert not any("$" in text.replace(r"\$", "") for text in texts(ax))


def test_a_run_that_was_not_asked_why_has_no_such_charts(sample, lang):
    assert list(why_pieces(sample, lang)) == []
