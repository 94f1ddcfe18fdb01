"""A fresh project for each test, and the base scenarios loaded once."""

import functools
import importlib.util
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location(
    "input_worlds", Path(__file__).with_name("worlds.py")
)
worlds = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(worlds)


@pytest.fixture
def project(tmp_path):
    return worlds.Project(tmp_path)


@functools.cache
def _loaded(name):
    from inputs.build import load_scenario

    return load_scenario(worlds.ROOT / "scenarios" / f"{name}.yaml")


@pytest.fixture
def loaded():
    return _loaded


@pytest.fixture
def small_text():
    return worlds.SMALL
