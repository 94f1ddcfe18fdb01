"""Cases of queues, trains and transits that have only begun: means at hours, from a given start."""

from functools import lru_cache
from statistics import fmean

from tests.theory.cases import Case, Figure, lazily, number
from tests.theory.queues import Transit, uniform_survival
from tests.theory.trains import FullTrain, number_from_empty
from tests.theory.transient import Fresh, waits_of_first

HOURS = (1, 4, 8, 16)
SIDE_BY_SIDE = 10


@lru_cache
def fresh(per_h, servers, there):
    return Fresh(per_h, 1.0, servers, there, most=120)


def copies(per_h, servers, there):
    """The queue ten times side by side: ten independent samples in a run."""
    gate = f"servers: {servers}, work_h: {{exponential: 1}}, start_with: {there}"
    return (
        f"streams.lots.per_h={per_h}",
        f"steps.gate={{{gate}}}",
        *(
            text
            for number in range(2, SIDE_BY_SIDE + 1)
            for text in (
                f"streams.lots{number}={{per_h: {per_h}, path: [gate{number}]}}",
                f"steps.gate{number}={{{gate}}}",
            )
        ),
    )


def fresh_queue(case_id, model, per_h, servers, there, *, widest=0.13, runs=130, wrong=()):
    """M/M/c from a given start, judged by the mean number at some hours and over time."""
    key = (per_h, servers, there)
    return Case(
        case_id, model, "fresh_queue",
        (
            *(
                Figure(
                    f"all.number_at_{at}h",
                    lazily(lambda at=at: SIDE_BY_SIDE * fresh(*key).number(at)), widest, "1",
                )
                for at in HOURS
            ),
            Figure(
                "all.number_mean", lazily(lambda: SIDE_BY_SIDE * fresh(*key).number_mean(16.0)),
                widest, "1",
            ),
        ),
        sets=copies(*key), runs=runs, page_runs=600, wrong=wrong,
    )  # fmt: skip


FRESH = (
    fresh_queue("F1", "M/M/1 from empty, load .8, ten side by side", 0.8, 1, 0, widest=0.18,
                wrong=(("steps.gate.start_with=8", "steps.gate2.start_with=8"),)),
    fresh_queue("F2", "M/M/1 from 8 lots, load .8, ten side by side", 0.8, 1, 8,
                wrong=(("steps.gate.start_with=0", "steps.gate2.start_with=0"),)),
    fresh_queue("F3", "M/M/3 from 12 lots, load .9, ten side by side", 2.7, 3, 12, widest=0.11,
                wrong=(("steps.gate.servers=1", "steps.gate2.servers=1"),)),
    Case(
        "F4", "M/M/1, the first 12 lots", "fresh_queue",
        (
            Figure("gate.wait_mean_h", lazily(lambda: fmean(waits_of_first(0.8, 1.0, 1, 12))),
                   0.18),
        ),
        sets=("period_h=200", "streams.lots.lots=12"), runs=800, page_runs=3_000,
        wrong=(("streams.lots.lots=20",),),
    ),
    Case(
        "F5", "M/M/2, the first 10 lots behind 6", "fresh_queue",
        (
            # The six are visits too: two begin at once, four wait for 1 ... 4 ends of work.
            Figure(
                "gate.wait_mean_h",
                lazily(lambda: (sum(waits_of_first(1.5, 1.0, 2, 10, there=6)) + 5.0) / 16.0), 0.15,
            ),
        ),
        sets=("period_h=200", "streams.lots={lots: 16, per_h: 1.5}",
              "steps.gate={servers: 2, start_with: 6}"),
        runs=600, page_runs=2_500,
        wrong=(("steps.gate.start_with=5",),),
    ),
    Case(
        "F6", "M/G/inf from empty, transit U(0, 240 h)", "v18_in_transit",
        tuple(
            Figure(
                f"transit.number_at_{at}h",
                lazily(lambda at=at: Transit(2.0 / 24.0, 120.0).number_from_empty(
                    float(at), uniform_survival(0.0, 240.0))), 0.1, "1",
            )
            for at in (48, 120, 240)
        ),
        sets=("state=terminating", "warm_up_h=0", "period_h=240", "drain_h=240",
              "steps.transit.work_h={exponential: null, uniform: [0, 240]}",
              "watch={snapshots_h: [48, 120, 240]}"),
        runs=600, page_runs=2_000,
        wrong=(("steps.transit.servers=8",),),
    ),
    Case(
        "F7", "train of room 10 at load .9 from empty: who waits at an hour", "full_train",
        tuple(
            Figure(
                f"train.number_at_{at}h",
                lazily(lambda at=at: number_from_empty(FullTrain(9.0 / 24.0, 24.0, 10), at)),
                widest, "1",
            )
            for at, widest in ((18, 0.1), (24, 0.5), (90, 0.12), (162, 0.12))
        ),
        sets=("state=terminating", "warm_up_h=0", "period_h=168", "drain_h=480",
              "watch={snapshots_h: [18, 24, 90, 162]}"),
        runs=500, page_runs=2_500,
        wrong=(("steps.train.room=9",), ("steps.train.first_h=12",)),
    ),
    Case(
        "F8", "M/D/inf from empty, transit 120 h: full after a transit", "v18_in_transit",
        (
            Figure("transit.number_at_60h", number(5.0), 0.1, "1"),
            Figure("transit.number_at_200h", number(10.0), 0.1, "1"),
        ),
        sets=("state=terminating", "warm_up_h=0", "period_h=240", "drain_h=240",
              "steps.transit.work_h=120", "watch={snapshots_h: [60, 200]}"),
        runs=500, page_runs=2_000,
    ),
)  # fmt: skip
