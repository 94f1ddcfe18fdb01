import numpy as np
import pytest
from scipy import stats

from study.statistics.intervals import t_interval
from study.statistics.together import clear_of_zero, joint_confidence, widening


def test_widened_intervals_cover_together():
    rng = np.random.default_rng(10)
    studies, figures, n, joint = 1500, 6, 12, 0
    factor = widening(figures, n)
    for _ in range(studies):
        made = [t_interval(rng.normal(0.0, 1.0, n)) for _ in range(figures)]
        joint += all(abs(one.mean) <= one.half_width * factor for one in made)
    assert stats.binomtest(joint, studies, 0.95, alternative="less").pvalue > 1e-3
    # For independent figures Bonferroni is nearly exact: 1 - (1 - 0.05/6)^6.
    assert stats.binomtest(joint, studies, (1.0 - 0.05 / 6.0) ** 6).pvalue > 1e-3


def test_one_interval_needs_no_widening():
    assert widening(1, 5) == pytest.approx(1.0)
    assert joint_confidence(1) == pytest.approx(0.95)
    assert joint_confidence(30) == 0.0


def test_what_cannot_be_widened_is_refused():
    with pytest.raises(ValueError, match="cannot be widened"):
        widening(3, 1)


def test_clear_of_zero_takes_the_widened_interval():
    made = t_interval([1.0, 2.0, 3.0, 4.0])
    assert clear_of_zero(made)
    assert not clear_of_zero(made, 2.0)
    assert not clear_of_zero(t_interval([1.0]))
