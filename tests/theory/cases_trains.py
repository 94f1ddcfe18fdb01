"""Cases of trains, bundles and unloading: V7, V9, V10, trains of limited room, bulk unloading."""

from functools import lru_cache

import numpy as np
from scipy.stats import poisson

from tests.theory.bundles import box_size, wait_for_size, wait_for_size_or_age
from tests.theory.cases import Case, Figure, lazily, number
from tests.theory.trains import (
    FullTrain,
    UnevenTrain,
    gap_wait,
    gap_wait_sd,
    late_wait,
    left_behind_from_empty,
    thinned_wait,
)
from tests.theory.unloading import (
    TrainThenUnloading,
    Unloading,
    cleared_wait,
    cleared_wait_of_fixed_work,
    random_batch_wait,
)

DAY = 24.0


@lru_cache
def full(per_day, room, *, bundle=1, cancelled=0.0, late_h=0.0):
    """A daily train of limited room; worked out once."""
    return FullTrain(per_day / DAY, DAY, room, bundle, cancelled, late_h)


def limited(case_id, model, per_day, room, *, widest, days=240, wrong=(), sets=(), **more):
    """A daily train of limited room with single lots."""
    train = (per_day, room)
    return Case(
        case_id, model, "full_train",
        (
            Figure("train.wait_mean_h", lazily(lambda: full(*train, **more).wait_h), widest[0]),
            Figure(
                "train.left_behind_mean", lazily(lambda: full(*train, **more).boxes_left_mean),
                widest[1], "1",
            ),
            Figure(
                "train.left_behind_share", lazily(lambda: full(*train, **more).boxes_left_share),
                widest[2], "1",
            ),
        ),
        sets=(f"streams.lots.per_h={per_day / DAY}", f"steps.train.room={room}", *sets),
        quick=("warm_up_h=480", f"period_h={DAY * days:g}", "drain_h=1200"),
        wrong=wrong,
    )  # fmt: skip


def off_by_one(room):
    """The same train with a place more and a place less."""
    return ((f"steps.train.room={room - 1}",), (f"steps.train.room={room + 1}",))


def poisson_batches(mean):
    return tuple(poisson.pmf(np.arange(int(mean + 12.0 * mean**0.5) + 20), mean))


ROOM_FOR_ALL = (
    Case(
        "V7a",
        "daily train, room for all",
        "v07a_daily_train",
        (
            Figure("train.wait_mean_h", number(gap_wait([24.0])), 0.02),
            Figure("train.wait_sd_h", number(gap_wait_sd([24.0])), 0.02),
        ),
        quick=("period_h=960",),
        wrong=(("steps.train.every_h=25",),),
    ),
    Case(
        "V7b",
        "gaps of 48, 48 and 72 h, room for all",
        "v07b_train_gaps",
        (
            Figure("train.wait_mean_h", number(gap_wait([48.0, 48.0, 72.0])), 0.03),
            Figure("train.wait_sd_h", number(gap_wait_sd([48.0, 48.0, 72.0])), 0.03),
        ),
        quick=("period_h=1680",),
        wrong=(("steps.train.gaps_h=[48, 60, 60]",),),
    ),
    Case(
        "V7c",
        "daily train, each runs with probability .9",
        "v07c_train_cancelled",
        (Figure("train.wait_mean_h", number(thinned_wait(24.0, 0.1)), 0.06),),
        quick=("period_h=4800", "streams.lots.per_h=0.4"),
        wrong=(("steps.train.cancel_share=0",),),
    ),
    Case(
        "V7d",
        "daily train, late by U(0, 12 h)",
        "v07d_train_late",
        (Figure("train.wait_mean_h", number(late_wait(24.0, 12.0 / 12.0**0.5)), 0.03),),
        quick=("period_h=2400",),
        wrong=(("steps.train.late_h=null",), ("steps.train.cut_off_h=0",)),
    ),
)

LIMITED = (
    limited("T1", "room 10, load .6", 6, 10, widest=(0.03, 0.55, 0.45), wrong=off_by_one(10)),
    limited("T2", "room 10, load .8", 8, 10, widest=(0.08, 0.45, 0.22), wrong=off_by_one(10)),
    limited(
        "T3", "room 10, load .9", 9, 10, widest=(0.16, 0.4, 0.16), days=320, wrong=off_by_one(10)
    ),
    limited(
        "T4", "room 50, load .9", 45, 50, widest=(0.03, 0.38, 0.25), days=120, wrong=off_by_one(50)
    ),
    limited(
        "T5", "room 2, load .75", 1.5, 2, widest=(0.13, 0.27, 0.16), days=480, wrong=off_by_one(2)
    ),
    limited(
        "T6",
        "room 10, load .67, one in ten cancelled",
        6,
        10,
        widest=(0.14, 0.55, 0.27),
        cancelled=0.1,
        sets=("steps.train.cancel_share=0.1",),
        wrong=(("steps.train.cancel_share=0",),),
    ),
    limited(
        "T7",
        "room 10, load .8, late by U(0, 12 h)",
        8,
        10,
        widest=(0.07, 0.33, 0.18),
        late_h=12.0,
        sets=("steps.train.late_h={uniform: [0, 12]}",),
        wrong=(("steps.train.late_h=null",),),
    ),
    limited(
        "T8",
        "room 20, load .7, late by U(0, 20 h), 15 % cancelled",
        12,
        20,
        widest=(0.17, 0.55, 0.25),
        cancelled=0.15,
        late_h=20.0,
        sets=("steps.train.late_h={uniform: [0, 20]}", "steps.train.cancel_share=0.15"),
        wrong=(("steps.train.room=19",),),
    ),
    Case(
        "T9",
        "gaps of 48, 48 and 72 h, room 20, load .8",
        "full_train",
        (
            Figure(
                "train.wait_mean_h",
                lazily(lambda: UnevenTrain(16.0 / 56.0, (48.0, 48.0, 72.0), 20).wait_h),
                0.06,
            ),
        ),
        sets=(
            f"streams.lots.per_h={16.0 / 56.0}",
            "steps.train.room=20",
            "steps.train.every_h=null",
            "steps.train.gaps_h=[48, 48, 72]",
        ),
        quick=("warm_up_h=504", "period_h=10080"),
        wrong=(("steps.train.gaps_h=[72, 24, 72]",),),
    ),
    Case(
        "T10",
        "room 10, load .9, from empty: the first five trains",
        "full_train",
        (
            Figure(
                "train.left_behind_mean",
                lazily(lambda: float(np.mean(left_behind_from_empty(full(9, 10), 5)))),
                0.28,
                "1",
            ),
        ),
        sets=("state=terminating", "warm_up_h=0", "period_h=121", "drain_h=480"),
        runs=500,
        page_runs=2_000,
        wrong=off_by_one(10),
    ),
)

BUNDLES = (
    Case(
        "V9",
        "bundles of 20, train of 50 bundles, load .9",
        "v09_bundles_train",
        (
            Figure("gate_to_train.mean_h", lazily(lambda: full(900, 50, bundle=20).wait_h), 0.01),
            Figure("train.wait_mean_h", lazily(lambda: full(900, 50, bundle=20).box_wait_h), 0.01),
        ),
        quick=("period_h=168", "warm_up_h=48", "drain_h=48"),
        wrong=(("steps.train.room=44",),),
    ),
    Case(
        "V9b",
        "bundles of 4, train of 5 bundles, load .8",
        "v09_bundles_train",
        (
            Figure("gate_to_train.mean_h", lazily(lambda: full(16, 5, bundle=4).wait_h), 0.06),
            Figure("train.wait_mean_h", lazily(lambda: full(16, 5, bundle=4).box_wait_h), 0.07),
            Figure(
                "train.left_behind_mean",
                lazily(lambda: full(16, 5, bundle=4).boxes_left_mean),
                0.6,
                "1",
            ),
        ),
        sets=(
            f"streams.parcels.per_h={16.0 / DAY}",
            "steps.bench.pack=4",
            "steps.train.room=5",
            "drain_h=960",
        ),
        quick=("warm_up_h=480", "period_h=4000"),
        wrong=(("steps.train.room=6",), ("steps.train.room=4",), ("steps.bench.pack=5",)),
    ),
    Case(
        "V9c",
        "bundles of 3, train of 8, late by U(0, 10 h), 5 % cancelled",
        "v09_bundles_train",
        (
            Figure(
                "gate_to_train.mean_h",
                lazily(lambda: full(17, 8, bundle=3, cancelled=0.05, late_h=10.0).wait_h),
                0.1,
            ),
        ),
        sets=(
            f"streams.parcels.per_h={17.0 / DAY}",
            "steps.bench.pack=3",
            "steps.train.room=8",
            "steps.train.late_h={uniform: [0, 10]}",
            "steps.train.cancel_share=0.05",
            "drain_h=960",
        ),
        quick=("warm_up_h=480", "period_h=4000"),
        wrong=(("steps.train.cancel_share=0",),),
    ),
    Case(
        "V10a",
        "bundle of 20",
        "v10a_bundle",
        (Figure("bench.wait_mean_h", number(wait_for_size(37.5, 20)), 0.02),),
        quick=("period_h=300",),
        wrong=(("steps.bench.pack=19",), ("steps.bench.pack=21",)),
    ),
    Case(
        "V10b",
        "bundle of 20, or .4 h after its first",
        "v10b_bundle_age",
        (Figure("bench.wait_mean_h", lazily(lambda: wait_for_size_or_age(37.5, 20, 0.4)), 0.02),),
        quick=("period_h=300",),
        wrong=(("steps.bench.after_h=null",), ("steps.bench.pack=21",)),
    ),
    Case(
        "V10c",
        "bundle of 6, or 1.5 h after its first, to a daily train",
        "v10b_bundle_age",
        (
            Figure("bench.wait_mean_h", lazily(lambda: wait_for_size_or_age(2.0, 6, 1.5)), 0.02),
            Figure(
                "train.aboard_mean", lazily(lambda: 2.0 * DAY / box_size(2.0, 6, 1.5)), 0.03, "1"
            ),
        ),
        sets=(
            "streams.parcels.per_h=2",
            "steps.bench={pack: 6, after_h: 1.5}",
            "streams.parcels.path=[bench, train]",
            "steps.train={every_h: 24}",
            "drain_h=48",
        ),
        quick=("period_h=2400",),
        wrong=(("steps.bench.after_h=2",),),
    ),
)

UNLOADING = (
    Case(
        "U1",
        "D^[X]/M/1, Poisson batches of 18 a day",
        "unloading",
        (
            Figure(
                "crew.wait_mean_h",
                lazily(lambda: Unloading(poisson_batches(18.0), DAY, 1.0, 1).wait_h),
                0.08,
            ),
        ),
        quick=("period_h=4800",),
        wrong=(("steps.crew.servers=2",), ("steps.train.every_h=20",)),
    ),
    Case(
        "U2",
        "D^[X]/M/3, Poisson batches of 24 in 12 h",
        "unloading",
        (
            Figure(
                "crew.wait_mean_h",
                lazily(lambda: Unloading(poisson_batches(24.0), 12.0, 1.0, 3).wait_h),
                0.08,
            ),
        ),
        sets=("streams.lots.per_h=2", "steps.train.every_h=12", "steps.crew.servers=3"),
        quick=("period_h=1500",),
        wrong=(("steps.crew.servers=4",),),
    ),
    Case(
        "U3",
        "train of room 20 at load .9, then one crew",
        "unloading",
        (
            Figure(
                "crew.wait_mean_h",
                lazily(lambda: TrainThenUnloading(0.75, DAY, 20, 1.0, 1).wait_h),
                0.1,
            ),
        ),
        sets=("steps.train.room=20",),
        quick=("period_h=4800",),
        wrong=(("steps.crew.servers=2",),),
    ),
    Case(
        "U4",
        "bundles of 5, train of 10, one crew at 2 h",
        "unloading",
        (
            Figure(
                "crew.wait_mean_h",
                lazily(
                    lambda: TrainThenUnloading(40.0 / DAY, DAY, 10, 1.0 / 2.0, 1, bundle=5).wait_h
                ),
                0.08,
            ),
        ),
        sets=(
            f"streams.lots.per_h={40.0 / DAY}",
            "streams.lots.path=[bench, train, crew]",
            "steps.bench={pack: 5}",
            "steps.train.room=10",
            "steps.crew.work_h={exponential: 2}",
        ),
        quick=("period_h=3600",),
        wrong=(("steps.bench.pack=6",),),
    ),
    Case(
        "U5",
        "batches cleared before the next, exponential work",
        "unloading",
        (
            Figure(
                "crew.wait_mean_h",
                lazily(
                    lambda: random_batch_wait(
                        poisson_batches(12.0), lambda k: cleared_wait(k, 0.5, 2)
                    )
                ),
                0.04,
            ),
        ),
        sets=(
            "streams.lots.per_h=0.5",
            "steps.crew={servers: 2, work_h: {exponential: 0.5}}",
        ),
        quick=("period_h=4800",),
        wrong=(("steps.crew.servers=3",),),
    ),
    Case(
        "U6",
        "batches cleared before the next, fixed work",
        "unloading",
        (
            Figure(
                "crew.wait_mean_h",
                lazily(
                    lambda: random_batch_wait(
                        poisson_batches(12.0), lambda k: cleared_wait_of_fixed_work(k, 0.5, 2)
                    )
                ),
                0.04,
            ),
        ),
        sets=("streams.lots.per_h=0.5", "steps.crew.servers=2", "steps.crew.work_h=0.5"),
        quick=("period_h=4800",),
        wrong=(("steps.crew.servers=3",),),
    ),
    Case(
        "U7",
        "bundles of 20, train of 50 bundles, two crews at .8 h",
        "v09_bundles_train",
        (
            Figure(
                "unload.wait_mean_h",
                lazily(lambda: TrainThenUnloading(37.5, DAY, 50, 1.25, 2, bundle=20).wait_h),
                0.12,
            ),
        ),
        sets=(
            "streams.parcels.path=[bench, train, unload]",
            "steps.unload={servers: 2, work_h: {exponential: 0.8}}",
        ),
        quick=("period_h=240",),
        runs=20,
        wrong=(("steps.unload.servers=3",),),
    ),
)

TRAINS = (*ROOM_FOR_ALL, *LIMITED, *BUNDLES, *UNLOADING)
