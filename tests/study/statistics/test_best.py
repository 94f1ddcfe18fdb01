"""KN and OCBA on made-up layouts whose best is known."""

import numpy as np
import pytest
from scipy import stats

from study.statistics import ocba
from study.statistics.kn import eta, screen

FALSE_ALARM = 1e-3


def normal_layouts(rng, means, deviations, together, length):
    """Replications of layouts that share a part of their chance."""
    common = rng.standard_normal(length)
    own = rng.standard_normal((len(means), length))
    noise = np.sqrt(together) * common + np.sqrt(1.0 - together) * own
    return np.asarray(means)[:, None] + np.asarray(deviations)[:, None] * noise


@pytest.mark.parametrize(
    ("means", "deviations", "together", "confidence"),
    [
        # The hardest case that the guarantee names: all others just delta worse.
        ((0.0, 1.0, 1.0, 1.0, 1.0), (2.0,) * 5, 0.0, 0.95),
        ((1.0, 1.0, 0.0), (4.0, 1.0, 2.0), 0.3, 0.9),
        ((1.0, 0.0), (2.0, 3.0), 0.6, 0.95),
    ],
)
def test_kn_chooses_the_best_as_often_as_it_promises(means, deviations, together, confidence):
    rng = np.random.default_rng(11)
    studies, right = 300, 0
    for _ in range(studies):
        values = normal_layouts(rng, means, deviations, together, 2500)
        made = screen(values.tolist(), 10, 1.0, confidence)
        assert made.finished
        right += made.contenders[0] == int(np.argmin(means))
    found = stats.binomtest(right, studies, confidence, alternative="less")
    assert found.pvalue > FALSE_ALARM


def test_common_chance_makes_kn_sooner():
    rng = np.random.default_rng(12)
    used = {}
    for together in (0.0, 0.9):
        runs = [normal_layouts(rng, (0.0, 1.0), (3.0, 3.0), together, 2500) for _ in range(40)]
        used[together] = np.mean([screen(run.tolist(), 10, 1.0, 0.95).used for run in runs])
    assert used[0.9] < 0.5 * used[0.0]


def test_the_order_of_the_layouts_changes_nothing():
    rng = np.random.default_rng(13)
    for _ in range(30):
        values = normal_layouts(rng, (0.0, 0.6, 1.0, 3.0), (1.0, 5.0, 0.3, 2.0), 0.2, 1500)
        made = screen(values.tolist(), 8, 0.8, 0.9)
        order = rng.permutation(4)
        turned = screen(values[order].tolist(), 8, 0.8, 0.9)
        assert order[turned.contenders[0]] == made.contenders[0]
        assert {int(order[i]): one.after for i, one in turned.dropped.items()} == {
            i: one.after for i, one in made.dropped.items()
        }


def test_what_is_dropped_stays_dropped_however_the_replications_are_cut():
    rng = np.random.default_rng(14)
    values = normal_layouts(rng, (0.0, 0.3, 1.0, 2.0), (2.0,) * 4, 0.0, 1500)
    whole = screen(values.tolist(), 10, 0.5, 0.95)
    for length in (10, 25, 60, 200):
        part = screen(values[:, :length].tolist(), 10, 0.5, 0.95)
        assert part.used <= length
        assert part.dropped == {
            i: one for i, one in whole.dropped.items() if one.after <= part.used
        }


def test_a_dropped_layout_needs_no_more_replications():
    rng = np.random.default_rng(15)
    values = normal_layouts(rng, (0.0, 0.4, 9.0), (2.0,) * 3, 0.0, 1500)
    whole = screen(values.tolist(), 10, 0.5, 0.95)
    short = [
        row[: whole.dropped[i].after] if i in whole.dropped else row
        for i, row in enumerate(values.tolist())
    ]
    assert screen(short, 10, 0.5, 0.95) == whole


def test_equal_layouts_end_at_once_with_the_first():
    rows = np.random.default_rng(16).normal(0.0, 1.0, 30).tolist()
    made = screen([rows, rows, rows], 10, 0.1, 0.95)
    assert made.contenders == (0,)
    assert made.used == 10


def test_kn_ends_at_the_latest_where_it_says():
    rng = np.random.default_rng(17)
    values = normal_layouts(rng, (0.0, 0.0), (1.0, 1.0), 0.0, 1500)
    begun = screen(values[:, :10].tolist(), 10, 0.4, 0.95)
    made = screen(values.tolist(), 10, 0.4, 0.95)
    assert not begun.finished
    assert made.finished
    assert made.used <= begun.most + 1


@pytest.mark.parametrize(
    ("layouts", "first", "confidence"), [(1, 10, 0.95), (3, 1, 0.95), (3, 10, 0.3), (3, 10, 1.0)]
)
def test_kn_refuses_what_promises_nothing(layouts, first, confidence):
    with pytest.raises(ValueError, match="KN needs"):
        eta(layouts, first, confidence)


def ocba_study(values, first, step, budget):
    counts = (first,) * len(values)
    while True:
        seen = [row[:count] for row, count in zip(values, counts, strict=True)]
        means, spread = [row.mean() for row in seen], [row.std(ddof=1) for row in seen]
        if sum(counts) >= budget:
            promised = ocba.probability_of_correct_selection(means, spread, counts)
            return ocba.best_of(means), promised, counts
        counts = ocba.allocate(means, spread, counts, min(step, budget - sum(counts)))


def test_ocba_beats_equal_shares_and_does_not_promise_too_much():
    rng = np.random.default_rng(18)
    means, deviations, budget = tuple(range(8)), (5.0,) * 8, 240
    studies, right, equal, promised = 300, 0, 0, []
    for _ in range(studies):
        values = normal_layouts(rng, means, deviations, 0.0, budget)
        best, sure, counts = ocba_study(values, 10, 8, budget)
        assert sum(counts) == budget
        right += best == 0
        promised.append(sure)
        equal += int(np.argmin(values[:, : budget // 8].mean(axis=1))) == 0
    assert right > equal
    found = stats.binomtest(right, studies, float(np.mean(promised)), alternative="less")
    assert found.pvalue > FALSE_ALARM


def test_ocba_shares_follow_the_formula():
    means, spread = [3.0, 1.0, 5.0, 2.0], [2.0, 1.0, 4.0, 3.0]
    found = ocba.shares(means, spread)
    assert found.sum() == pytest.approx(1.0)
    assert found[0] / found[2] == pytest.approx(((2.0 / 2.0) / (4.0 / 4.0)) ** 2)
    assert found[0] / found[3] == pytest.approx(((2.0 / 2.0) / (3.0 / 1.0)) ** 2)
    others = sum((found[i] / spread[i]) ** 2 for i in (0, 2, 3))
    assert found[1] == pytest.approx(spread[1] * np.sqrt(others))


def test_ocba_takes_equal_means_and_figures_that_never_vary():
    assert ocba.shares([1.0, 1.0], [1.0, 1.0]) == pytest.approx([0.5, 0.5])
    assert np.isfinite(ocba.shares([1.0, 2.0], [0.0, 0.0])).all()
    assert ocba.probability_of_correct_selection([1.0, 2.0], [0.0, 0.0], [5, 5]) == 1.0
    assert ocba.probability_of_correct_selection([1.0, 1.0], [0.0, 0.0], [5, 5]) == 0.5


def test_ocba_never_takes_back_and_spends_every_step():
    counts = (10, 10, 40)
    made = ocba.allocate([0.0, 0.1, 9.0], [1.0, 1.0, 1.0], counts, 7)
    assert sum(made) == 67
    assert all(after >= before for after, before in zip(made, counts, strict=True))


def test_being_within_delta_is_likelier_than_being_best():
    args = ([0.0, 0.5, 1.0], [1.0, 1.0, 1.0], [10, 10, 10])
    plain = ocba.probability_of_correct_selection(*args)
    assert ocba.probability_of_correct_selection(*args, delta=0.5) > plain
