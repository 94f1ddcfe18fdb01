import numpy as np
import pytest

from domain.distribution import Distribution
from domain.times import Times

U = np.array([1e-12, 0.001, 0.1, 0.5, 0.9, 0.999, 1.0 - 1e-12])
KINDS = [
    Distribution.fixed(2.0),
    Distribution.exponential(2.0),
    Distribution.uniform(1.0, 3.0),
    Distribution.triangular(1.0, 1.5, 4.0),
    Distribution.from_mean_sd("lognormal", 2.0, 3.0),
    Distribution.from_mean_sd("gamma", 2.0, 0.3),
    Distribution.from_mean_sd("gamma", 2.0, 4.0),
]


@pytest.mark.parametrize("distribution", KINDS, ids=lambda d: f"{d.kind} {d.sd:.1f}")
def test_many_values_at_once_are_those_of_one_at_a_time(distribution):
    one_by_one = [distribution.quantile(float(u)) for u in U]
    assert Times(distribution).values(U, 0) == pytest.approx(one_by_one, rel=1e-9)


def test_observed_values_are_equally_likely_and_lists_end():
    seen = Times(observed=(3.0, 5.0, 9.0))
    assert seen.values(np.array([0.1, 0.4, 0.6, 0.9]), 0).tolist() == [3.0, 5.0, 5.0, 9.0]
    listed = Times(listed=(3.0, 5.0, 9.0))
    assert listed.values(U, 1).tolist() == [5.0, 9.0]
    assert listed.count == 3
    assert listed.mean == pytest.approx(17.0 / 3.0)


def test_times_have_one_source_of_sensible_numbers():
    with pytest.raises(ValueError, match="one source, found 2"):
        Times(Distribution.fixed(1.0), observed=(1.0,))
    with pytest.raises(ValueError, match="-1"):
        Times(listed=(-1.0,))
