"""Life left at delivery, and hours outside limits: what is drawn is what the tables hold."""

from datetime import UTC, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from report import excursion_map, life_left
from report.canvas import NothingToDrawError
from tests.report.conftest import names_of

START = datetime(2026, 1, 20, tzinfo=UTC)


@pytest.fixture
def names(sample, lang):
    return names_of(sample, lang)


def delivered(policy, product, lives, kg=None, **more):
    n = len(lives)
    return pd.DataFrame(
        {
            "policy": policy, "replication": 0, "product_id": product, "life_left": lives,
            "kg": [1000.0] * n if kg is None else kg, "cohort": True, "delivered_h": 100.0, **more,
        }
    )  # fmt: skip


@given(
    st.lists(st.tuples(st.floats(0, 1), st.integers(1, 50)), min_size=1, max_size=30)
)  # fmt: skip
def test_quantiles_by_weight_are_those_of_each_value_repeated_so_often(pairs):
    values, weights = (np.array(one, dtype=float) for one in zip(*pairs, strict=True))
    repeated = np.sort(np.repeat(values, weights.astype(int)))
    expected = [
        repeated[int(np.ceil(share * len(repeated) - 1e-9)) - 1] for share in (0.1, 0.5, 0.9)
    ]
    assert life_left.weighted_quantiles(values, weights) == tuple(expected)


def test_the_product_with_least_life_stands_first_and_what_never_came_is_left_out(names, lang):
    rows = pd.concat(
        [
            delivered("rule", "navel_orange", [0.9, 0.7, 0.8]),
            delivered("plan", "navel_orange", [0.95, 0.85, 0.9]),
            delivered("rule", "leafy_veg", [0.2, 0.6, 0.4], kg=[1.0, 1.0, 8.0]),
            delivered("plan", "leafy_veg", [0.5]),
            delivered("plan", "leafy_veg", [0.01], delivered_h=None),
            delivered("plan", "textiles", [None]),
            delivered("rule", "navel_orange", [0.0], cohort=False),
        ]
    )
    found = life_left.lives(rows).set_index(["product_id", "policy"])
    assert tuple(found.loc[("leafy_veg", "rule"), ["low", "middle", "high"]]) == (0.2, 0.4, 0.4)
    assert found.loc[("leafy_veg", "plan"), "n"] == 1
    assert "textiles" not in found.index
    ax = life_left.plot_life_left(rows, names, lang=lang, source="sample")
    assert ax.get_yticklabels()[0].get_text() == names.product("leafy_veg")
    (dots,) = [line for line in ax.lines if line.get_gid() == "plan"]
    assert list(dots.get_xdata()) == pytest.approx([50.0, 90.0])
    assert "50%" in life_left.read_life_left(rows, names, lang)
    with pytest.raises(NothingToDrawError):
        life_left.plot_life_left(rows[rows["product_id"] == "textiles"], names, lang=lang)


def stage(part, node, from_h, to_h, outside):
    return ("rule", 0, part, "leafy_veg", "store", node, from_h, to_h, 5.0, 9.0, 0.1, outside)


ROWS = pd.DataFrame(
    [
        stage("a", "HZ_HUB", 0.0, 10.0, 4.0),
        stage("a", "GX_QZP", 10.0, 300.0, 4.0),
        stage("a", "HK", 300.0, 310.0, 10.0),
        stage("b", "HK", 290.0, 320.0, 2.5),
        stage("c", "GX_QZP", 0.0, 320.0, 0.0),
    ],
    columns=["policy", "replication", "part_id", "product_id", "stage", "node_id", "start_h",
             "end_h", "start_c", "end_c", "life_used", "excursion_h"],
)  # fmt: skip


def test_pieces_of_a_lot_bring_no_hours_of_the_whole():
    pieces = pd.DataFrame(
        [
            stage("a", "HZ_HUB", 0.0, 10.0, 4.0),
            stage("a/1", "HK", 10.0, 20.0, 4.0),
            stage("a/2", "HK", 10.0, 20.0, 6.5),
        ],
        columns=ROWS.columns,
    )
    found = excursion_map.outside_hours(pieces, START)
    assert found["2026-01"].to_dict() == {"HZ_HUB": 4.0, "HK": 2.5}


def test_hours_outside_are_those_by_which_the_count_of_a_lot_rises(names, lang):
    found = excursion_map.outside_hours(ROWS, START)
    # 288 h after 20 January it is February.
    assert found.to_dict("index") == {
        "HK": {"2026-01": 0.0, "2026-02": 8.5}, "HZ_HUB": {"2026-01": 4.0, "2026-02": 0.0},
    }  # fmt: skip
    assert found.to_numpy().sum() == ROWS.groupby("part_id")["excursion_h"].max().sum()
    ax = excursion_map.plot_excursion_map(ROWS, names, start=START, lang=lang, source="sample")
    assert [text.get_text() for text in ax.texts] == ["8.5", "4.0"]
    told = excursion_map.read_excursion_map(ROWS, names, lang, start=START)
    assert "2026-02" in told
    fresh = ROWS[ROWS["part_id"] == "c"]
    with pytest.raises(NothingToDrawError):
        excursion_map.plot_excursion_map(fresh, names, start=START, lang=lang)
    assert excursion_map.read_excursion_map(fresh, names, lang, start=START)
