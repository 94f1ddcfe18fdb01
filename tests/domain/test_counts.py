"""Quantiles of counts against sums of their probabilities in exact arithmetic."""

from fractions import Fraction
from itertools import pairwise
from math import comb, exp, lgamma, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.counts import binomial_count, part_of, poisson_count


def poisson_by_sum(mean, u):
    total, number = 0.0, -1
    while total < u:
        number += 1
        total += exp(number * log(mean) - mean - lgamma(number + 1))
    return number


@pytest.mark.parametrize("mean", [0.3, 4.0, 59.0, 80.0, 700.0])
@pytest.mark.parametrize("u", [0.001, 0.2, 0.5, 0.77, 0.9995])
def test_poisson_quantile_is_that_of_the_sum_of_probabilities(mean, u):
    slack = 0 if mean < 60.0 else 1
    assert abs(poisson_count(mean, u) - poisson_by_sum(mean, u)) <= slack


@pytest.mark.parametrize(("number", "share"), [(7, 0.3), (40, 0.9), (2000, 0.06), (900, 0.6)])
@pytest.mark.parametrize("u", [0.01, 0.5, 0.9, 0.999])
def test_binomial_quantile_is_that_of_the_exact_distribution(number, share, u):
    odds, total, found = Fraction(share).limit_denominator(100), Fraction(0), -1
    while total < Fraction(u):
        found += 1
        total += comb(number, found) * odds**found * (1 - odds) ** (number - found)
    slack = 0 if number * share < 60.0 else 1
    assert abs(binomial_count(number, share, u) - found) <= slack


@given(st.integers(1, 500), st.data())
def test_parts_of_a_count_add_up_and_none_is_more_than_its_places(number, data):
    total = data.draw(st.integers(0, number))
    cuts = sorted({0, number, *data.draw(st.lists(st.integers(0, number), max_size=6))})
    parts = [(part_of(total, number, a, b), b - a) for a, b in pairwise(cuts)]
    assert sum(part for part, _ in parts) == total
    assert all(0 <= part <= places for part, places in parts)
