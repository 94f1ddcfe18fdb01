"""Sums that are the same to the bit for any number of threads."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path for room in ("domain", "sim", "study", "report") for path in (ROOT / room).rglob("*.py")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_product_of_vectors_is_left_to_the_linear_algebra_library(path):
    """It divides long sums among threads, whose number differs between main process and workers.

    Products of whole numbers, which `np.dot` adds exactly, are spelled so and are allowed.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.MatMult)]
