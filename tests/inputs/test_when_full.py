"""Trains that go when full, and what cannot stand beside them."""

import pytest

from inputs.build import load_scenario
from inputs.findings import InputError
from tests.inputs.worlds import ROOT

FILE = ROOT / "scenarios" / "examples" / "trains_when_full.yaml"


def test_a_pool_that_gives_out_their_paths_is_refused():
    pool = "planning.path_pools={zhongding: {terminal: TY_ZD, services: [RCA*], paths: 1}}"
    with pytest.raises(InputError, match=r"gives out its paths") as refused:
        load_scenario(FILE, sets=[pool], allow_outside=True)
    assert {one.message[:5] for one in refused.value.findings} == {"RCA01", "RCA02"}
    other = pool.replace("RCA*", "RCE*")
    assert load_scenario(FILE, sets=[other], allow_outside=True).scenario.path_pools
