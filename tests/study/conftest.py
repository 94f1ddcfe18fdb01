"""A scenario that takes seconds: a week of vegetables, taro and elders of Hezhou, real data."""

import pytest

SMALL = """\
# Question: does the main job run?
question: Does the main job run?
name: {zh: 小, en: Small}
zone: hezhou
start: 2026-11-01
warm_up_days: 1
period_days: 4
drain_days: 30
services: ["RHZ*", "SGD*", "ROH*", "XRD0*", "DL*", "LC_H*", "LC_G*", "FM_PR_HZ*", "LM*"]
flows: ["M22*"]
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8", newline="\n")
    return path
