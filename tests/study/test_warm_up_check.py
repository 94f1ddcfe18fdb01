import numpy as np
import pandas as pd
import pytest

from study.statistics.series import Series
from study.warm_up_check import IN_SYSTEM, judged, stream_series


def series(name, beginning, length=2000):
    noise = np.random.default_rng(3).normal(0.0, 1.0, length)
    return Series(name, "h", np.arange(float(length)), noise + beginning, 2)


def test_each_series_gets_its_verdict_against_the_stated_warm_up():
    off = np.where(np.arange(2000) < 300, 20.0, 0.0)
    check = judged(
        [("rule", series("calm", 0.0)), ("rule", series("late", off)),
         ("rule", series("climbing", np.arange(2000.0)))],
        stated_h=120.0,
    )  # fmt: skip
    told = dict(zip(check.verdicts["series"], check.verdicts["verdict"], strict=True))
    assert told == {"calm": "enough", "late": "short", "climbing": "unsteady"}
    assert check.of("short") == ("late",)
    assert 300.0 <= check.longest_h <= 340.0
    assert set(check.series["series"]) == set(told)
    assert judged([("rule", series("late", off))], stated_h=350.0).of("enough") == ("late",)


def lots(rows):
    return pd.DataFrame(rows, columns=["stream", "born_h", "done_h", "lost"])


def test_streams_are_followed_apart_and_the_system_as_one():
    frame = lots(
        [
            ("a", 0.0, 2.0, False), ("b", 1.0, 4.0, False), ("", 1.0, 4.0, False),
            ("a", 2.0, 2.5, False), ("b", 2.0, 2.0, True), ("a", 11.0, 12.0, False),
        ]
    )  # fmt: skip
    found = {one.name: one for one in stream_series(["a", "b"], [frame], 10.0)}
    assert found["a.time_h"].values.tolist() == [2.0, 0.5]
    # What was turned away never was in the system for long, and shows no time in it.
    assert found["b.time_h"].values.tolist() == [3.0]
    # A box is no lot of a stream: it does not count besides what is in it.
    assert found[IN_SYSTEM].values.sum() * 0.01 == pytest.approx(2.0 + 3.0 + 0.5)
